"""Plain text: paragraphs apart by blank lines, lines that were wrapped to a width joined again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from vendors.domain.text.lines import heading_level, is_row, starts_block, visible

_GAP = re.compile(r"\n[ ]*\n\s*")
_NARROWEST, _WIDEST = 50, 120
_STOPS = ".;:!?"


def plain_lines(text: str) -> list[str]:
    """The blocks of a plain text, one line each."""
    chunks = (chunk for chunk in _GAP.split(visible(text)) if chunk.strip())
    return [line for chunk in chunks for line in _unwrapped([part.strip() for part in chunk.split("\n")])]


def _unwrapped(lines: list[str]) -> Iterator[str]:
    lines = [line for line in lines if line]
    width = max(map(len, lines), default=0)
    wrapped = _NARROWEST <= width <= _WIDEST and _was_wrapped(lines, width)
    block = ""
    for previous, line in pairwise(["", *lines]):
        if block and wrapped and not _apart(previous, line) and _broken(previous, line, width):
            block = f"{block} {line}"
        else:
            if block:
                yield block
            block = line
    if block:
        yield block


def _was_wrapped(lines: list[str], width: int) -> bool:
    """Whether the line ends are a matter of width: more of them say so than say that each line is a paragraph.

    The longest line never has room for the next word; where it ends a sentence, that says nothing either way.
    """
    balance = 0
    for previous, line in pairwise(lines):
        if _apart(previous, line):
            continue
        if not _broken(previous, line, width):
            balance -= 1
        elif line[0].islower() or previous[-1] not in _STOPS:
            balance += 1
    return balance > 0


def _apart(previous: str, line: str) -> bool:
    """Whether two lines are apart whatever their length: the one begins something of its own, or the other is a row."""
    return starts_block(line) or is_row(previous) or bool(heading_level(previous))


def _broken(previous: str, line: str, width: int) -> bool:
    """Whether `line` goes on where `previous` was broken: its first word would not have fitted there any more, or it
    begins in lower case after a line that was nearly full."""
    first = line.split(" ", 1)[0]
    return len(previous) + 1 + len(first) > width or (line[0].islower() and len(previous) * 5 > width * 3)
