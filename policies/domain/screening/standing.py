"""What screening says of one party to a tool, and the words for it. Never that a party is clear."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

AGE_STEPS = (7, 14, 30, 60, 90, 180, 365)
"""Days at which a list counts as older. Steps and not days, so that what two people judge on two days is one state."""


class HitState(StrEnum):
    """What counsel made of a possible match. `undecided` is a word of counsel too: looked at, and not settled."""

    OPEN = "open"
    FALSE_MATCH = "false_match"
    TRUE_MATCH = "true_match"
    UNDECIDED = "undecided"


class SubjectRole(StrEnum):
    """Whose name was compared: the vendor's own, or that of an owner on record."""

    VENDOR = "vendor"
    OWNER = "owner"
    RESELLER = "reseller"


class PartyRole(StrEnum):
    """What the party is to a tool."""

    VENDOR = "vendor"
    PARENT = "parent"
    MODEL_MAKER = "model_maker"
    RESELLER = "reseller"


PARTY_WORDS: Mapping[PartyRole, str] = {
    PartyRole.VENDOR: "vendor",
    PartyRole.PARENT: "parent",
    PartyRole.MODEL_MAKER: "model maker",
    PartyRole.RESELLER: "reseller",
}


class RunCause(StrEnum):
    """Why names were compared."""

    LIST = "list"
    NAMES = "names"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class ListScreened:
    """A list the names of a party were compared with: which one of which day, how many names, and from which score."""

    kind: str
    dated_on: dt.date
    version: int
    sha256: str
    names: int
    threshold: int
    older_than: int = 0
    """The highest of AGE_STEPS that the list's age in days exceeds; 0 for none."""


@dataclass(frozen=True, slots=True)
class PartyScreening:
    """What screening says of a party: lists, names that wait to be compared, possible matches by what counsel made of
    them, and, in words, what listed owners hold of it where that is half or more. `decided`: those that counsel found
    to be no bar."""

    role: PartyRole
    name: str
    lists: tuple[ListScreened, ...] = ()
    waiting: tuple[str, ...] = ()
    open: int = 0
    undecided: int = 0
    matches: int = 0
    owned: str = ""
    decided: int = 0


def older_than(dated_on: dt.date, today: dt.date) -> int:
    """The highest step that the age of a list exceeds; 0 while it exceeds none."""
    age = (today - dated_on).days
    return max((step for step in AGE_STEPS if age > step), default=0)
