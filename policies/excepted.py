"""Exceptions as lines and pages see them: which carry an approval now, and what each is worth today. Reads only."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, QuerySet

from governance.accounts.access import today, visible_team_ids
from governance.accounts.models import User
from governance.database.within import rows_within
from policies.domain.ending import RUNNING, ExceptionStanding, ExceptionState, exception_standing
from policies.domain.exceptions import ExceptionFact
from policies.domain.types import Lane
from policies.facts import category_named
from policies.models import Codebase, ExceptionDecision, RuleException


def open_of(tool: int) -> list[Any]:
    """The exceptions of a tool (primary key) that are asked for or run, oldest first, each with `decided`."""
    said = rows_within(ExceptionDecision.objects.filter(exception=OuterRef("pk")), lane="lane", name="person_name")
    rows = RuleException.objects.filter(Q(state__in=RUNNING) | Q(state=ExceptionState.REQUESTED), tool=tool)
    joined = rows.filter(ends_on__gte=today()).select_related("codebase").annotate(decided=said)
    return list(joined.order_by("number"))


def carrying(rows: Iterable[Any]) -> Mapping[int, list[ExceptionFact]]:
    """Of `open_of` a tool, by category (primary key), those that a new approval may rest on. A flagged one may not."""
    found: dict[int, list[ExceptionFact]] = defaultdict(list)
    for row in rows:
        if row.state == ExceptionState.ACTIVE:
            found[row.category_id].append(_fact(row))
    return found


def _fact(row: Any) -> ExceptionFact:
    names = {said["lane"]: said["name"] for said in row.decided or ()}
    return ExceptionFact(
        uid=row.uid,
        number=row.number,
        rule=row.rule_code,
        ends_on=row.ends_on,
        reason=row.reason,
        control=row.control,
        legal=names.get(Lane.LEGAL, ""),
        engineering=names.get(Lane.ENGINEERING, ""),
        codebase=row.codebase.name if row.codebase else "",
    )


@dataclass(frozen=True, slots=True)
class Departure:
    """An exception as it stands beside its rule: `uid` is None where the reader may not open it."""

    number: int
    state: str
    ends_on: dt.date
    bound: bool
    uid: UUID | None


def departures(rows: Iterable[Any], category: int, person: User) -> Mapping[str, list[Departure]]:
    """Of `open_of` a tool, those for a category (primary key), by the code of their rule."""
    teams = visible_team_ids(person)
    found: dict[str, list[Departure]] = defaultdict(list)
    for row in rows:
        if row.category_id == category:
            seen = teams is None or row.team_id in teams or row.requester_id == person.pk
            uid = row.uid if seen else None
            departure = Departure(row.number, row.state, row.ends_on, row.codebase_id is not None, uid)
            found[row.rule_code].append(departure)
    return found


def departures_judged(facts: Iterable[ExceptionFact]) -> Mapping[str, list[Departure]]:
    """What a decided line rested on, from its snapshot."""
    found: dict[str, list[Departure]] = defaultdict(list)
    for fact in facts:
        found[fact.rule].append(Departure(fact.number, "active", fact.ends_on, bool(fact.codebase), fact.uid))
    return found


@dataclass(frozen=True, slots=True)
class ExceptionShown:
    """An exception with its standing on the day; `codebase` is "" where there is none, or the reader sees none."""

    row: Any
    category: str
    standing: ExceptionStanding
    bound: bool
    codebase: str

    @property
    def running(self) -> bool:
        """Whether both lanes agreed and it is neither ended nor over."""
        return self.standing in (ExceptionStanding.ACTIVE, ExceptionStanding.FLAGGED, ExceptionStanding.EXPIRING)


def with_words(rows: QuerySet[Any]) -> QuerySet[Any]:
    """`rows`, each with all that `shown` reads, in the same query and one for the decisions."""
    decisions = ExceptionDecision.objects.select_related("person").defer("snapshot")
    joined = rows.select_related("tool", "category", "codebase", "team", "requester", "former")
    named: QuerySet[Any] = joined.annotate(category_name=category_named())
    return named.prefetch_related(Prefetch("decisions", queryset=decisions))


def shown(rows: Iterable[Any], person: User, day: dt.date | None = None) -> list[ExceptionShown]:
    """Exceptions, read `with_words`, as `person` sees them today. One query where some are bound to a codebase."""
    day, found = day or today(), list(rows)
    bound = {row.codebase_id for row in found if row.codebase_id is not None}
    seen = Codebase.objects.visible_to(person).filter(pk__in=bound).values_list("pk", flat=True) if bound else ()
    open_to = set(seen)
    return [
        ExceptionShown(
            row=row,
            category=row.category_name or str(row.category),
            standing=exception_standing(ExceptionState(row.state), row.ends_on, day),
            bound=row.codebase_id is not None,
            codebase=row.codebase.name if row.codebase_id in open_to else "",
        )
        for row in found
    ]


@dataclass(frozen=True, slots=True)
class ReliedOn:
    """An exception that an approval rests on, and whether the reader may open it."""

    entry: ExceptionShown
    opens: bool


def relied_on(facts: Sequence[ExceptionFact], person: User) -> list[ReliedOn]:
    """The exceptions a snapshot names, as they stand today. No query where it names none."""
    if not facts:
        return []
    rows = with_words(RuleException.objects.filter(uid__in=[fact.uid for fact in facts])).order_by("number")
    teams = visible_team_ids(person)
    return [
        ReliedOn(entry, teams is None or entry.row.team_id in teams or entry.row.requester_id == person.pk)
        for entry in shown(rows, person)
    ]
