"""What pages show of an approval that runs or is over: its conditions as items, and what must stop. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from governance.accounts.access import Actor, allowed, today
from governance.accounts.models import User
from policies.domain.conditions import ConditionStanding, condition_standing
from policies.models import Approval, ApprovalCondition, Codebase, ConditionEvent, StopItem, Tool
from policies.services.conditions import may_settle
from policies.services.decommissions import may_confirm, may_work


@dataclass(frozen=True, slots=True)
class ConditionShown:
    """A condition with its standing today, and what the reader may do about it."""

    row: ApprovalCondition
    standing: ConditionStanding
    history: tuple[Any, ...]
    may_assign: bool
    may_settle: bool

    @property
    def met(self) -> bool:
        """Whether it is met."""
        return self.standing is ConditionStanding.MET


def conditions_of(approval: Approval, actor: Actor, *, over: bool) -> list[ConditionShown]:
    """The conditions of an approval; `over`: nothing is done about them any more. One query, two where something was
    said of them."""
    day = today()
    rows = list(approval.condition_items.select_related("owner", "met_by"))
    said: dict[int, list[ConditionEvent]] = defaultdict(list)
    if any(row.version > 1 for row in rows):
        for event in ConditionEvent.objects.filter(condition__in=rows).select_related("person", "owner"):
            said[event.condition_id].append(event)
    return [
        ConditionShown(
            row=row,
            standing=condition_standing(
                has_owner=row.owner_id is not None, due_on=row.due_on, met_on=row.met_on, today=day
            ),
            history=tuple(said[row.pk]),
            may_assign=not over and allowed(actor, "condition.assign"),
            may_settle=not over and may_settle(actor, row),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class StopShown:
    """Something that must stop. `codebase` is None where it is about none, or the reader sees it not."""

    row: StopItem
    codebase: Codebase | None
    about: str
    late: bool
    may_confirm: bool
    may_assign: bool

    @property
    def stopped(self) -> bool:
        """Whether somebody confirmed it."""
        return self.row.confirmed_at is not None


def stops_shown(rows: Iterable[StopItem], tool: Tool, actor: Actor, *, is_open: bool) -> list[StopShown]:
    """Items of a decommissioning as the reader sees them; whose codebase they do not see is said by its team alone."""
    found, day = list(rows), today()
    seen = visible_codebases(found, actor.person)
    work = is_open and allowed(actor, "decommission.work")
    reach = work and may_work(actor, tool)
    return [
        StopShown(
            row=row,
            codebase=row.codebase if row.codebase_id in seen else None,
            about=about(row, seen),
            late=row.confirmed_at is None and row.due_on < day,
            may_confirm=work and row.confirmed_at is None and may_confirm(actor, row, tool),
            may_assign=reach and row.confirmed_at is None,
        )
        for row in found
    ]


def visible_codebases(rows: Iterable[StopItem], person: User) -> frozenset[int]:
    """Of the codebases that items are about, those (primary keys) the person sees. No query where there are none."""
    named = {row.codebase_id for row in rows if row.codebase_id is not None}
    found = Codebase.objects.visible_to(person).filter(pk__in=named).values_list("pk", flat=True) if named else ()
    return frozenset(found)


def about(row: StopItem, seen: frozenset[int]) -> str:
    """What an item is about, in a few words."""
    if row.codebase is None:
        return ""
    return row.codebase.name if row.codebase_id in seen else f"A codebase of {row.codebase.team.name}"
