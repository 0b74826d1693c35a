"""Changes asked of a requester instead of a decision, their answer, and the new round that a change begins.

Decisions are append-only: where what was judged changed, those given so far stay with their round, and both lanes
decide anew in the next.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from governance.accounts.access import Actor, organisation, require
from governance.audit.deeds import deed, record
from governance.errors import Conflict, Invalid
from governance.modelling import check_version, locked
from policies.domain.lifecycle import LINE
from policies.domain.types import AskOutcome, Lane, LineState
from policies.models import ChangesAsked, RequestContributor, RequestLine
from policies.services.deciders import line_matter, require_claim
from policies.services.evaluations import edition_of
from policies.services.moves import moved
from policies.services.reopening import lane_due_dates, move_line, reopen_if_changed
from policies.services.requests import require_own, today

ANSWER_DAYS = 7
"""Days the requester has for an answer. Late it is only shown: nothing lapses, and a lane may take its wish back."""


@deed
def ask_for_changes(*, actor: Actor, line: RequestLine, lane: Lane, reasons: str) -> ChangesAsked:
    """Ask the requester to change or explain something instead of deciding. The line waits for them.

    Raises NotAllowed and Conflict as deciding does, Invalid without a reason.
    """
    locked(organisation())
    request = locked(line.request)
    line = locked(line)
    line.request = request
    require(actor, f"line.decide.{lane.value}")
    target = moved(LINE, LineState(line.state), "ask")
    edition = edition_of(line)
    if edition is None:
        raise Conflict("Its category is no longer in the published policy. The line can only be withdrawn.")
    decider = require_claim(edition, lane, actor.person, line_matter(line), line=line)
    if any(row.lane == lane for row in line.current_decisions):
        raise Conflict("This lane has decided already.", code="already-decided")
    if not reasons.strip():
        raise Invalid("Say what.", problems={"reasons": ["Say what is to be changed or explained, and why."]})
    asked = ChangesAsked.objects.create(
        line=line,
        lane=lane,
        round=line.round,
        person=actor.person,
        person_name=actor.person.name,
        capacity=decider.capacity,
        acting=decider.words,
        on_behalf_of=decider.principal,
        reasons=reasons.strip(),
        asked_at=timezone.now(),
        due_on=today() + dt.timedelta(days=ANSWER_DAYS),
    )
    move_line(line, target)
    detail = {"lane": lane, "acting": decider.words, "reasons": asked.reasons, "asked": asked.uid}
    record(actor, "line.changes-asked", subject=line, detail=detail)
    return asked


@deed
def answer_changes(*, actor: Actor, line: RequestLine, answer: str, version: int | None) -> RequestLine:
    """Answer what a lane asked, after editing the request or in words alone; the line is before the lanes again.

    A decision given before stands only if what it judged is the same still.

    Raises NotAllowed, Conflict, Stale, Invalid (no answer).
    """
    locked(organisation())
    request = locked(line.request)
    line = locked(line)
    line.request = request
    locked(line.tool)
    require(actor, "request.make")
    require_own(actor, request)
    check_version(line, version)
    moved(LINE, LineState(line.state), "answer")
    if not answer.strip():
        raise Invalid("Say what.", problems={"answer": ["Say what you changed, or answer in words."]})
    _close(actor, line, AskOutcome.ANSWERED, answer.strip())
    RequestContributor.objects.get_or_create(request=request, person=actor.person)
    fresh = {f"{lane.value}_due_on" for lane in Lane if all(row.lane != lane for row in line.current_decisions)}
    for field, day in lane_due_dates().items():
        if field in fresh:
            setattr(line, field, day)
    line.save(update_fields=sorted(fresh))
    if not reopen_if_changed(actor=actor, line=line):
        move_line(line, moved(LINE, LineState(line.state), "answer"))
    record(actor, "line.changes-answered", subject=line, detail={"answer": answer.strip(), "round": line.round})
    return line


@deed
def take_back_ask(*, actor: Actor, line: RequestLine, lane: Lane) -> RequestLine:
    """The lane that asked for changes needs them no more: the line is before the lanes again, as it was."""
    locked(organisation())
    request = locked(line.request)
    line = locked(line)
    line.request = request
    require(actor, f"line.decide.{lane.value}")
    target = moved(LINE, LineState(line.state), "take_back")
    asked = line.asks.get(closed_at__isnull=True)
    edition = edition_of(line)
    if edition is None:
        raise Conflict("Its category is no longer in the published policy. The line can only be withdrawn.")
    if asked.lane != lane:
        raise Conflict(f"It was the {asked.lane} lane that asked for changes.", code="other-lane")
    require_claim(edition, lane, actor.person, line_matter(line), line=line)
    _close(actor, line, AskOutcome.TAKEN_BACK, "")
    move_line(line, target)
    record(actor, "line.changes-taken-back", subject=line, detail={"lane": lane})
    return line


def _close(actor: Actor, line: RequestLine, outcome: AskOutcome, answer: str) -> None:
    asked = line.asks.get(closed_at__isnull=True)
    asked.outcome, asked.answer = outcome, answer
    asked.closed_at, asked.closed_by = timezone.now(), actor.person
    asked.save(update_fields=["outcome", "answer", "closed_at", "closed_by"])
