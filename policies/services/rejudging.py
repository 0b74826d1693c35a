"""What a changed tool or policy does to approvals that stand: those that lost something are flagged, in the same deed.

Compared is what is known now with the snapshot both lanes judged. What an approval had lost before the deed is not held
against the deed: it was flagged then, and perhaps cleared by a review since.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import OuterRef, QuerySet

from governance.accounts.access import Actor
from governance.database.within import rows_within
from policies.domain.evaluation import evaluate_many
from policies.domain.snapshot import Stood, read_findings
from policies.domain.what_if import Judged, by_pair
from policies.domain.worsening import Fall, falls
from policies.facts import category_facts, tools_with_facts
from policies.models import Approval, ApprovalCondition, Tool
from policies.services.approvals import Cause, flag_approval
from policies.services.evaluations import policy_in_force
from policies.services.requests import today

SHOWN = 3
"""How many losses a reason names; the page of the approval shows the rest."""

LEFT: Mapping[Fall, str] = {("category", "", "", ()): "Its category is not in the policy any more."}


class Watch:
    """Approvals in force that a deed may worsen, as they stand before it. Made before the deed writes anything.

    It holds their rows locked, so that nobody revokes one between. The number of queries is fixed, however many.
    `bound_on`: what is compared with is not the moment before a deed but the texts that bound on that day.
    """

    def __init__(self, approvals: QuerySet[Approval], bound_on: dt.date | None = None) -> None:
        rows = approvals.in_force_on(today()).order_by("pk")  # type: ignore[attr-defined]
        self._approvals: list[Approval] = list(rows.select_for_update(of=("self",)))
        self._before = _losses(self._approvals, bound_on=bound_on)

    def flag_worse(self, *, actor: Actor, because: str, cause: Cause, rules: Collection[str] = ()) -> list[Approval]:
        """Flag those that lost something since; `because` says in a sentence what was done. Gives the flagged ones.

        `rules`: codes of the only rules that what was done can reach; none: any rule.
        """
        flagged = []
        after = _losses(self._approvals)
        for approval in self._approvals:
            before = self._before[approval.pk]
            lost = after[approval.pk].items()
            new = [text for fall, text in lost if fall not in before and (not rules or fall[0] in rules)]
            if new:
                told = replace(cause, known=before)
                flagged.append(flag_approval(actor=actor, approval=approval, reason=worded(because, new), cause=told))
        return flagged


def worded(because: str, losses: Sequence[str]) -> str:
    """A reason for a flag: what was done, and the first of what was lost by it."""
    more = f" And {len(losses) - SHOWN} more." if len(losses) > SHOWN else ""
    return f"{because} {' '.join(losses[:SHOWN])}{more}"


def losses_now(approvals: Sequence[Approval]) -> dict[int, Mapping[Fall, str]]:
    """By primary key of the approval, what it has lost by now against what was judged."""
    return _losses(approvals)


def losses_on_newest(approvals: Sequence[Approval], document: int) -> dict[int, Mapping[Fall, str]]:
    """By primary key of the approval, what it has lost by now against what was judged, where the newest text of
    `document` (primary key) bound every tool already; stale readings are read all the same."""
    return _losses(approvals, strictly=False, ahead=frozenset({document}))


def losses_under(rows: Iterable[Any], *sides: tuple[Judged, Judged | None]) -> list[dict[int, Mapping[Fall, str]]]:
    """For each of `sides`, by primary key of the approval, what it has lost by what was found, against what both lanes
    judged. `rows` are `judged_rows`; a side holds their tools in the categories of one policy, judged for an approval
    that stands and, unless None, for a new one."""
    found: list[dict[int, Mapping[Fall, str]]] = [{} for _ in sides]
    for row in rows:
        judged = read_findings(row.snapshot.body)
        carried = {held["text"] for held in row.conditions_held or ()}
        for losses, (lenient, strict) in zip(found, sides, strict=True):
            losses[row.pk] = _loss(row, judged, carried, lenient, strict)
    return found


def judged_rows(approvals: QuerySet[Approval]) -> QuerySet[Any]:
    """`approvals` with all that losses are told by, in one query."""
    conditions = rows_within(ApprovalCondition.objects.filter(approval=OuterRef("pk")), text="text")
    found: QuerySet[Any] = approvals.select_related("tool", "category", "snapshot").annotate(conditions_held=conditions)
    return found


def _losses(
    approvals: Sequence[Approval],
    *,
    strictly: bool = True,
    ahead: frozenset[int] = frozenset(),
    bound_on: dt.date | None = None,
) -> dict[int, Mapping[Fall, str]]:
    if not approvals:
        return {}
    asked = {row.category_id for row in approvals}
    categories = [category_facts(row) for row in policy_in_force() if row.category_id in asked]
    tools = Tool.objects.filter(pk__in={row.tool_id for row in approvals})
    facts = [found for _, found in tools_with_facts(tools, ahead=ahead, bound_on=bound_on)]
    lenient = by_pair(evaluate_many(facts, categories, new_approval=False))
    strict = by_pair(evaluate_many(facts, categories)) if strictly else None
    rows = Approval.objects.filter(pk__in=[row.pk for row in approvals])
    return losses_under(judged_rows(rows), (lenient, strict))[0]


def _loss(
    row: Approval, judged: Mapping[str, Stood], carried: Collection[str], lenient: Judged, strict: Judged | None
) -> Mapping[Fall, str]:
    pair = row.tool.uid, row.category.uid
    if pair not in lenient:
        return LEFT
    # Strictly, a stale reading fails, and hides what the rule would find; leniently, it is read all the same.
    found = falls(judged, lenient[pair], carried)
    if strict is None:
        return found
    told = {code for code, *_ in found}
    more = falls(judged, strict[pair], carried)
    return found | {fall: text for fall, text in more.items() if fall[0] not in told}
