"""What speaks for a passage: words that must stand together in one sentence, and what that weighs.

The weights are set by hand from how such clauses are written; nothing is fitted. About 5: alone makes a passage one
that counsel must see. About 3: worth showing. About 1: supports others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_PIECES: dict[str, str] = {
    "you": r"\b(?:you|your|customers?|users?|clients?|subscribers?|members?|licensees?|end[- ]users?|resellers?)\b",
    "not": (
        r"\b(?:not|no|never|nor|neither|cannot|without|prohibit\w*|forbid\w*|refrain|restrict\w*|ban(?:ned)?|exclud\w*"
        r"|except|unless|prevent|end(?:s|ed)? this licen[cs]e)\b|n['’]t\b"
    ),
    "time": (
        r"\b(?:days?|months?|years?|hours?|weeks?|until|indefinite\w*|permanent\w*|promptly|immediately|as long as"
        r"|so long as|no longer|duration|period|perpetual\w*)\b"
    ),
}


class Direction(StrEnum):
    """Whom a clause binds or serves: what the customer may do or owes, or what the vendor may do or owes."""

    CUSTOMER = "customer"
    VENDOR = "vendor"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Cue:
    """Patterns that all must be found in one sentence (lower case), what they say, and what that weighs."""

    says: str
    weight: float
    patterns: tuple[re.Pattern[str], ...]
    barred_by: re.Pattern[str] | None = None
    direction: Direction | None = None

    def found(self, sentence: str) -> tuple[str, ...]:
        """The words found, one for each pattern; empty where one is missing or a barring pattern is there."""
        words: list[str] = []
        for pattern in self.patterns:
            match = pattern.search(sentence)
            if match is None:
                return ()
            words.append(match.group())
        if self.barred_by is not None and self.barred_by.search(sentence):
            return ()
        return tuple(words)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The cues of one area, the headings its clauses stand under, and the words without which no cue can be found."""

    cues: tuple[Cue, ...]
    headings: tuple[tuple[re.Pattern[str], float], ...]
    trigger: re.Pattern[str]


def cue(says: str, weight: float, *patterns: str, bar: str = "", direction: Direction | None = None) -> Cue:
    """A cue from pattern texts; `{you}`, `{not}` and `{time}` stand for the pieces that areas share."""
    barred = _compiled(bar) if bar else None
    return Cue(says, weight, tuple(_compiled(pattern) for pattern in patterns), barred, direction)


def lexicon(cues: Iterable[Cue], headings: Iterable[tuple[str, float]], trigger: str) -> Lexicon:
    """A lexicon with its heading patterns compiled."""
    return Lexicon(tuple(cues), tuple((_compiled(pattern), weight) for pattern, weight in headings), _compiled(trigger))


def _compiled(pattern: str) -> re.Pattern[str]:
    for name, piece in _PIECES.items():
        pattern = pattern.replace(f"{{{name}}}", f"(?:{piece})")
    return re.compile(pattern)
