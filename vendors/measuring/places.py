"""From characters of a raw file to characters of the canonical text made of it.

Markup goes and spaces change on the way, the letters and digits of a passage do not and stay in order. So a passage is
looked up by its letters and digits alone; of several places with the same ones, the one is taken that lies nearest to
where the passage stands in the file, in parts of the whole.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_TARGET = re.compile(r"(?<=\])\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ENTITY = re.compile(r"&(?:[a-z]+|#\d+);")


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of a text, and where each stands in it."""

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Letters:
        """Letters and digits, lower case, composed alike; everything else falls away."""
        letters: list[str] = []
        places: list[int] = []
        for place, char in enumerate(text):
            for part in unicodedata.normalize("NFKC", char).lower():
                if part.isalnum():
                    letters.append(part)
                    places.append(place)
        return cls("".join(letters), tuple(places))


def place(raw: str, start: int, end: int, canonical: Letters) -> tuple[int, int] | None:
    """Where raw[start:end] stands in the canonical text, or None where its letters are not there in this order."""
    wanted = Letters.of(unmarked(raw[start:end])).text
    if not wanted or not canonical.text:
        return None
    near = start / max(1, len(raw)) * len(canonical.text)
    best = min(_occurrences(canonical.text, wanted), key=lambda found: abs(found - near), default=None)
    if best is None:
        return None
    return canonical.places[best], canonical.places[best + len(wanted) - 1] + 1


def unmarked(raw: str) -> str:
    """Markdown without link targets, tags and entities, whose letters no reader sees."""
    return _ENTITY.sub(" ", _TAG.sub(" ", _TARGET.sub("", raw)))


def _occurrences(text: str, wanted: str) -> list[int]:
    found: list[int] = []
    at = text.find(wanted)
    while at >= 0:
        found.append(at)
        at = text.find(wanted, at + 1)
    return found
