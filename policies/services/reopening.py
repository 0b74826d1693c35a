"""Putting a line before both lanes again: due dates, and the new round that begins where what was judged changed.

Parts of other deeds, called by them in plain sight.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from governance.accounts.access import Actor, organisation
from governance.audit.deeds import record
from policies.domain.lifecycle import LINE, local_date
from policies.domain.types import LineState
from policies.models import RequestLine
from policies.services.evaluations import judge_lines
from policies.services.moves import moved


def lane_due_dates() -> dict[str, dt.date]:
    """Fields of a line: until when each lane is in time if the line is put before them today."""
    house = organisation()
    day = local_date(timezone.now(), house.time_zone)
    return {
        "legal_due_on": day + dt.timedelta(days=house.legal_days),
        "engineering_due_on": day + dt.timedelta(days=house.engineering_days),
    }


def reopen_if_changed(*, actor: Actor, line: RequestLine) -> bool:
    """Begin a new round where a decision of this one judged another state than the present: part of another deed.

    The decisions given stay on record and count no more. Gives whether a round was begun; `line` is locked by the deed.
    """
    given = list(line.decisions.filter(round=line.round).select_related("snapshot"))
    judged = judge_lines([line]).get(line.pk) if given else None
    if judged is None or all(row.snapshot.sha256 == judged.sha256 for row in given):
        return False
    target = moved(LINE, LineState(line.state), "reopen")
    line.round += 1
    for field, day in lane_due_dates().items():
        setattr(line, field, day)
    move_line(line, target, "round", "legal_due_on", "engineering_due_on")
    detail = {"round": line.round, "void": [row.uid for row in given]}
    record(actor, "line.reopened", subject=line, detail=detail)
    return True


def move_line(line: RequestLine, target: LineState, *fields: str) -> None:
    """Write the state of a line, and `fields` that changed with it."""
    line.state = target
    line.version += 1
    line.save(update_fields=["state", "version", *fields])
