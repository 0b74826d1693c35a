"""A canonical text laid out for reading: blocks, in them sentences, in them pieces that lie in the same citations.

Every character of a block is in exactly one piece, so that what is selected on the page is found again in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vendors.domain.text import Block, BlockKind, blocks, sentences

CELL = " | "
_AFTER_NUMBER = frozenset({".", ")", ":"})


@dataclass(frozen=True, slots=True)
class Span:
    """A cited passage: text[start:end]. `key` is whatever names it to the caller."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters in the same citations. `opens` and `closes`: those that begin or end with it on the page.

    `kind`: "words", "number" (of the block) or "sign" (hashes, bullets: what a reader sees as layout).
    """

    text: str
    kind: str
    inside: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, or the cell of a row: text[start:end] is what is cited, `begin` where its first piece begins. `cite`
    is false where the row goes on in the next cell."""

    start: int
    end: int
    begin: int
    pieces: tuple[Piece, ...]
    cite: bool = True


@dataclass(frozen=True, slots=True)
class Laid:
    """One block as it is shown."""

    kind: BlockKind
    level: int
    anchor: str
    lines: tuple[Line, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that stand together: the items of a list, the rows of a table, or one block alone."""

    kind: BlockKind
    blocks: tuple[Laid, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading for the side rail, with the number of cited passages up to the next one."""

    anchor: str
    text: str
    level: int
    citations: int


def lay_out(text: str, spans: Sequence[Span] = ()) -> tuple[Group, ...]:
    """The blocks of `text` with `spans` marked, lists and tables grouped."""
    return _grouped(_Writer(text, spans), blocks(text))


def lay_out_around(text: str, span: Span) -> tuple[Group, ...]:
    """The blocks that `span` lies in, with one block before and one after."""
    found = blocks(text)
    touched = [index for index, block in enumerate(found) if block.start < span.end and block.end > span.start]
    if not touched:
        return ()
    return _grouped(_Writer(text, [span]), found[max(0, touched[0] - 1) : touched[-1] + 2])


def _grouped(writer: _Writer, found: Iterable[Block]) -> tuple[Group, ...]:
    groups: list[Group] = []
    for block in found:
        laid = writer.lay(block)
        last = groups[-1] if groups else None
        if last is not None and last.kind == laid.kind and laid.kind in {BlockKind.ITEM, BlockKind.ROW}:
            groups[-1] = Group(last.kind, (*last.blocks, laid))
        else:
            groups.append(Group(laid.kind, (laid,)))
    return tuple(groups)


def sections(text: str, spans: Sequence[Span] = ()) -> tuple[Section, ...]:
    """The headings of `text` for the side rail."""
    heads = [block for block in blocks(text) if block.kind is BlockKind.HEADING]
    ends = [*(block.start for block in heads), len(text)][1:]
    return tuple(
        Section(block.anchor, block.text, block.level, sum(block.start <= span.start < end for span in spans))
        for block, end in zip(heads, ends, strict=True)
    )


class _Writer:
    """Cuts blocks into lines and pieces; remembers which spans were opened, so that each opens and closes once."""

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        self.text = text
        self.spans = sorted((span for span in spans if span.start < span.end), key=lambda span: (span.start, -span.end))
        self.opened: set[str] = set()

    def lay(self, block: Block) -> Laid:
        lines = self._cells(block) if block.kind is BlockKind.ROW else self._sentences(block)
        return Laid(block.kind, block.level, block.anchor, tuple(lines), bool(block.number))

    def _sentences(self, block: Block) -> Iterator[Line]:
        near = self._near(block)
        found = sentences(block)
        starts = [block.start, *(sentence.start for sentence in found[1:])]
        ends = [*starts[1:], block.end]
        for sentence, start, end in zip(found, starts, ends, strict=True):
            yield Line(sentence.start, sentence.end, start, tuple(self._pieces(block, start, end, near)))

    def _cells(self, block: Block) -> Iterator[Line]:
        near = self._near(block)
        start = block.start
        while start <= block.end:
            cut = self.text.find(CELL, start, block.end)
            end = block.end if cut < 0 else cut + len(CELL)
            yield Line(block.start, block.end, start, tuple(self._pieces(block, start, end, near)), cite=cut < 0)
            if cut < 0:
                return
            start = end

    def _near(self, block: Block) -> list[Span]:
        return [span for span in self.spans if span.start < block.end and span.end > block.start]

    def _pieces(self, block: Block, start: int, end: int, near: list[Span]) -> Iterator[Piece]:
        kinds = self._kinds(block)
        cuts = {start, end}
        for span in near:
            cuts |= {point for point in (span.start, span.end) if start < point < end}
        cuts |= {point for _, point in kinds if start < point < end}
        if block.kind is BlockKind.ROW and self.text[start:end].endswith(CELL):
            cuts.add(end - len(CELL))
        places = sorted(cuts)
        for here, there in pairwise(places):
            inside = tuple(span.key for span in near if span.start <= here and there <= span.end)
            kind = self._kind(block, kinds, here, there)
            closes = tuple(span.key for span in near if span.key in inside and span.end == there)
            yield Piece(self.text[here:there], kind, inside, self._opens(inside, kind, here, there), closes)

    def _opens(self, inside: tuple[str, ...], kind: str, here: int, there: int) -> tuple[str, ...]:
        """The spans that begin with this piece for the reader: what is not seen opens nothing."""
        if kind == "sign" or not self.text[here:there].strip():
            return ()
        opens = tuple(key for key in inside if key not in self.opened)
        self.opened.update(opens)
        return opens

    def _kinds(self, block: Block) -> list[tuple[str, int]]:
        """Where the signs end and where the number ends, counted in the whole text."""
        body = block.text_start
        if block.kind is BlockKind.ITEM and block.text.startswith(("- ", "* ", "+ ")):
            body += 2
        found = [("sign", body)]
        if block.number and self.text.startswith(block.number, body):
            end = body + len(block.number)
            found.append(("number", end + (self.text[end : end + 1] in _AFTER_NUMBER)))
        return found

    def _kind(self, block: Block, kinds: list[tuple[str, int]], here: int, there: int) -> str:
        if block.kind is BlockKind.ROW:
            return "sign" if self.text[here:there] == CELL else "words"
        return next((kind for kind, end in kinds if there <= end), "words")
