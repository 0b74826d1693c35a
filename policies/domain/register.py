"""The regulatory register: kinds and stages of instruments, where one reaches, and when it is looked at again.

What an instrument means for us is counsel's word, never computed here. A country matches an entry by name; one
that names the European Union reaches its 27 member states (as of 2020, by the Publications Office of the EU).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

REVIEW_DAYS: Final = 14
"""Days counsel has to say what a change of an instrument means for us."""


class InstrumentKind(StrEnum):
    STATUTE = "statute"
    BILL = "bill"
    DIRECTIVE = "directive"
    REGULATION = "regulation"
    EXPORT_RULE = "export_rule"
    MEMORANDUM = "memorandum"
    FRAMEWORK = "framework"


class Stage(StrEnum):
    """How far an instrument has come, in the words of its own process."""

    PROPOSED = "proposed"
    INTRODUCED = "introduced"
    IN_COMMITTEE = "in_committee"
    PASSED = "passed"
    ISSUED = "issued"
    IN_FORCE = "in_force"
    PAUSED = "paused"
    REPEALED = "repealed"
    ABANDONED = "abandoned"


class ReviewCause(StrEnum):
    """What about an instrument is new."""

    STAGE = "stage"
    DATE = "date"
    SOURCE = "source"


_EU: Final = frozenset({"european union", "eu"})
_EU_MEMBERS: Final = frozenset(
    {
        "austria", "belgium", "bulgaria", "croatia", "cyprus", "czechia", "denmark", "estonia", "finland", "france",
        "germany", "greece", "hungary", "ireland", "italy", "latvia", "lithuania", "luxembourg", "malta",
        "netherlands", "poland", "portugal", "romania", "slovakia", "slovenia", "spain", "sweden",
    }
)  # fmt: skip
_OTHER_NAMES: Final = {
    "usa": "united states",
    "us": "united states",
    "u.s.": "united states",
    "united states of america": "united states",
    "uk": "united kingdom",
    "great britain": "united kingdom",
    "prc": "china",
    "people's republic of china": "china",
    "czech republic": "czechia",
    "the netherlands": "netherlands",
}


def country_key(name: str) -> str:
    """A country as it is compared: one spelling for the names it goes by."""
    plain = " ".join(name.replace("’", "'").split()).casefold()
    return _OTHER_NAMES.get(plain, plain)


def reaches(countries: Iterable[str], country: str) -> bool:
    """Whether one of `countries` is `country` or a union that it belongs to; False for a country nobody named."""
    wanted = country_key(country)
    if not wanted:
        return False
    named = {country_key(name) for name in countries}
    return wanted in named or (wanted in _EU_MEMBERS and bool(named & _EU))


def what_changed(
    former: tuple[Stage, dt.date | None, str], newer: tuple[Stage, dt.date | None, str]
) -> ReviewCause | None:
    """What of (stage, its date, source) is new, the weightiest first; None where nothing is."""
    for cause, old, new in zip(ReviewCause, former, newer, strict=True):
        if old != new:
            return cause
    return None


def lines_of(text: str) -> tuple[str, ...]:
    """The entries of a text with one entry to a line, each once, in their order."""
    return tuple(dict.fromkeys(line for raw in text.splitlines() if (line := " ".join(raw.split()))))
