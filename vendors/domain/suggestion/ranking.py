"""The first suggestions of an area: best first, neighbours joined, the same thing not shown over and over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vendors.domain.suggestion.cues import Direction
from vendors.domain.suggestion.lexicon import LEXICONS
from vendors.domain.suggestion.scoring import Weight, weigh_unit
from vendors.domain.suggestion.units import LONGEST, Unit, units
from vendors.domain.terms import ClauseArea

_LEAST = 2.0
"""Below this nothing is suggested."""

_JOIN = 0.3
"""A neighbour joins a suggestion when it weighs at least this share of it, and at least `_LEAST`."""

_SAME_BLOCK, _SAME_WORDS = 0.6, 0.7
"""What a further window of the same paragraph, and the same words at another place, count for."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A passage counsel should see: text[start:end], at most 900 characters. It says where to look, never an answer."""

    start: int
    end: int
    score: float
    reasons: tuple[str, ...]
    direction: Direction | None = None


@dataclass(slots=True)
class _Rated:
    unit: Unit
    weight: Weight
    taken: bool = False


def rank(text: str, area: ClauseArea, limit: int) -> tuple[Suggestion, ...]:
    """The first `limit` suggestions for `area` in `text`, best first. The same text always gives the same answer."""
    rated = [_Rated(unit, weigh_unit(unit, LEXICONS[area])) for unit in units(text)]
    chosen: list[Suggestion] = []
    seen: dict[str, int] = {}
    blocks: dict[int, int] = {}
    while len(chosen) < limit:
        best = _best(rated, text, seen, blocks)
        if best is None:
            break
        index, score = best
        first, last = _joined(rated, index)
        start = _with_stem(rated, first, last)
        chosen.append(_suggestion(rated, index, first, last, start, score))
        for place in range(first, last + 1):
            _take(rated, place, text, seen, blocks)
    return tuple(chosen)


def _best(rated: Sequence[_Rated], text: str, seen: dict[str, int], blocks: dict[int, int]) -> tuple[int, float] | None:
    best: tuple[int, float] | None = None
    for index, one in enumerate(rated):
        if one.taken or one.weight.score < _LEAST or (best and one.weight.score <= best[1]):
            continue
        score = one.weight.score
        score *= _SAME_BLOCK ** blocks.get(one.unit.block, 0)
        score *= _SAME_WORDS ** seen.get(_words(text, one.unit), 0)
        if score >= _LEAST and (best is None or score > best[1]):
            best = (index, score)
    return best


def _joined(rated: Sequence[_Rated], index: int) -> tuple[int, int]:
    """The first and last unit of a suggestion around unit `index`: neighbours of the section that also speak of it."""
    first = last = index
    least = max(_LEAST, _JOIN * rated[index].weight.score)
    while True:
        after = last + 1 if _joins(rated, first, last, last + 1, least) else None
        before = first - 1 if _joins(rated, first, last, first - 1, least) else None
        if after is None and before is None:
            return first, last
        if before is None or (after is not None and rated[after].weight.score >= rated[before].weight.score):
            last += 1
        else:
            first -= 1


def _joins(rated: Sequence[_Rated], first: int, last: int, other: int, least: float) -> bool:
    if not 0 <= other < len(rated):
        return False
    one, near = rated[other], rated[first if other < first else last]
    if one.taken or one.weight.score < least or one.unit.section != near.unit.section:
        return False
    if abs(one.unit.block - near.unit.block) != 1:
        return False
    start = min(one.unit.start, rated[first].unit.start)
    return max(one.unit.end, rated[last].unit.end) - start <= LONGEST


def _with_stem(rated: Sequence[_Rated], first: int, last: int) -> int:
    """Where the suggestion begins: at the stem of the list, where that fits, else where its first unit does."""
    start, end = rated[first].unit.start, rated[last].unit.end
    stem = rated[first].unit.stem_start
    return stem if stem is not None and stem < start and end - stem <= LONGEST else start


def _suggestion(rated: Sequence[_Rated], index: int, first: int, last: int, start: int, score: float) -> Suggestion:
    weight = rated[index].weight
    reasons = list(weight.reasons)
    for place in range(first, last + 1):
        reasons += [reason for reason in rated[place].weight.reasons if reason not in reasons]
    directions = {one.weight.direction for one in rated[first : last + 1] if one.weight.direction}
    direction = weight.direction if len(directions) < 2 else Direction.BOTH
    return Suggestion(start, rated[last].unit.end, round(score, 2), tuple(reasons[:8]), direction)


def _take(rated: Sequence[_Rated], place: int, text: str, seen: dict[str, int], blocks: dict[int, int]) -> None:
    unit = rated[place].unit
    words = _words(text, unit)
    seen[words] = seen.get(words, 0) + 1
    blocks[unit.block] = blocks.get(unit.block, 0) + 1
    for one in rated:
        if one.unit.block == unit.block and one.unit.start < unit.end and unit.start < one.unit.end:
            one.taken = True


def _words(text: str, unit: Unit) -> str:
    return " ".join(text[unit.start : unit.end].lower().split())
