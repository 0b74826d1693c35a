"""Plain text: paragraphs apart by blank lines, lines that were wrapped to a width joined again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vendors.domain.text.lines import is_row, starts_block, visible

_GAP = re.compile(r"\n[ ]*\n\s*")
_NARROWEST, _WIDEST = 50, 120


def plain_lines(text: str) -> list[str]:
    """The blocks of a plain text, one line each."""
    chunks = (chunk for chunk in _GAP.split(visible(text)) if chunk.strip())
    return [line for chunk in chunks for line in _unwrapped([part.strip() for part in chunk.split("\n")])]


def _unwrapped(lines: list[str]) -> Iterator[str]:
    lines = [line for line in lines if line]
    width = max(map(len, lines), default=0)
    wrapped = _NARROWEST <= width <= _WIDEST
    block = ""
    previous = ""
    for line in lines:
        if block and wrapped and _continues(previous, line, width):
            block = f"{block} {line}"
        else:
            if block:
                yield block
            block = line
        previous = line
    if block:
        yield block


def _continues(previous: str, line: str, width: int) -> bool:
    """Whether `line` goes on where `previous` was broken: its first word would not have fitted there any more."""
    if starts_block(line) or is_row(previous):
        return False
    first = line.split(" ", 1)[0]
    return len(previous) + 1 + len(first) > width
