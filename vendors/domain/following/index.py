"""A text prepared once for finding quotes in it: folded, cut into sentences, its word triples looked up.

Finding is `str.find` for words that stand there as they were. For words that changed, the triples of words the quote
shares with the text name the places to look at, and edlib aligns the quote within a window around the best of them
(Myers' bit-parallel algorithm: exact within the window).
"""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import edlib
from rapidfuzz import fuzz

from vendors.domain.following.folding import Folded, fold
from vendors.domain.text import BlockKind, blocks, sentences

_WORD = re.compile(r"[\u0e00-\u0e7f\u2e80-\u9fff\uf900-\ufaff]|[^\W_]+")
_COMMON = 30
"""A triple that stands in more places than this names none of them."""
_BUCKET = 16
"""Words by which the places of one find may differ: insertions and deletions inside the quote."""
_PLACES = 3
_MOST_SYMBOLS = 256
"""Distinct characters edlib can tell apart; Chinese passages can have more."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a folded text and how alike it is to what was looked for: 1.0 word for word."""

    start: int
    end: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, heading or row: where it stands in the folded text, its words, and the block it belongs to."""

    start: int
    end: int
    words: str
    block: int
    heading: bool


class TextIndex:
    """One canonical text, prepared. Positions are of the folded text; `source` gives those of the text itself."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._folded: Folded = fold(text)
        self.folded = self._folded.text

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The non-empty span of the folded text as a span of the text itself."""
        return self._folded.span_in_source(start, end)

    def at_source(self, position: int) -> int:
        """A position of the text itself as one of the folded text."""
        return self._folded.at_source(position)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The sentences in order, those without any words left out."""
        found: list[Unit] = []
        for number, block in enumerate(blocks(self.text)):
            for sentence in sentences(block):
                start, end = self.at_source(sentence.start), self.at_source(sentence.end)
                words = self.folded[start:end].strip()
                if words:
                    start = self.folded.index(words, start)
                    heading = block.kind is BlockKind.HEADING
                    found.append(Unit(start, start + len(words), words, number, heading))
        return tuple(found)

    @cached_property
    def unit_starts(self) -> tuple[int, ...]:
        """Where each unit starts, to search in."""
        return tuple(unit.start for unit in self.units)

    @cached_property
    def headings(self) -> tuple[Unit, ...]:
        """The headings in order."""
        return tuple(unit for unit in self.units if unit.heading)

    def occurrences(self, quote: str) -> Iterator[int]:
        """Where the folded `quote` begins, each place where it does, overlapping ones too."""
        position = self.folded.find(quote) if quote else -1
        while position >= 0:
            yield position
            position = self.folded.find(quote, position + 1)

    def nearest(self, quote: str) -> Place | None:
        """The place most like the folded `quote`, or None where no three words in a row are shared."""
        position = self.folded.find(quote) if quote else -1
        if position >= 0:
            return Place(position, position + len(quote), 1.0)
        return max(self.near(quote), key=lambda place: place.similarity, default=None)

    def near(self, quote: str) -> Iterator[Place]:
        """Places like the folded `quote`, at most three, those with the most shared triples first."""
        words = _WORD.findall(quote.lower())
        known = self._triples[1]
        buckets: dict[int, list[tuple[int, int]]] = {}
        for index, triple in enumerate(zip(words, words[1:], words[2:], strict=False)):
            places = known.get(triple)
            if places is not None and len(places) <= _COMMON:
                for place in places:
                    buckets.setdefault((place - index) // _BUCKET, []).append((index, place))
        # A find whose places straddle two buckets counts in both, so that neither half is passed over.
        score = {bucket: len(hits) + len(buckets.get(bucket + 1, ())) for bucket, hits in buckets.items()}
        ranked = heapq.nsmallest(_PLACES, score, key=lambda bucket: (-score[bucket], bucket))
        for bucket in ranked:
            if 2 * score[bucket] >= score[ranked[0]]:
                hits = _in_line(buckets[bucket] + buckets.get(bucket + 1, []))
                yield self._around(quote, len(words), hits[0], hits[-1])

    def _around(self, quote: str, words: int, first: tuple[int, int], last: tuple[int, int]) -> Place:
        """The place in a window as long as the quote, and half a bucket longer on either side of what is shared."""
        starts = self._triples[0]
        begin = starts[max(0, min(first[1] - first[0], last[1] - last[0]) - _BUCKET // 2)]
        end = starts[min(len(starts) - 1, max(first[1] - first[0], last[1] - last[0]) + words + _BUCKET // 2)]
        return self.within(quote, begin, end)

    def within(self, quote: str, start: int, end: int) -> Place:
        """The place in the non-empty folded[start:end] that `quote` becomes with the fewest edits."""
        window = self.folded[start:end]
        begin, stop = _aligned(quote, window)
        return Place(start + begin, start + stop, fuzz.ratio(quote, window[begin:stop]) / 100)

    @cached_property
    def _triples(self) -> tuple[list[int], dict[tuple[str, str, str], list[int]]]:
        words: list[str] = []
        starts: list[int] = []
        for match in _WORD.finditer(self.folded):
            words.append(match.group().lower())
            starts.append(match.start())
        triples: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for index, triple in enumerate(zip(words, words[1:], words[2:], strict=False)):
            triples[triple].append(index)
        starts.append(len(self.folded))
        return starts, dict(triples)


def _in_line(hits: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Shared triples in order, without those that no other one keeps the same distance with, where some do."""
    shifts = Counter(place - index for index, place in hits)
    return sorted(hit for hit in hits if shifts[hit[1] - hit[0]] > 1) or sorted(hits)


@lru_cache(maxsize=16)
def index_of(text: str) -> TextIndex:
    """The index of a text, kept for the last few texts: a version is followed into for every quote of its document."""
    return TextIndex(text)


def _aligned(quote: str, window: str) -> tuple[int, int]:
    if not (quote.isascii() and window.isascii()) and len(set(quote) | set(window)) > _MOST_SYMBOLS:
        found = fuzz.partial_ratio_alignment(quote, window)
        return (found.dest_start, found.dest_end) if found else (0, len(window))
    result: dict[str, Any] = edlib.align(quote, window, mode="HW", task="locations")
    # Of several ends with equally few edits the last is the fullest; edlib pairs each with its longest start.
    begin, last = result["locations"][-1]
    return begin or 0, last + 1
