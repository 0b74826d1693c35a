"""Which of the places where a quote's words stand in a new text is the quote's own.

Contracts say the same sentence in many sections. The places in the old text and those in the new one are paired off,
the pairs that agree most in what stands around them first; a place whose better partner is another's is not ours.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import islice

from vendors.domain.following.alignment import Alignment
from vendors.domain.following.index import TextIndex

AROUND = 64
"""Characters on either side that count for agreement; as many as a selector keeps."""
_MOST = 60
"""Places on either side that are paired off. What stands more often is a label, not a sentence anybody cites."""


@dataclass(frozen=True, slots=True)
class Own:
    """The quote's own place in the new folded text. `agreement`: characters around it that are as they were, the same
    heading counting as one side; `kept`: between the same neighbouring sentences as before; `rivals`: how many other
    places agree as much."""

    start: int
    agreement: int
    kept: bool
    rivals: int


def own_place(alignment: Alignment, start: int, end: int) -> Own | None:
    """The place that old folded [start:end] has in the new text word for word, or None."""
    old, new = alignment.old, alignment.new
    quote = old.folded[start:end]
    there = [
        place for place in islice(new.occurrences(quote), _MOST) if stands_free(old, start, new, place, len(quote))
    ]
    if not there:
        return None
    here = [place for place in islice(old.occurrences(quote), _MOST) if stands_free(old, start, old, place, len(quote))]
    if start not in here:
        here.append(start)
    pairs = []
    for number, before in enumerate(here):
        frame = _frame(alignment, before, before + len(quote))
        for place in there:
            kept = frame[0] <= place < frame[1]
            agreement = agreeing(old, (before, before + len(quote)), new, (place, place + len(quote)))
            pairs.append((not kept, -agreement, abs(number - there.index(place)), before, place))
    return _paired(sorted(pairs), start)


def _paired(pairs: list[tuple[bool, int, int, int, int]], own: int) -> Own | None:
    done: set[int] = set()
    taken: set[int] = set()
    for moved, disagreement, _, before, place in pairs:
        if before in done or place in taken:
            continue
        if before == own:
            rivals = sum(
                other[4] != place and other[4] not in taken and other[:2] <= (moved, disagreement)
                for other in pairs
                if other[3] == own
            )
            return Own(place, -disagreement, not moved, rivals)
        done.add(before)
        taken.add(place)
    return None


def _frame(alignment: Alignment, start: int, end: int) -> tuple[int, int]:
    """The part of the new folded text in which old folded [start:end] would stand if nothing had moved."""
    kept = alignment.kept(start, end)
    if kept is not None:
        return kept, kept + 1
    units = alignment.new.units
    gap = alignment.gap(alignment.units_of(start, end))
    first = units[gap.start].start if gap.start < len(units) else len(alignment.new.folded)
    last = units[gap.stop - 1].end if gap.start < gap.stop else first
    return first, last


def agreeing(old: TextIndex, before: tuple[int, int], new: TextIndex, after: tuple[int, int]) -> int:
    """How much is alike around two spans: characters on either side, at most 64 each, and 64 more for the heading."""
    left = _alike(_before(old, before[0]), _before(new, after[0]))
    right = _alike(_after(old, before[1]), _after(new, after[1]))
    same_heading = heading_over(old, before[0]) == heading_over(new, after[0])
    return left + right + AROUND * same_heading


def heading_over(index: TextIndex, position: int) -> str:
    """The nearest heading at or before a folded position."""
    number = bisect_right(index.headings, position, key=lambda heading: heading.start) - 1
    return index.headings[number].words if number >= 0 else ""


def stands_free(old: TextIndex, start: int, new: TextIndex, place: int, length: int) -> bool:
    """Whether whole words begin and end at `place` where they did so before: "output" is not found in "outputs"."""
    return (_free_before(new.folded, place) or not _free_before(old.folded, start)) and (
        _free_after(new.folded, place + length) or not _free_after(old.folded, start + length)
    )


def _alike(one: str, other: str) -> int:
    return next(
        (n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )


def _before(index: TextIndex, position: int) -> str:
    return index.folded[max(0, position - AROUND) : position][::-1]


def _after(index: TextIndex, position: int) -> str:
    return index.folded[position : position + AROUND]


def _free_before(text: str, position: int) -> bool:
    return position == 0 or not (_is_word(text[position - 1]) and _is_word(text[position]))


def _free_after(text: str, position: int) -> bool:
    return position == len(text) or not (_is_word(text[position - 1]) and _is_word(text[position]))


def _is_word(char: str) -> bool:
    # Scripts without spaces between words (Chinese, Japanese, Thai) have no word boundary to hold on to.
    return char.isalnum() and not ("\u0e00" <= char <= "\u0e7f" or "\u2e80" <= char <= "\u9fff" or char >= "\uf900")
