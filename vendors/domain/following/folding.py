"""The form in which two texts are compared word for word, with the way back to the text it was made of.

What falls away is how words are set, never what they say: straight against typographic quotation marks, kinds of
hyphen, every kind of space, characters that are not seen, marks of headings, items, table cells and bold print, and
white space beside punctuation ("Output ." and "Output."). Letters, their case, digits and punctuation stay.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_SINGLE = "'‘’‚‛′`´"
_DOUBLE = '"“”„‟″«»'
_HYPHENS = "-‐‑"
_ALIKE = str.maketrans(
    {**dict.fromkeys(_SINGLE, "'"), **dict.fromkeys(_DOUBLE, '"'), **dict.fromkeys(_HYPHENS, "-")},
)
_UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_MARK = r"(?:#{1,6}|-)\s+"
# A plain space between plain letters stays; it is nine in ten of all, so it is passed over here.
_GAP = re.compile(rf"\A{_MARK}|(?! (?<=[A-Za-z0-9] )[A-Za-z0-9])(?:[\s|{_UNSEEN}]|\*\*+)+(?:(?<=\n){_MARK})?")
_WHITE = re.compile(r"[\s|]")
# Scripts that set no space between words: a space there says nothing.
_SPACELESS = re.compile("[\u0e00-\u0e7f\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_IN_NUMBERS = ".,:/-"


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. Piece i begins at `at[i]` in it and at `source_at[i]` in the text it was made of."""

    text: str
    at: tuple[int, ...]
    source_at: tuple[int, ...]
    source_end: tuple[int, ...]

    def span_in_source(self, start: int, end: int) -> tuple[int, int]:
        """Where the non-empty span text[start:end] stands in the source: from its first to its last character."""
        return self._in_source(start), self._in_source(end - 1) + 1

    def at_source(self, position: int) -> int:
        """Where the character at `position` of the source stands; for one that fell away, where the next one does."""
        piece = bisect_right(self.source_at, position) - 1
        if piece < 0:
            return 0
        offset = min(position, self.source_end[piece]) - self.source_at[piece]
        return min(self.at[piece] + offset, self.at[piece + 1] if piece + 1 < len(self.at) else len(self.text))

    def _in_source(self, position: int) -> int:
        piece = bisect_right(self.at, position) - 1
        return self.source_at[piece] + position - self.at[piece]


def fold(text: str) -> Folded:
    """The folded form of a text. Folding it again changes nothing but marks that only came together by it ("* *")."""
    alike = text.translate(_ALIKE)
    parts: list[str] = []
    at: list[int] = []
    source_at: list[int] = []
    source_end: list[int] = []
    length = done = 0

    def keep(begin: int, end: int, words: str) -> None:
        nonlocal length
        parts.append(words)
        at.append(length)
        source_at.append(begin)
        source_end.append(end)
        length += len(words)

    for match in _GAP.finditer(alike):
        begin, end = match.span()
        spaced = _parts_words(alike, begin, end) and _WHITE.search(match.group()) is not None
        if done < begin:
            keep(done, begin, alike[done:begin])
        if spaced:
            keep(begin, end, " ")
        done = end
    if done < len(alike):
        keep(done, len(alike), alike[done:])
    return Folded("".join(parts), tuple(at), tuple(source_at), tuple(source_end))


def words_alone(text: str) -> str:
    """Letters and digits alone, their case aside: equal for two texts that differ in punctuation or capitals only."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _parts_words(text: str, begin: int, end: int) -> bool:
    """Whether the white space at [begin:end] parts two words or two numbers, so that without it others would stand."""
    if not 0 < begin < end < len(text):
        return False
    before, after = text[begin - 1], text[end]
    if before.isalnum() and after.isalnum():
        return not (_SPACELESS.match(before) or _SPACELESS.match(after))
    if after.isdigit() and before in _IN_NUMBERS:
        return begin > 1 and text[begin - 2].isdigit()
    return before.isdigit() and after in _IN_NUMBERS and text[end + 1 : end + 2].isdigit()
