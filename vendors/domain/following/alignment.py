"""Which sentences of an old text stand in a new one, in order: the frame in which a quote keeps its place or moves.

The longest common subsequence of whole folded sentences (rapidfuzz, bit-parallel). Sentences that repeat often and say
little can be matched across a rewritten section by chance; a match counts as a frame only where its sentence stands
once in either text, or next to a match that does.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from rapidfuzz.distance import Indel

from vendors.domain.following.index import TextIndex, Unit


class Alignment:
    """Two texts side by side. Positions are of the folded texts."""

    def __init__(self, old: TextIndex, new: TextIndex) -> None:
        self.old = old
        self.new = new

    @cached_property
    def pairs(self) -> dict[int, int]:
        """Number of an old unit -> number of the new unit that it is, ascending on both sides."""
        before, after = _words(self.old.units), _words(self.new.units)
        matched: list[tuple[int, int]] = []
        for code in Indel.opcodes(before, after):
            if code.tag == "equal":
                matched += zip(range(code.src_start, code.src_end), range(code.dest_start, code.dest_end), strict=True)
        return dict(_anchored(matched, before, after))

    @cached_property
    def taken(self) -> frozenset[int]:
        """Numbers of the new units that an old unit is."""
        return frozenset(self.pairs.values())

    @cached_property
    def _anchors(self) -> list[int]:
        return list(self.pairs)

    def units_of(self, start: int, end: int) -> range:
        """The numbers of the old units that [start:end] touches."""
        return units_in(self.old, start, end)

    def gap(self, touched: range) -> range:
        """The numbers of the new units between those that the neighbours of the old units `touched` became."""
        before = bisect_left(self._anchors, touched.start)
        after = bisect_right(self._anchors, touched.stop - 1)
        first = self.pairs[self._anchors[before - 1]] + 1 if before else 0
        last = self.pairs[self._anchors[after]] if after < len(self._anchors) else len(self.new.units)
        return range(first, last)

    def kept(self, start: int, end: int) -> int | None:
        """Where folded [start:end] begins in the new text when all its sentences stand there in a row, else None."""
        touched = self.units_of(start, end)
        if not touched or touched[0] not in self.pairs:
            return None
        first = self.pairs[touched[0]]
        if any(self.pairs.get(number) != first + offset for offset, number in enumerate(touched)):
            return None
        place = self.new.units[first].start + start - self.old.units[touched[0]].start
        same = self.new.folded[place : place + end - start] == self.old.folded[start:end] and place >= 0
        return place if same else None


def units_in(index: TextIndex, start: int, end: int) -> range:
    """The numbers of the units of `index` that the folded span touches."""
    first = bisect_right(index.unit_starts, start) - 1
    if first < 0 or index.units[first].end <= start:
        first += 1
    return range(first, max(first, bisect_left(index.unit_starts, end)))


def _words(units: Sequence[Unit]) -> list[str]:
    return [unit.words for unit in units]


def _anchored(matched: Sequence[tuple[int, int]], before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """The matches whose run, on both sides unbroken, holds a sentence that stands once in either text."""
    often, often_new = Counter(before), Counter(after)
    found: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    for pair in [*matched, (-2, -2)]:
        if run and pair != (run[-1][0] + 1, run[-1][1] + 1):
            if any(often[before[old]] == 1 and often_new[after[new]] == 1 for old, new in run):
                found += run
            run = []
        run.append(pair)
    return found
