"""What one line of a queue says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Section(StrEnum):
    NEEDS_ME = "needs_me"
    WAITING = "waiting"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Item:
    """One matter: what it is, why this person, in which state, since when, until when."""

    section: Section
    kind: str
    icon: str
    matter: str
    url: str
    why: str
    state: str
    since: dt.datetime
    state_text: str = ""
    with_whom: str = ""
    due: dt.date | None = None
