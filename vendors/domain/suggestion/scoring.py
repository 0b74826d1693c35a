"""What a sentence and a passage weigh for a clause area, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from vendors.domain.suggestion.cues import Direction, Lexicon
from vendors.domain.suggestion.units import Unit

REST = 0.3
"""The share of a passage's other sentences that is added to its best one."""

_MOST_REST = 3.0
_STEM = 0.75
"""What a cue is worth that is found only when an item is read together with the stem of its list."""

_LONG_HEADING = 160


@dataclass(frozen=True, slots=True)
class Weight:
    """A score, the words it rests on (each with what they say), and whom the clause binds or serves."""

    score: float
    reasons: tuple[str, ...] = ()
    direction: Direction | None = None


NOTHING = Weight(0.0)


def weigh_sentence(sentence: str, lexicon: Lexicon, stem: str = "") -> Weight:
    """The weight of one sentence by itself, or read on from `stem`, the words that introduce its list."""
    low = _plain(sentence)
    if not lexicon.trigger.search(low):
        return NOTHING
    together = f"{_plain(stem)} {low}" if stem else low
    score = 0.0
    reasons: list[str] = []
    directions: Counter[Direction] = Counter()
    for cue in lexicon.cues:
        words = cue.found(low)
        worth = cue.weight
        if not words and stem:
            words = cue.found(together)
            worth *= _STEM
        if not words:
            continue
        score += worth
        if worth > 0:
            reasons.append(f"{cue.says}: {', '.join(dict.fromkeys(words))}")
            if cue.direction:
                directions[cue.direction] += 1
    return Weight(max(0.0, score), tuple(reasons), _direction(directions))


def weigh_unit(unit: Unit, lexicon: Lexicon) -> Weight:
    """The weight of a passage: its best sentence, a share of the others, and what its headings add."""
    weights = [weigh_sentence(sentence.text, lexicon, unit.stem) for sentence in unit.sentences]
    best = max(weights, key=lambda weight: weight.score)
    if best.score <= 0:
        return NOTHING
    rest = REST * (sum(weight.score for weight in weights) - best.score)
    heading, said = _heading(unit, lexicon)
    reasons = list(best.reasons)
    for weight in weights:
        reasons += [reason for reason in weight.reasons if reason not in reasons]
    directions = Counter(weight.direction for weight in weights if weight.direction)
    return Weight(best.score + min(rest, _MOST_REST) + heading, tuple(said + reasons[:6]), _direction(directions))


def _heading(unit: Unit, lexicon: Lexicon) -> tuple[float, list[str]]:
    words = f"{unit.heading[-_LONG_HEADING:]} {unit.lead}"
    low = _plain(words)
    for pattern, weight in lexicon.headings:
        match = pattern.search(low)
        if match:
            return weight, [f"heading: {(unit.lead or unit.heading)[:120]}"]
    return 0.0, []


def _direction(found: Counter[Direction]) -> Direction | None:
    if not found:
        return None
    if len(found) > 1 or Direction.BOTH in found:
        return Direction.BOTH
    return next(iter(found))


def _plain(text: str) -> str:
    return text.lower().replace("’", "'").replace("‑", "-").replace("–", "-")
