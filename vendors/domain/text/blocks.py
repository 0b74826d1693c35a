"""The blocks of a canonical text and the headings they stand under. Positions are characters of the whole text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from vendors.domain.text.lines import heading_level, is_item, is_row

_BLOCK = re.compile(r"[^\n]+")
_HEADING_LINE = re.compile(r"^#{1,6} (?=\S)", re.MULTILINE)
_NUMBER = re.compile(
    r"(?:(?:section|article|clause|annex|schedule|exhibit|§+)\s*)?"
    r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,4}|[A-Za-z](?=[.)])|[ivxlIVXL]{1,5}(?=[.)])|\((?:\d{1,3}|[A-Za-z]|[ivxl]{1,5})\))"
    r"(?=[.):]?(?:\s|$))",
    re.IGNORECASE,
)


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """One block. text[start:end] is the whole of it; `text` leaves the hashes of a heading out.

    `level` is that of a heading, else 0. `number` is what the block is numbered by ("4.1", "a", "(ii)"), or empty.
    `anchor` names the block inside this text for links.
    """

    kind: BlockKind
    level: int
    number: str
    text: str
    start: int
    end: int
    anchor: str

    @property
    def text_start(self) -> int:
        """Where `text` begins in the whole text."""
        return self.end - len(self.text)


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a canonical text, in order. Between two of them stands nothing but line ends."""
    return tuple(_block(match, index) for index, match in enumerate(_BLOCK.finditer(text), start=1))


def heading_at(text: str, position: int) -> str:
    """The words of the nearest heading at or before `position`; empty where there is none."""
    last = None
    for match in _HEADING_LINE.finditer(text, 0, min(len(text), max(0, position) + 8)):
        if match.start() <= position:
            last = match
    if last is None:
        return ""
    end = text.find("\n", last.end())
    return text[last.end() : end if end >= 0 else len(text)]


def _block(match: re.Match[str], index: int) -> Block:
    line = match.group()
    level = heading_level(line)
    body = line[level + 1 :] if level else line
    if level:
        kind = BlockKind.HEADING
    elif is_row(line):
        kind = BlockKind.ROW
    elif is_item(line):
        kind = BlockKind.ITEM
    else:
        kind = BlockKind.PARAGRAPH
    number = _NUMBER.match(body.removeprefix("- "))
    return Block(kind, level, number["number"] if number else "", body, match.start(), match.end(), f"b{index}")
