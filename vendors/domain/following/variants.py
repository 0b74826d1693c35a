"""What became of a quote whose words are gone: the sentences of the new text that are most like it.

Sentences that the old text has too, word for word, are somebody else's and are passed over. Looked at first are the
sentences between the neighbours the quote had; elsewhere only where word triples lead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from vendors.domain.following.alignment import Alignment, units_in
from vendors.domain.following.occurrences import AROUND, Own, agreeing, heading_over, standing, whole_words

_STARTS = 3
"""Sentences from which a passage is grown. One was seen to be enough nearly always; three cost microseconds."""

_AS_LIKE = 0.02
"""Passages whose likeness differs by less are copies of one another; what stands around them tells them apart."""
_AROUND = 2 * AROUND


@dataclass(frozen=True, slots=True)
class Variant:
    """A passage of the new folded text, how alike it is to the quote, and whether it stands in the quote's place."""

    start: int
    end: int
    similarity: float
    in_place: bool


def best_variant(alignment: Alignment, start: int, end: int) -> Variant | None:
    """The passage most like old folded [start:end], which has no place of its own in the new text word for word.

    Passed over is what another sentence of the old text became unchanged, and where the very words stand as another's.
    """
    touched = alignment.units_of(start, end)
    if not touched:
        return None
    gap = alignment.gap(touched)
    own = {alignment.pairs[number] for number in touched if number in alignment.pairs}
    old = alignment.old
    whole = old.folded[old.units[touched[0]].start : old.units[touched[-1]].end]
    search = _Search(alignment, own, whole)
    found = [search.grown(number, gap) for number in search.likeliest(gap)]
    found += [search.grown(number, None) for number in search.led_to(whole)]
    others = standing(old, start, alignment.new, old.folded[start:end])
    found = [(run, likeness) for run, likeness in found if not any(search.covers(run, place) for place in others)]
    if not found:
        return None
    likest = max(similarity for _, similarity in found)
    rivals: list[_Span] = []
    for units, similarity in sorted(found, key=lambda item: -item[1]):
        # Of passages that overlap the likest stands for all: they are one place, cut differently.
        if similarity >= likest - _AS_LIKE and not any(set(units) & set(other.units) for other in rivals):
            rivals.append(_Span(units, gap))
    placed = [_placed(alignment, span, old.folded[start:end], whole) for span in rivals]
    return max(placed, key=lambda place: (place.in_place, _surroundings(alignment, (start, end), place)))


def _surroundings(alignment: Alignment, quote: tuple[int, int], place: Variant) -> float:
    """How like what stands around a passage is to what stood around the quote: 0 to 3, the heading and either side."""
    old, new = alignment.old, alignment.new
    return (
        float(heading_over(old, quote[0]) == heading_over(new, place.start))
        + fuzz.ratio(
            old.folded[max(0, quote[0] - _AROUND) : quote[0]], new.folded[max(0, place.start - _AROUND) : place.start]
        )
        / 100
        + fuzz.ratio(old.folded[quote[1] : quote[1] + _AROUND], new.folded[place.end : place.end + _AROUND]) / 100
    )


def contender(alignment: Alignment, start: int, end: int, own: Own, related: float) -> Variant | None:
    """The passage that stands in the quote's surroundings while its very words stand at `own`, or None.

    It is nobody else's, at least as alike as `related`, and what stands around it agrees with what stood around the
    quote by at least one whole side, and at least as much as at `own`: the text was changed there and copied, or kept
    as "previous terms".
    """
    old, new = alignment.old, alignment.new
    quote = old.folded[start:end]
    for variant in _contenders(alignment, start, end):
        apart = variant.end <= own.start or own.start + len(quote) <= variant.start
        if not apart or not related <= variant.similarity < 1.0:
            continue
        agreement = agreeing(old, (start, end), new, (variant.start, variant.end))
        if agreement >= max(own.agreement, AROUND):
            return variant
    return None


def _contenders(alignment: Alignment, start: int, end: int) -> Iterable[Variant]:
    touched = alignment.units_of(start, end)
    gap = alignment.gap(touched)
    old = alignment.old
    whole = old.folded[old.units[touched[0]].start : old.units[touched[-1]].end]
    search = _Search(alignment, set(), whole)
    for number in [*search.likeliest(gap)[:1], *search.led_to(whole)]:
        units, _ = search.grown(number, None)
        yield _placed(alignment, _Span(units, gap), old.folded[start:end], whole)


@dataclass(frozen=True, slots=True)
class _Span:
    units: range
    gap: range

    @property
    def in_place(self) -> bool:
        return self.gap.start <= self.units.start and self.units.stop <= self.gap.stop


@dataclass(frozen=True, slots=True)
class _Search:
    alignment: Alignment
    own: set[int]
    whole: str

    def free(self, number: int) -> bool:
        """Whether a new sentence is nobody else's."""
        return number in self.own or number not in self.alignment.taken

    def covers(self, run: range, position: int) -> bool:
        """Whether a run of new sentences holds a position of the new text."""
        units = self.alignment.new.units
        return units[run.start].start <= position < units[run.stop - 1].end

    def likeliest(self, gap: range) -> list[int]:
        """The sentences of the gap that share most with the quote."""
        units = self.alignment.new.units
        choices = {number: units[number].words for number in gap if self.free(number)}
        found = process.extract(self.whole, choices, scorer=fuzz.ratio, limit=_STARTS)
        return [number for _, _, number in found]

    def led_to(self, quote: str) -> list[int]:
        """The sentences that the word triples of the quote lead to."""
        numbers: list[int] = []
        for place in self.alignment.new.near(quote):
            inside = [number for number in units_in(self.alignment.new, place.start, place.end) if self.free(number)]
            units = self.alignment.new.units
            best = max(inside, key=lambda number: fuzz.ratio(quote, units[number].words), default=None)
            if best is not None and best not in numbers:
                numbers.append(best)
        return numbers

    def grown(self, number: int, bounds: range | None) -> tuple[range, float]:
        """The run of free sentences around `number` most like the quote, grown one by one while that helps."""
        bounds = bounds or range(len(self.alignment.new.units))
        run, similarity = range(number, number + 1), self._ratio(range(number, number + 1))
        while True:
            wider = [
                candidate
                for candidate in self._wider(run)
                if candidate.start in bounds
                and candidate.stop - 1 in bounds
                and self.free(candidate.start)
                and self.free(candidate.stop - 1)
            ]
            best = max(((self._ratio(candidate), candidate) for candidate in wider), key=lambda x: x[0], default=None)
            if best is None or best[0] <= similarity:
                return run, similarity
            similarity, run = best

    @staticmethod
    def _wider(run: range) -> Iterable[range]:
        yield range(run.start, run.stop + 1)
        yield range(run.start - 1, run.stop)

    def _ratio(self, run: range) -> float:
        new = self.alignment.new
        return fuzz.ratio(self.whole, new.folded[new.units[run.start].start : new.units[run.stop - 1].end]) / 100


def _placed(alignment: Alignment, span: _Span, quote: str, whole: str) -> Variant:
    """The passage itself for a quote of whole sentences, else the part of it that the quote became."""
    new = alignment.new
    start, end = new.units[span.units.start].start, new.units[span.units.stop - 1].end
    if len(quote) >= 0.9 * len(whole):
        return Variant(start, end, fuzz.ratio(quote, new.folded[start:end]) / 100, span.in_place)
    place = new.within(quote, start, end)
    start, end = whole_words(new.folded, place.start, place.end)
    return Variant(start, end, fuzz.ratio(quote, new.folded[start:end]) / 100, span.in_place)
