"""What somebody who asks for a tool is told at once: the outcome for every category, and what exists already."""

from __future__ import annotations

from dataclasses import dataclass

from governance.accounts.access import today
from governance.accounts.models import User
from policies.chains import Chain, chains, withheld_from
from policies.domain.findings import Evaluation
from policies.domain.lifecycle import approval_standing
from policies.domain.sentences import listing
from policies.domain.types import UNDECIDED, ApprovalState, Outcome
from policies.models import Approval, CategoryEdition, RequestLine, Tool
from policies.services.evaluations import preview
from policies.services.requests import LIVE

SHOWN = 2
"""How many reasons stand in the one line."""

FAILING = frozenset({Outcome.NEEDS_SIGN_OFF, Outcome.BARRED})


@dataclass(frozen=True, slots=True)
class CategoryOutcome:
    """One category for a tool: what the policy makes of it, and why in one line."""

    edition: CategoryEdition
    evaluation: Evaluation

    @property
    def why(self) -> str:
        """The reasons of the strictest rules, or that every rule is satisfied."""
        findings = self.evaluation.findings
        failing = [finding for finding in findings if finding.outcome in FAILING]
        conditional = [finding for finding in findings if finding.outcome == Outcome.ON_CONDITIONS]
        if not failing and not conditional:
            return "Every rule is satisfied."
        if not failing:
            return f"Holds on conditions: {listing([finding.title.lower() for finding in conditional])}."
        told = [finding for finding in failing if finding.outcome == self.evaluation.outcome]
        reasons = list(dict.fromkeys(text for finding in told for text in finding.reasons[:1]))
        more = f" And {len(reasons) - SHOWN} more." if len(reasons) > SHOWN else ""
        return f"{' '.join(reasons[:SHOWN])}{more}"

    @property
    def fixes(self) -> tuple[str, ...]:
        """What would make the rules hold that fail, each once: which switch brings an indemnity back, say."""
        failing = (finding for finding in self.evaluation.findings if finding.outcome in FAILING)
        return tuple(dict.fromkeys(text for finding in failing for text in finding.fixes))


@dataclass(frozen=True, slots=True)
class CategoryPreview(CategoryOutcome):
    """An outcome with the rules that do not simply pass, and what exists already."""

    chains: tuple[Chain, ...]
    line: RequestLine | None
    approval: Approval | None

    @property
    def exists(self) -> bool:
        """Whether asking again would be a duplicate."""
        return self.line is not None or self.approval is not None

    @property
    def failing(self) -> tuple[Chain, ...]:
        """Rules that bar or need a sign-off."""
        return tuple(chain for chain in self.chains if chain.finding.outcome in FAILING)

    @property
    def conditional(self) -> tuple[Chain, ...]:
        """Rules that hold on a condition."""
        return tuple(chain for chain in self.chains if chain.finding.outcome == Outcome.ON_CONDITIONS)

    @property
    def telling(self) -> tuple[Chain, ...]:
        """The rules worth reading before asking."""
        return self.failing + self.conditional


def previews(tool: Tool, person: User) -> list[CategoryPreview]:
    """The tool against every category of the policy in force. Raises Conflict while none is."""
    judged = preview(tool)
    withheld = withheld_from([evaluation for _, evaluation in judged], person)
    rows = RequestLine.objects.filter(tool=tool, state__in=UNDECIDED).select_related("request")
    lines = {row.category_id: row for row in rows}
    approvals = live_approvals(tool)
    return [
        CategoryPreview(
            edition=edition,
            evaluation=evaluation,
            chains=tuple(chains(evaluation, evaluation.conditions, withheld)),
            line=lines.get(edition.category_id),
            approval=approvals.get(edition.category_id),
        )
        for edition, evaluation in judged
    ]


def live_approvals(tool: Tool) -> dict[int, Approval]:
    """Approvals of the tool that make another request for their category a duplicate."""
    day = today()
    rows = Approval.objects.filter(tool=tool).exclude(state=ApprovalState.REVOKED)
    return {
        row.category_id: row
        for row in rows
        if approval_standing(ApprovalState(row.state), row.starts_on, row.ends_on, day) in LIVE
    }
