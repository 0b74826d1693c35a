"""What a changed tool or policy does to approvals that stand: those that lost something are flagged, in the same deed.

Compared is what is known now with the snapshot both lanes judged. What an approval had lost before the deed is not held
against the deed: it was flagged then, and perhaps cleared by a review since.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from governance.accounts.access import Actor
from policies.domain.evaluation import evaluate
from policies.domain.snapshot import EvaluationRecord, read_document
from policies.domain.types import CategoryFacts, Evaluation, ToolFacts
from policies.domain.worsening import Fall, falls
from policies.facts import category_facts, editions_of, tools_with_facts
from policies.models import Approval, Tool
from policies.services.approvals import flag_approval
from policies.services.evaluations import published_revision
from policies.services.requests import today

SHOWN = 3
"""How many losses a reason names; the page of the approval shows the rest."""

LEFT: Mapping[Fall, str] = {("category", "", "", ()): "Its category is not in the policy any more."}


class Watch:
    """Approvals in force that a deed may worsen, as they stand before it. Made before the deed writes anything.

    It holds their rows locked, so that nobody revokes one between. The number of queries is fixed, however many.
    """

    def __init__(self, approvals: QuerySet[Approval]) -> None:
        rows = approvals.in_force_on(today()).select_related("snapshot").order_by("pk")  # type: ignore[attr-defined]
        self._approvals: list[Approval] = list(rows.prefetch_related("condition_items").select_for_update(of=("self",)))
        self._judged = {row.pk: read_document(row.snapshot.body) for row in self._approvals}
        self._before = self._losses()

    def flag_worse(self, *, actor: Actor, because: str) -> list[Approval]:
        """Flag those that lost something since; `because` says in a sentence what was done. Gives the flagged ones."""
        flagged = []
        after = self._losses()
        for approval in self._approvals:
            new = [text for fall, text in after[approval.pk].items() if fall not in self._before[approval.pk]]
            if new:
                more = f" And {len(new) - SHOWN} more." if len(new) > SHOWN else ""
                reason = f"{because} {' '.join(new[:SHOWN])}{more}"
                flagged.append(flag_approval(actor=actor, approval=approval, reason=reason))
        return flagged

    def _losses(self) -> dict[int, Mapping[Fall, str]]:
        """By primary key of the approval, what it has lost by now against what was judged."""
        if not self._approvals:
            return {}
        categories = {row.category_id: category_facts(row) for row in editions_of(published_revision())}
        tools = Tool.objects.filter(pk__in={row.tool_id for row in self._approvals})
        facts = {tool.pk: found for tool, found in tools_with_facts(tools)}
        return {row.pk: self._loss(row, facts[row.tool_id], categories.get(row.category_id)) for row in self._approvals}

    def _loss(self, row: Approval, tool: ToolFacts, category: CategoryFacts | None) -> Mapping[Fall, str]:
        if category is None:
            return LEFT
        # Strictly, a stale reading fails, and hides what the rule would find; leniently, it is read all the same.
        lenient = self._fallen(row, evaluate(tool, category, new_approval=False))
        told = {code for code, *_ in lenient}
        strict = self._fallen(row, evaluate(tool, category))
        return lenient | {fall: text for fall, text in strict.items() if fall[0] not in told}

    def _fallen(self, row: Approval, now: Evaluation) -> dict[Fall, str]:
        judged: EvaluationRecord = self._judged[row.pk]
        return falls(judged.evaluation, now, {item.text for item in row.condition_items.all()})
