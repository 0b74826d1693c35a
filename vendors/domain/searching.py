"""What somebody looks for in texts, read out of what they typed; and the parts into which a text is cut for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vendors.domain.text import blocks

MOST_TERMS = 12
"""Words and phrases of one search that count."""
PART = 8_000
"""Characters of a part: a paragraph longer than that is a part of its own."""

_TERM = re.compile(r'(?P<sign>-?)(?:["“„](?P<phrase>[^"”“]*)["”“]?|(?P<word>\S+))')
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Term:
    """One word, or several that stand next to each other. `prefix`: any word that begins so."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Every one of `terms`, and none of `unwanted`. Nothing wanted finds nothing."""

    terms: tuple[Term, ...]
    unwanted: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)


def wanted(typed: str) -> Wanted:
    """What `typed` asks for: words, "words in a row", -without, begin*. Every other sign only parts words."""
    terms: list[Term] = []
    unwanted: list[Term] = []
    for match in _TERM.finditer(typed):
        given = match["phrase"] if match["phrase"] is not None else match["word"]
        words = tuple(_WORD.findall(given))
        if words:
            prefix = match["phrase"] is None and len(words) == 1 and given.endswith("*")
            (unwanted if match["sign"] else terms).append(Term(words, prefix))
    return Wanted(tuple(terms[:MOST_TERMS]), tuple(unwanted[:MOST_TERMS]))


def parts(text: str) -> list[tuple[int, int]]:
    """Where the parts of a canonical text begin and end: at blocks, so that no sentence is cut. They cover it whole."""
    ends = [block.end for block in blocks(text)]
    found: list[tuple[int, int]] = []
    start = last = 0
    for end in ends:
        if end - start > PART and last > start:
            found.append((start, last))
            start = last
        last = end
    if text:
        found.append((start, len(text)))
    return found
