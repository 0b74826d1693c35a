"""What an approval loses when its tool or policy changes: rule by rule, today's evaluation beside the one judged."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from policies.domain.evaluation import outcome_rank
from policies.domain.findings import Evaluation, RuleFinding
from policies.domain.labels import label
from policies.domain.rules.base import PASSING
from policies.domain.snapshot import Stood
from policies.domain.types import Result

Fall = tuple[str, str, str, tuple[str, ...]]
"""What tells one fall of a rule from another: its code, result, outcome, and the conditions nobody carries."""


def written(found: Collection[Fall]) -> str:
    """Falls as canonical JSON, to be kept and compared with later ones."""
    return json.dumps(sorted([*fall[:3], list(fall[3])] for fall in found), ensure_ascii=False)


def read_falls(text: str) -> frozenset[Fall]:
    """What `written` wrote."""
    return frozenset((code, result, outcome, tuple(texts)) for code, result, outcome, texts in json.loads(text))


_RANK: Mapping[Result, int] = {
    Result.SATISFIED: 0,
    Result.CONDITIONAL: 1,
    Result.UNDOCUMENTED: 2,
    Result.NOT_SATISFIED: 3,
}


def falls(judged: Mapping[str, Stood], now: Evaluation, carried: Collection[str]) -> dict[Fall, str]:
    """Each rule that `now` finds worse than was `judged` (by code), with a sentence for people; empty when none fell.

    `carried` are the conditions the approval bears: a rule that came to hold on one of them has lost nothing.
    """
    found: dict[Fall, str] = {}
    for finding in now.findings:
        missing = tuple(text for text in finding.conditions if text not in carried)
        sentence = _fallen(judged.get(finding.code), finding, missing)
        if sentence:
            found[finding.code, finding.result, finding.outcome, missing] = sentence
    return found


def _fallen(old: Stood | None, new: RuleFinding, missing: tuple[str, ...]) -> str:
    found = label(new.result).lower()
    if new.result in PASSING:
        carries = f"“{new.title}” now holds on a condition this approval does not carry: {' '.join(missing)}"
        return carries if missing else ""
    why = f" {new.reasons[0]}" if new.reasons else ""
    if old is None:
        return f"“{new.title}” is asked now and is {found}.{why}"
    if _RANK[new.result] > _RANK[old.result]:
        return f"“{new.title}” was {label(old.result).lower()} when this was approved and is {found} now.{why}"
    if outcome_rank(new.outcome) > outcome_rank(old.outcome):
        return f"“{new.title}” is {found}, as it was when this was approved, and that means {label(new.outcome)} now."
    return ""
