"""Finding a quote again in a text: the W3C TextQuoteSelector (exact, prefix, suffix), with the position as a hint.

Words must match one by one; only runs of white space and straight against typographic quotation marks may differ. A
near miss is no match. How a quote fares in a changed text beyond that (edited, rewritten) is not decided here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CONTEXT = 64
"""Characters of prefix and suffix kept with a quote."""

_SINGLE = "'‘’‚‛′"
_DOUBLE = '"“”„‟″'
_FOLD = str.maketrans({**dict.fromkeys(_SINGLE, "'"), **dict.fromkeys(_DOUBLE, '"')})


@dataclass(frozen=True, slots=True)
class Selector:
    """A quote and what stands around it; `start` is where it stood when it was made."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Where a quote stands. `exact`: character by character. `confidence`: 1.0 where nothing speaks for another place,
    0.5 where the same words stand in several places and only their order decided."""

    start: int
    end: int
    exact: bool
    confidence: float


def make_selector(text: str, start: int, end: int) -> Selector:
    """The selector of text[start:end], outer white space trimmed. Raises ValueError where nothing is left to quote."""
    if not 0 <= start < end <= len(text):
        raise ValueError("Select some words of the text.")
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        raise ValueError("Select some words of the text.")
    return Selector(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start)


def find_quote(text: str, selector: Selector) -> Match | None:
    """Where the quote stands in `text`, or None where its words do not stand there one by one."""
    found = [span for span in _occurrences(text, selector) if _stands_free(text, span, selector)]
    if not found:
        return None
    scored = sorted((_context(text, span, selector), -_distance(span, selector), -span[0], span) for span in found)
    agreement, nearness, _, (start, end) = scored[-1]
    exact = text[start:end] == selector.exact
    if len(scored) == 1:
        return Match(start, end, exact, 1.0)
    rival = scored[-2]
    decided = 1.0 if rival[0] < agreement else 0.8 if rival[1] < nearness else 0.5
    return Match(start, end, exact, decided)


def _occurrences(text: str, selector: Selector) -> set[tuple[int, int]]:
    words = selector.exact.split()
    if not words:
        return set()
    pattern = re.compile(r"\s+".join("".join(_char(char) for char in word) for word in words))
    found = {match.span() for match in pattern.finditer(text)}
    # finditer passes over what begins inside another occurrence; the place counsel pointed at must not be lost by that.
    hinted = pattern.match(text, selector.start) if selector.start is not None else None
    return found | {hinted.span()} if hinted else found


def _char(char: str) -> str:
    if char in _SINGLE:
        return f"[{_SINGLE}]"
    if char in _DOUBLE:
        return f"[{_DOUBLE}]"
    return re.escape(char)


def _stands_free(text: str, span: tuple[int, int], selector: Selector) -> bool:
    """Whether the quote begins and ends with a word here where it did so before: "output" is not found in "outputs"."""
    start, end = span
    words = selector.exact.strip()
    if start == selector.start and text[start:end] == selector.exact and not (selector.prefix or selector.suffix):
        return True
    cut_before = bool(selector.prefix) and _is_word(selector.prefix[-1]) and _is_word(words[0])
    cut_after = bool(selector.suffix) and _is_word(selector.suffix[0]) and _is_word(words[-1])
    free_before = start == 0 or not (_is_word(text[start - 1]) and _is_word(text[start]))
    free_after = end == len(text) or not (_is_word(text[end - 1]) and _is_word(text[end]))
    return (cut_before or free_before) and (cut_after or free_after)


def _is_word(char: str) -> bool:
    # Scripts without spaces between words (Chinese, Japanese, Thai) have no word boundary to hold on to.
    return char.isalnum() and not ("\u0e00" <= char <= "\u0e7f" or "\u2e80" <= char <= "\u9fff" or char >= "\uf900")


def _context(text: str, span: tuple[int, int], selector: Selector) -> int:
    """How many characters of prefix and suffix agree with what stands around the span, white space aside."""
    before = _fold(text[max(0, span[0] - 2 * CONTEXT) : span[0]])
    after = _fold(text[span[1] : span[1] + 2 * CONTEXT])
    return _agreeing(_fold(selector.prefix)[::-1], before[::-1]) + _agreeing(_fold(selector.suffix), after)


def _fold(text: str) -> str:
    return "".join(text.translate(_FOLD).split())


def _agreeing(one: str, other: str) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _distance(span: tuple[int, int], selector: Selector) -> int:
    return abs(span[0] - selector.start) if selector.start is not None else 0
