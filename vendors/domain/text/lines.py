"""The light text that every source format ends in: lines, each a block, and what is done to each.

A line is a heading (`# ` to `###### `), an item (`- `, `1. `), a table row (`cell | cell`) or a paragraph. `settle`
maps its own output to itself, so that a canonical text taken in again is the same text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile("[\t\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_RUN = re.compile(r"\s+")

_BULLET = re.compile(r"[•‣▪◦●○■□·]\s*(?=[^\s•‣▪◦●○■□·])")
_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,4}[.)]?|\(?[A-Za-z]\)|\(?[ivxlIVXL]{1,5}[.)]|[A-Za-z][.)]) (?=\S)")
_ITEM = re.compile(r"(?:[-*+] (?=\S)|\d{1,9}[.)] (?=\S)|\((?:\d{1,3}|[A-Za-z]|[ivxl]{1,5})\) ?(?=\S))")
_HEADING = re.compile(r"(#{1,6}) (?=\S)")
_CAPITALS = re.compile(r"[A-Z]{3}")
_CAPITAL_LIMIT = 90


def visible(text: str) -> str:
    """`text` with LF line ends, without invisible and control characters, every kind of space a space, in NFC."""
    text = _BREAKS.sub("\n", _INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text))


def one_line(text: str) -> str:
    """`text` as one line: runs of white space are one space, none outside."""
    return _RUN.sub(" ", text).strip()


def settle(lines: Iterable[str]) -> list[str]:
    """The lines as they stand in the canonical text; empty ones fall away."""
    settled: list[str] = []
    for line in lines:
        text = one_line(visible(line))
        if text:
            settled.append(_settled(text, first=not settled))
    return settled


def starts_block(line: str) -> bool:
    """Whether a line of plain text begins something of its own: a heading, an item, a numbered clause, a row."""
    text = line.lstrip()
    return bool(_HEADING.match(text) or _ITEM.match(text) or _BULLET.match(text) or _NUMBER.match(text)) or is_row(text)


def heading_level(line: str) -> int:
    """1 to 6 for a heading, 0 for anything else."""
    match = _HEADING.match(line)
    return len(match.group(1)) if match else 0


def is_item(line: str) -> bool:
    """Whether the line is an item of a list."""
    return bool(_ITEM.match(line))


def is_row(line: str) -> bool:
    """Whether the line is a row of a table."""
    return " | " in line or line.startswith("| ") or line.endswith(" |")


def _settled(text: str, *, first: bool) -> str:
    if heading_level(text):
        return text
    bullet = _BULLET.match(text)
    if bullet:
        return f"- {text[bullet.end() :]}"
    if _is_title(text):
        return f"# {text}" if first else f"## {text}"
    return text


def _is_title(text: str) -> bool:
    """A short line in capitals on its own is how plain contracts head their sections."""
    if len(text) > _CAPITAL_LIMIT or is_row(text) or text.startswith(("- ", "* ", "+ ", "(")) or text[-1] in ".;:,!?":
        return False
    return text == text.upper() and bool(_CAPITALS.search(text)) and sum(map(str.isalpha, text)) * 2 > len(text)
