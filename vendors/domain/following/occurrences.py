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
    there = standing(old, start, new, quote)
    if not there:
        return None
    here = standing(old, start, old, quote)
    if start not in here:
        here.append(start)
    pairs: list[_Pair] = []
    for number, before in enumerate(here):
        frame = _frame(alignment, before, before + len(quote))
        for order, place in enumerate(there):
            agreement = agreeing(old, (before, before + len(quote)), new, (place, place + len(quote)))
            pairs.append(_Pair(before, place, agreement, frame[0] <= place < frame[1], abs(number - order)))
    return _paired(sorted(pairs, key=lambda pair: (-pair.score, pair.shift, pair.before, pair.place)), start)


@dataclass(frozen=True, slots=True)
class _Pair:
    before: int
    place: int
    agreement: int
    kept: bool
    shift: int
    """How far the order of the places differs on the two sides."""

    @property
    def score(self) -> int:
        """Standing between the same neighbours weighs as much as one whole side that agrees, no more: where sections
        swapped places, only one of them can keep its neighbours."""
        return self.agreement + AROUND * self.kept


def _paired(pairs: list[_Pair], own: int) -> Own | None:
    """The partner of `own` when the pairs, best first, are made one after the other."""
    done: set[int] = set()
    taken: set[int] = set()
    for pair in pairs:
        if pair.before in done or pair.place in taken:
            continue
        if pair.before == own:
            rivals = sum(
                other.before == own
                and other.place != pair.place
                and other.place not in taken
                and other.score >= pair.score
                for other in pairs
            )
            return Own(pair.place, pair.agreement, pair.kept, rivals)
        done.add(pair.before)
        taken.add(pair.place)
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


def standing(old: TextIndex, start: int, new: TextIndex, quote: str) -> list[int]:
    """Where the words of `quote`, which stands at `start` in `old`, stand in `new`, at most 60 places. Words that were
    whole there are whole here: "output" does not stand in "outputs"."""
    end = start + len(quote)
    whole_start, whole_end = _free(old.folded, start), _free(old.folded, end)
    free = (
        place
        for place in new.occurrences(quote)
        if (not whole_start or _free(new.folded, place)) and (not whole_end or _free(new.folded, place + len(quote)))
    )
    return list(islice(free, _MOST))


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The span grown to the ends of the words it cuts."""
    while not _free(text, start):
        start -= 1
    while not _free(text, end):
        end += 1
    return start, end


def _alike(one: str, other: str) -> int:
    return next(
        (n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )


def _before(index: TextIndex, position: int) -> str:
    return index.folded[max(0, position - AROUND) : position][::-1]


def _after(index: TextIndex, position: int) -> str:
    return index.folded[position : position + AROUND]


def _free(text: str, position: int) -> bool:
    return not 0 < position < len(text) or not (_is_word(text[position - 1]) and _is_word(text[position]))


def _is_word(char: str) -> bool:
    # Scripts without spaces between words (Chinese, Japanese, Thai) have no word boundary to hold on to.
    return char.isalnum() and not ("\u0e00" <= char <= "\u0e7f" or "\u2e80" <= char <= "\u9fff" or char >= "\uf900")
