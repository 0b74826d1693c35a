"""The normal form: what is left of a canonical text when everything that carries no words is folded away.

Two texts that differ in markup, link targets, layout or typography only have the same normal form. It decides whether a
capture is news; it is compared and hashed, never shown, and positions always belong to the canonical text.

Folded: quotation marks, dashes, full-width and joined letters, invisible characters, every kind of space, the signs of
headings, list items and table rows, rules, left-over Markdown and what follows the path in an address. Kept: every
letter in its case, every number, the number of a clause, and the marks that say something in a cell (a tick, a cross).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from vendors.domain.text.blocks import blocks
from vendors.domain.text.lines import visible
from vendors.domain.text.sentences import sentences

_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒−﹣", "-"),
        **dict.fromkeys("―⸺⸻", "—"),
        **{chr(0xFF01 + step): chr(0x21 + step) for step in range(94)},
        **dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)),
        "…": "...",
        "、": ",",
    }
)
_FOLDS = re.compile("[^\x00-\x7f]|`")
_LAYOUT_LINE = re.compile(r"^[-*_=~#•·.|¶\[\] ]+$", re.MULTILINE)
_SIGN = re.compile(r"^(?:#{1,6} |[-*+•‣▪◦●○■□·] )+", re.MULTILINE)
_BULLET = re.compile(r"(?<= )[•‣▪◦●■] ?(?=\w)")
_CELL = re.compile(r"(?:^| )\|(?= |$)", re.MULTILINE)
_LINK = re.compile(r"!?\[((?:[^\[\]\n]|\[[^\[\]\n]*\]){0,400})\]\((?:[^()\s]|\([^()\s]*\)){0,2000}(?: \"[^\"\n]*\")?\)")
_TARGET = re.compile(r"\]\((?:https?:|mailto:|tel:|/|#)(?:[^()\s]|\([^()\s]*\)){0,2000}\)")
_STRESS = re.compile(r"\*\*|(?<!\w)__(?=\w[^\n_]*__(?!\w))|(?<=[\w.])__(?!\w)")
_QUERY = re.compile(r"(https?://[^\s?#()<>]*[^\s?#()<>.,;:])[?#][^\s<>()]*")
_RANGE = re.compile(r"(?<=\d) ?– ?(?=\d)")
_DASH = re.compile(r"\s*(?:[—–]|--+|(?<=\s)-(?=\s))\s*")
_BEFORE = re.compile(r"\s+(?=[,;:!?)\]}]|\.(?:\W|$))")
_AFTER = re.compile(r"(?<=[(\[{])\s+")
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
_BESIDE_WIDE = re.compile(rf"(?<=[{_WIDE}]) +| +(?=[{_WIDE}])")
_SPACE = re.compile(r"\s+")
_LIST_NUMBER = re.compile(r"^\d{1,3}[.)] ")
_WHOLE = 4000


@dataclass(frozen=True, slots=True)
class NormalSentence:
    """A sentence of a canonical text, text[start:end], with the normal form of its words; never an empty one."""

    start: int
    end: int
    normal: str


def normal_form(text: str) -> str:
    """The normal form of a canonical text, or of any part of one, as a single line."""
    return _remembered(text) if len(text) > _WHOLE else _settled(_unsigned(text))


@lru_cache(maxsize=8)
def _remembered(text: str) -> str:
    """The normal form of a whole text, which those who compare two ask for several times."""
    return _settled(_unsigned(text))


def normal_sentences(text: str) -> Iterator[NormalSentence]:
    """The sentences of a canonical text in order. Those without words (rules, lone signs) are passed over."""
    for block in blocks(text):
        for sentence in sentences(block):
            normal = normal_form(sentence.text)
            if normal:
                yield NormalSentence(sentence.start, sentence.end, normal)


def unnumbered(normal: str) -> str:
    """A normal form without the number its list counts it by."""
    return _LIST_NUMBER.sub("", normal)


def alike_but_for_number(one: str, other: str) -> bool:
    """Whether two normal forms differ in nothing, or in that one has its list's number and the other none: the list is
    drawn with dots now. Another number is another matter."""
    return one == other or one == unnumbered(other) or unnumbered(one) == other


def joined(normals: Iterable[str]) -> str:
    """The normal form of several that stand after one another, wherever the cuts between them fell."""
    return _settled("\n".join(normals))


def _unsigned(text: str) -> str:
    """The words of the lines, without what makes a line a heading, an item, a row or a link."""
    text = visible(text)
    if not text.isascii() or "`" in text:
        text = _FOLDS.sub(_folded, text)
    if "](" in text:
        text = _TARGET.sub("", _LINK.sub(r"\1", text))
    if "**" in text or "__" in text:
        text = _STRESS.sub("", text)
    if "://" in text:
        text = _QUERY.sub(r"\1", text)
    text = _SIGN.sub("", _LAYOUT_LINE.sub("", text))
    return _CELL.sub(" ", _BULLET.sub("", text)) if "|" in text else _BULLET.sub("", text)


def _settled(text: str) -> str:
    """One line, with one way of setting spaces beside dashes, brackets, stops and scripts without spaces."""
    text = _DASH.sub(" - ", _RANGE.sub("-", _SPACE.sub(" ", text)))
    text = _AFTER.sub("", _BEFORE.sub("", text))
    if not text.isascii():
        text = _BESIDE_WIDE.sub("", text)
    return _SPACE.sub(" ", text).strip()


def _folded(match: re.Match[str]) -> str:
    return match.group().translate(_CHARACTERS)
