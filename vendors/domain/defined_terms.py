"""The words of the terms that a text defines: “Customer Content”, ("Output"), and names it writes with a capital."""

from __future__ import annotations

import re

_QUOTED = re.compile(r"[\"“”„«]([^\"“”„«»\n]{2,60})[\"“”»]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_INNER = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}")
_COMMON_WORDS = "the this that these those our your and for with any all from"
_COMMON = frozenset(_COMMON_WORDS.split())
_OFTEN = 3


def defined_words(text: str) -> frozenset[str]:
    """The words, in lower case, of every term a canonical text defines or uses as defined.

    Defined is what stands in quotation marks with a capital; used as defined is a word that the text writes with a
    capital inside its sentences again and again.
    """
    words = {
        word.lower()
        for match in _QUOTED.finditer(text)
        if any(part[:1].isupper() for part in match[1].split())
        for word in _WORD.findall(match[1])
    }
    counts: dict[str, int] = {}
    for match in _INNER.finditer(text):
        word = match.group().lower()
        counts[word] = counts.get(word, 0) + 1
    return frozenset(words | {word for word, count in counts.items() if count >= _OFTEN}) - _COMMON
