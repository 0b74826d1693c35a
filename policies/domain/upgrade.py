"""What another tier would buy: the same tool judged twice, as it is held and as it would be held there.

A gain rests on answers of an approved reading of the other tier: every rule counts what is undocumented, unverified or
stale as failing, so that nothing unknown can open a category. What fails there only because nobody established it is
told apart from what the terms refuse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from policies.domain.evaluation import outcome_rank
from policies.domain.findings import Evaluation, RuleFinding
from policies.domain.types import Outcome, Result, ToolFacts
from vendors.domain.questions import implied_conditions

_PASSING = frozenset({Result.SATISFIED, Result.CONDITIONAL})


class Move(StrEnum):
    """What becomes of a category."""

    OPENS = "opens"
    EASES = "eases"
    SAME = "same_outcome"
    WORSENS = "worsens"
    CLOSES = "closes"


@dataclass(frozen=True, slots=True)
class CategoryMove:
    """One category: its outcome now and there, and the rules that make the difference, as they find there."""

    now: Evaluation
    then: Evaluation
    move: Move
    gained: tuple[RuleFinding, ...]
    lost: tuple[RuleFinding, ...]
    failing: tuple[RuleFinding, ...]
    unknown: tuple[RuleFinding, ...]


def category_move(now: Evaluation, then: Evaluation) -> CategoryMove:
    """One category judged on the tool as held and as it would be held. Raises ValueError for two categories."""
    if now.category != then.category:
        raise ValueError("the evaluations are not of one category")
    passed = {finding.code for finding in now.findings if finding.result in _PASSING}
    asked = {finding.code for finding in now.findings}
    failing = [finding for finding in then.findings if finding.result not in _PASSING]
    return CategoryMove(
        now=now,
        then=then,
        move=_move(now.outcome, then.outcome),
        gained=tuple(
            finding
            for finding in then.findings
            if finding.result in _PASSING and finding.code in asked and finding.code not in passed
        ),
        lost=tuple(finding for finding in failing if finding.code in passed),
        failing=tuple(finding for finding in failing if _refused(finding) and finding.code not in passed),
        unknown=tuple(finding for finding in failing if not _refused(finding) and finding.code not in passed),
    )


def _refused(finding: RuleFinding) -> bool:
    return finding.result is Result.NOT_SATISFIED


def _move(now: Outcome, then: Outcome) -> Move:
    step = outcome_rank(then) - outcome_rank(now)
    if step == 0:
        return Move.SAME
    if step < 0:
        return Move.OPENS if now is Outcome.BARRED else Move.EASES
    return Move.CLOSES if then is Outcome.BARRED else Move.WORSENS


def would_be_held(facts: ToolFacts, served: frozenset[str]) -> ToolFacts:
    """The facts of a tool moved to another tier, without what that tier does not have: a setting none of its readings
    names counts as not set, a release it does not serve (`served`: uids as text) as not switched on."""
    there = set(_settings_named(facts))
    return replace(
        facts,
        settings={code: setting for code, setting in facts.settings.items() if code in there},
        releases=tuple(release for release in facts.releases if str(release.uid) in served),
    )


def _settings_named(facts: ToolFacts) -> Iterator[str]:
    for reading in facts.readings.values():
        for answer in reading.answers.values():
            conditions = answer.conditions or implied_conditions(answer.question, answer.value)
            yield from (condition.setting for condition in conditions)


def each_once(moves: Sequence[CategoryMove], part: str) -> list[tuple[RuleFinding, list[CategoryMove]]]:
    """The findings of one part ("gained", "lost", "failing", "unknown") over all categories: what several categories
    ask alike stands once, with those that ask it."""
    found: list[tuple[RuleFinding, list[CategoryMove]]] = []
    for move in moves:
        findings: Iterable[RuleFinding] = getattr(move, part)
        for finding in findings:
            known = next((owners for one, owners in found if one == finding), None)
            if known is None:
                found.append((finding, [move]))
            else:
                known.append(move)
    return found
