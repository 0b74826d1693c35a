"""Exceptions in a queue: to decide, to review, to ask anew before they run out; and those one waits for."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping

from django.db.models import Q, Subquery
from django.urls import reverse

from governance.accounts.models import Organisation
from governance.accounts.roles import Role
from governance.accounts.warning_days import DEFAULT, MOST_DAYS, read_days
from governance.database.within import day_of, instant_of, rows_within
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker, other, own
from governance.desk.sources.together import Found, Part, Row
from policies.domain.ending import RUNNING, ExceptionState
from policies.domain.warning import warning_due
from policies.models import ExceptionDecision, RuleException

_TO_JUDGE = (ExceptionState.REQUESTED, ExceptionState.FLAGGED)
DECISION_DAYS = 7
"""Days a lane has for an exception, as for a line."""


_COLUMNS = {
    "tool": "tool__name",
    "category": "category_id",
    "requester": "requester_id",
    "requester_name": "requester__name",
    **{name: name for name in ("pk", "uid", "number", "state", "created_at", "ends_on", "review_due_on")},
}


def _asks(asker: Asker) -> Mapping[str, Subquery]:
    """Exceptions of categories the person owns, to decide or to review; for whoever asked, and their team, those that
    are being decided and those that end soon and were not asked for anew. With what lanes said, and the warning."""
    manager = Role.ENGINEERING_MANAGER in asker.roles
    if not (asker.editions or manager):
        return {}
    owned = Q(category_id__in=list(asker.editions), state__in=_TO_JUDGE)
    soon = asker.today + dt.timedelta(days=MOST_DAYS)
    mine = Q(requester=asker.user) | Q(team_id__in=asker.teams)
    asked = mine & (Q(state=ExceptionState.REQUESTED) | Q(state__in=RUNNING, ends_on__lte=soon, later__isnull=True))
    rows = RuleException.objects.filter(owned | asked if manager else owned, ends_on__gte=asker.today)
    said = ExceptionDecision.objects.filter(exception__in=rows.order_by().values("pk"))
    return {
        "exceptions": rows_within(rows, **_COLUMNS),
        "said": rows_within(said, exception="exception_id", lane="lane", at="decided_at"),
        "house": rows_within(Organisation.objects.all(), warning_days="warning_days"),
    }


def _says(asker: Asker, found: Found) -> Iterator[Item]:
    warned = read_days(next((row["warning_days"] for row in found["house"]), "") or DEFAULT)
    for row in sorted(found["exceptions"], key=lambda row: -row["number"]):
        if row["category"] in asker.editions and row["state"] in _TO_JUDGE:
            said = {one["lane"]: instant_of(one["at"]) for one in found["said"] if one["exception"] == row["pk"]}
            yield _to_judge(asker, row, said)
        else:
            yield from _of_the_team(asker, row, warned)


def _to_judge(asker: Asker, row: Row, decided: Mapping[str, dt.datetime]) -> Item:
    lane, _ = asker.editions[row["category"]]
    since = instant_of(row["created_at"])
    if row["state"] == ExceptionState.FLAGGED:
        why = f"{own(lane)} owner"
        return _item(asker, row, Section.NEEDS_ME, why, "review", since=since, due=day_of(row["review_due_on"]))
    due = asker.due(since, DECISION_DAYS)
    if lane.value in decided:
        text = f"Awaiting {other(lane)}"
        return _item(asker, row, Section.WAITING, f"You signed for {own(lane)}", "wait", decided[lane.value], due, text)
    return _item(asker, row, Section.NEEDS_ME, f"{own(lane)} lane", "decide", since, due, f"Awaiting {own(lane)}")


def _of_the_team(asker: Asker, row: Row, warned: tuple[int, ...]) -> Iterator[Item]:
    since, ends_on = instant_of(row["created_at"]), dt.date.fromisoformat(row["ends_on"])
    if row["state"] == ExceptionState.REQUESTED:
        why = "You asked" if row["requester"] == asker.user.pk else "Your team asked"
        due = asker.due(since, DECISION_DAYS)
        yield _item(asker, row, Section.WAITING, why, "asked", since, due, "Being decided")
        return
    days = warning_due(ends_on, asker.today, warned)
    if days is not None:
        why, step = "Your team relies on it", f"ends {days}"
        yield _item(asker, row, Section.NEEDS_ME, why, step, since, ends_on, "Ends soon")


def _item(
    asker: Asker,
    row: Row,
    section: Section,
    why: str,
    step: str,
    since: dt.datetime,
    due: dt.date | None,
    text: str = "",
) -> Item:
    category, about = asker.named(row["category"]), uuid.UUID(row["uid"])
    return Item(
        section=section,
        kind="exception",
        icon="half",
        matter=f"Exception {row['number']}: {row['tool']}" + (f" for {category}" if category else ""),
        url=reverse("policies:exception_detail", args=[about]),
        why=why,
        state={"decide": "open", "review": "flagged", "ends": "expiring"}.get(step.split()[0], "waiting"),
        state_text=text,
        with_whom="" if row["requester"] == asker.user.pk else row["requester_name"],
        since=since,
        due=due,
        about=about,
        step=step,
    )


EXCEPTIONS = Part(_asks, _says)
