"""The pieces of a text that can be suggested: paragraphs, list items with their stem, and parts of long paragraphs.

A suggestion is at most `LONGEST` characters, so that it can be read at a glance and cited whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vendors.domain.text import Block, BlockKind, Sentence, blocks, sentences

LONGEST = 900
"""Characters of a suggestion."""

ONE_WINDOW = LONGEST * 5 // 4
"""A paragraph up to this length is one suggestion, cut at its end."""

_SHORT_TITLE = 90
_FRAGMENT = 60
_ENDS_WORDS = re.compile(r"[.;:,!?。；][\"”’)]*$|[.;,] (?:and|or)$")
_LEAD = re.compile(r"(?:[\d.()a-zA-Z]{1,8}[.)]?\s+)?(?P<words>[A-Z][^.:;!?]{2,70}?)(?:[:.]\s)")
_ENDS_LIST = re.compile(r"(?:[,;]|[,;] (?:and|or|and/or))$")
_CLAUSE_END = re.compile(r"[;:]\s|,\s|\s")


@dataclass(frozen=True, slots=True)
class Unit:
    """One block or part of one, with the headings it stands under and the stem of the list it belongs to."""

    start: int
    end: int
    block: int
    section: int
    heading: str
    lead: str
    stem: str
    stem_start: int | None
    sentences: tuple[Sentence, ...]


def units(text: str) -> tuple[Unit, ...]:
    """Everything in `text` that can be suggested, in order; headings and contents lists are left out."""
    return tuple(_Walk(blocks(text)).units())


class _Walk:
    """One pass over the blocks, keeping the heading and the list stem that stand above."""

    def __init__(self, found: tuple[Block, ...]) -> None:
        self.found = found
        self.section = 0
        self.headings: dict[int, str] = {}
        self.stem: Block | None = None

    def units(self) -> Iterator[Unit]:
        for index, block in enumerate(self.found):
            if self._opens_section(index, block):
                continue
            is_item = self._belongs_to_stem(index, block)
            stem = self.stem if is_item else None
            if not is_item:
                self.stem = None
            if stem or not _is_fragment(block):
                yield from self._of_block(index, block, stem)
            if block.text.endswith(":") and not (is_item and self.stem):
                self.stem = block

    def _opens_section(self, index: int, block: Block) -> bool:
        level = block.level or (6 if self._is_title(index, block) else 0)
        if not level:
            return False
        self.section = index
        self.stem = None
        self.headings = {above: words for above, words in self.headings.items() if above < level}
        self.headings[level] = block.text
        return True

    def _is_title(self, index: int, block: Block) -> bool:
        """A short line that ends nothing, with a longer paragraph after it: a heading that was not marked as one."""
        if block.kind is not BlockKind.PARAGRAPH or len(block.text) > _SHORT_TITLE or block.text[-1] in ".,;:!?)":
            return False
        following = self.found[index + 1] if index + 1 < len(self.found) else None
        return following is not None and len(following.text) > len(block.text) and following.text[:1].isupper()

    def _belongs_to_stem(self, index: int, block: Block) -> bool:
        if self.stem is None:
            return False
        if block.kind is BlockKind.ITEM or block.number.startswith("(") or _ENDS_LIST.search(block.text):
            return True
        before = self.found[index - 1]
        return bool(_ENDS_LIST.search(before.text)) or before is self.stem

    def _of_block(self, index: int, block: Block, stem: Block | None) -> Iterator[Unit]:
        lead = _LEAD.match(block.text[:90])
        heading = " / ".join(self.headings.values())
        stem_start = stem.start if stem else None
        for start, end, inside in _windows(block):
            yield Unit(
                start,
                end,
                index,
                self.section,
                heading,
                lead["words"] if lead else "",
                stem.text[-300:] if stem else "",
                stem_start,
                inside,
            )


def _is_fragment(block: Block) -> bool:
    """A line of a contents list or of a page's navigation: a few words that end nothing and introduce nothing."""
    return len(block.text) < _FRAGMENT and block.kind is not BlockKind.ROW and not _ENDS_WORDS.search(block.text)


def _windows(block: Block) -> Iterator[tuple[int, int, tuple[Sentence, ...]]]:
    """The block whole, or the windows of a long one: from each sentence on, as much as a suggestion holds."""
    inside = sentences(block)
    if not inside:
        return
    if block.end - block.text_start <= LONGEST:
        yield inside[0].start, inside[-1].end, inside
        return
    if block.end - block.text_start <= ONE_WINDOW:
        # Little longer than a suggestion: its beginning is shown, and the whole of it is weighed.
        yield inside[0].start, _filled(block, inside[0].start, inside[0].start), inside
        return
    pieces = [piece for sentence in inside for piece in _pieces(sentence)]
    previous = -1
    for first, piece in enumerate(pieces):
        last = first
        while last + 1 < len(pieces) and pieces[last + 1].end - piece.start <= LONGEST:
            last += 1
        if last == previous and first:
            continue
        previous = last
        end = pieces[last].end
        if last + 1 < len(pieces):
            end = _filled(block, piece.start, end)
        yield piece.start, end, tuple(pieces[first : last + 1])


def _filled(block: Block, start: int, end: int) -> int:
    """The end moved on to the last clause end that still fits, where a good part of the window would stay empty."""
    if end - start >= LONGEST * 0.8:
        return end
    room = block.text[end - block.text_start : start + LONGEST - block.text_start]
    cuts = [match.start() + 1 for match in _CLAUSE_END.finditer(room)]
    return end + len(room[: cuts[-1]].rstrip()) if cuts else end


def _pieces(sentence: Sentence) -> Iterator[Sentence]:
    """A sentence, or the parts of one that is longer than a suggestion, cut at the ends of clauses."""
    start, rest = sentence.start, sentence.text
    while len(rest) > LONGEST:
        cuts = [match.start() + 1 for match in _CLAUSE_END.finditer(rest, LONGEST // 2, LONGEST)]
        strong = [cut for cut in cuts if rest[cut - 1] in ";:"]
        cut = (strong or cuts or [LONGEST])[-1]
        yield Sentence(start, start + len(rest[:cut].rstrip()), rest[:cut].rstrip())
        gap = len(rest[cut:]) - len(rest[cut:].lstrip())
        start += cut + gap
        rest = rest[cut:].lstrip()
    if rest:
        yield Sentence(start, start + len(rest), rest)
