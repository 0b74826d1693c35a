"""What another policy would make of the tools as they are held: outcome now beside outcome then, with the rules why.

Both are judged in one go, so that what both ask alike is judged once and is the same finding, not only an equal one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from policies.domain.evaluation import evaluate_many, outcome_rank
from policies.domain.findings import Evaluation, RuleFinding
from policies.domain.labels import label
from policies.domain.types import CategoryFacts, Effect, Outcome, ToolFacts


@dataclass(frozen=True, slots=True)
class Shift:
    """A rule that would find something else, or is asked in one of the two policies only."""

    code: str
    title: str
    before: RuleFinding | None
    after: RuleFinding | None

    @property
    def sentence(self) -> str:
        """What shifts, in words; with the reason it would have."""
        old, new = self.before, self.after
        if new is None:
            return f"“{self.title}” would not be asked any more."
        if old is None:
            return f"“{self.title}” would be asked and is {_found(new)}.{_why(new)}"
        if old.result != new.result:
            return f"“{self.title}” is {_found(old)} now and would be {_found(new)}.{_why(new)}"
        if old.outcome != new.outcome:
            return f"“{self.title}” is {_found(new)}, and that would mean {label(new.outcome).lower()}."
        return f"“{self.title}” stays {_found(new)}, for other reasons.{_why(new)}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One tool in one category under both policies; None where a policy has no such category."""

    tool: UUID
    category: UUID
    before: Evaluation | None
    after: Evaluation | None
    effect: Effect

    @property
    def shifts(self) -> tuple[Shift, ...]:
        """The rules that tell the two apart, those that would be strictest first."""
        return tuple(_shifts(self.before, self.after))

    @property
    def outcomes(self) -> tuple[Outcome | None, Outcome | None]:
        """Now, and then."""
        return (
            self.before.outcome if self.before else None,
            self.after.outcome if self.after else None,
        )


Judged = Mapping[tuple[UUID, UUID], Evaluation]
"""Evaluations by tool and category."""


def judged_under_both(
    tools: Iterable[ToolFacts],
    now: Sequence[CategoryFacts],
    then: Sequence[CategoryFacts],
    *,
    new_approval: bool = True,
) -> tuple[Judged, Judged]:
    """Every tool for every category of both policies, judged in one go."""
    before: dict[tuple[UUID, UUID], Evaluation] = {}
    after: dict[tuple[UUID, UUID], Evaluation] = {}
    into = [before] * len(now) + [after] * len(then)
    found = evaluate_many(tools, [*now, *then], new_approval=new_approval)
    for number, evaluation in enumerate(found):
        into[number % len(into)][evaluation.tool, evaluation.category] = evaluation
    return before, after


def by_pair(evaluations: Iterable[Evaluation]) -> Judged:
    """Evaluations by tool and category."""
    return {(evaluation.tool, evaluation.category): evaluation for evaluation in evaluations}


def compared(before: Judged, after: Judged) -> list[Comparison]:
    """Both side by side: what stands in the policy now in its order, then what the other one adds."""
    return [
        Comparison(*pair, before.get(pair), after.get(pair), _effect(before.get(pair), after.get(pair)))
        for pair in dict.fromkeys((*before, *after))
    ]


def says_the_same(before: Evaluation, after: Evaluation) -> bool:
    """Whether two evaluations come to the same for the same reasons. A rule that is satisfied says nothing: whether it
    is asked, and with which parameters, changes nothing for the tool. Quick where they were judged in one go."""
    return before.findings is after.findings or _told(before) == _told(after)


def _effect(before: Evaluation | None, after: Evaluation | None) -> Effect:
    if before is None:
        return Effect.ADDED
    if after is None:
        return Effect.LEFT
    if before.outcome != after.outcome:
        stricter = outcome_rank(after.outcome) > outcome_rank(before.outcome)
        return Effect.STRICTER if stricter else Effect.LOOSER
    return Effect.SAME if says_the_same(before, after) else Effect.OTHER_RULES


def _shifts(before: Evaluation | None, after: Evaluation | None) -> Iterator[Shift]:
    old = {finding.code: finding for finding in before.findings} if before else {}
    new = {finding.code: finding for finding in after.findings} if after else {}
    for code in dict.fromkeys((*new, *old)):
        was, would = old.get(code), new.get(code)
        if _said(was) != _said(would):
            title = would.title if would else old[code].title
            yield Shift(code, title, was, would)


def _told(evaluation: Evaluation) -> dict[str, tuple[object, ...]]:
    found = ((finding.code, _said(finding)) for finding in evaluation.findings)
    return {code: said for code, said in found if said}


def _said(finding: RuleFinding | None) -> tuple[object, ...]:
    """What a finding means to the tool; nothing where it holds without more."""
    if finding is None or finding.outcome is Outcome.PERMITTED:
        return ()
    return finding.version, finding.result, finding.outcome, finding.reasons, finding.conditions


def _found(finding: RuleFinding) -> str:
    return label(finding.result).lower()


def _why(finding: RuleFinding) -> str:
    return f" {finding.reasons[0]}" if finding.reasons and finding.outcome is not Outcome.PERMITTED else ""
