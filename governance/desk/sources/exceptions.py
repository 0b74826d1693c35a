"""Exceptions in a queue: to decide, to review, to ask anew before they run out; and those one waits for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from governance.accounts.models import Organisation
from governance.accounts.roles import Role
from governance.accounts.warning_days import DEFAULT, MOST_DAYS, read_days
from governance.database.within import instant_of, rows_within
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker, other, own
from policies.domain.ending import RUNNING, ExceptionState
from policies.domain.types import Lane
from policies.domain.warning import warning_due
from policies.models import ExceptionDecision, RuleException

DECISION_DAYS = 7
"""Days a lane has for an exception, as for a line."""


def exceptions(asker: Asker) -> Iterator[Item]:
    """Exceptions of categories the person owns, to decide or to review; for whoever asked, and their team, those that
    are being decided and those that end soon and were not asked for anew."""
    owned = Q(category_id__in=list(asker.editions), state__in=[ExceptionState.REQUESTED, ExceptionState.FLAGGED])
    soon = asker.today + dt.timedelta(days=MOST_DAYS)
    mine = Q(requester=asker.user) | Q(team_id__in=asker.teams)
    asked = mine & (Q(state=ExceptionState.REQUESTED) | Q(state__in=RUNNING, ends_on__lte=soon, later__isnull=True))
    if Role.ENGINEERING_MANAGER not in asker.roles:
        asked = Q(pk__in=())
    said = rows_within(ExceptionDecision.objects.filter(exception=OuterRef("pk")), lane="lane", at="decided_at")
    rows = RuleException.objects.filter(owned | asked, ends_on__gte=asker.today).select_related("tool", "requester")
    warned = Subquery(Organisation.objects.values("warning_days")[:1])
    for row in rows.annotate(decided=said, warned=warned):
        if row.category_id in asker.editions and row.state in (ExceptionState.REQUESTED, ExceptionState.FLAGGED):
            lane, _ = asker.editions[row.category_id]
            yield _to_judge(asker, row, lane)
        else:
            yield from _of_the_team(asker, row)


def _to_judge(asker: Asker, row: Any, lane: Lane) -> Item:
    if row.state == ExceptionState.FLAGGED:
        why = f"{own(lane)} owner"
        return _item(asker, row, Section.NEEDS_ME, why, "review", since=row.created_at, due=row.review_due_on)
    decided = {said["lane"]: instant_of(said["at"]) for said in row.decided or ()}
    since, due = row.created_at, asker.due(row.created_at, DECISION_DAYS)
    if lane.value in decided:
        text = f"Awaiting {other(lane)}"
        return _item(asker, row, Section.WAITING, f"You signed for {own(lane)}", "wait", decided[lane.value], due, text)
    return _item(asker, row, Section.NEEDS_ME, f"{own(lane)} lane", "decide", since, due, f"Awaiting {own(lane)}")


def _of_the_team(asker: Asker, row: Any) -> Iterator[Item]:
    why = "You asked" if row.requester_id == asker.user.pk else "Your team asked"
    if row.state == ExceptionState.REQUESTED:
        due = asker.due(row.created_at, DECISION_DAYS)
        yield _item(asker, row, Section.WAITING, why, "asked", row.created_at, due, "Being decided")
        return
    days = warning_due(row.ends_on, asker.today, read_days(row.warned or DEFAULT))
    if days is not None:
        why, step = "Your team relies on it", f"ends {days}"
        yield _item(asker, row, Section.NEEDS_ME, why, step, row.created_at, row.ends_on, "Ends soon")


def _item(
    asker: Asker,
    row: Any,
    section: Section,
    why: str,
    step: str,
    since: dt.datetime,
    due: dt.date | None,
    text: str = "",
) -> Item:
    category = asker.named(row.category_id)
    return Item(
        section=section,
        kind="exception",
        icon="half",
        matter=f"Exception {row.number}: {row.tool.name}" + (f" for {category}" if category else ""),
        url=reverse("policies:exception_detail", args=[row.uid]),
        why=why,
        state={"decide": "open", "review": "flagged", "ends": "expiring"}.get(step.split()[0], "waiting"),
        state_text=text,
        with_whom="" if row.requester_id == asker.user.pk else row.requester.name,
        since=since,
        due=due,
        about=row.uid,
        step=step,
    )
