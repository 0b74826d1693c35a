"""What one line of a queue says."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

ESCALATED = "escalated"
"""The step of a matter that others let lie, and that comes to whoever the organisation named for that."""


class Section(StrEnum):
    NEEDS_ME = "needs_me"
    WAITING = "waiting"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Item:
    """One matter: what it is, why this person, in which state, since when, until when.

    `about` and `step` say which matter it is from one look to the next (`key`): the row whose turn it is, and what is
    to be done with it. Without `about` it is the page; name the row where several matters share a page, and the step
    where a row can need the same person for different things. A step that comes anew after it was done needs no other
    name, one that goes on and grows does. `outside` is what a letter or a calendar says in place of `matter`, where
    that has words that stay in the house: a contract's title, whatever is privileged. No letter tells of a `quiet` one:
    the person has it in hand already.
    """

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
    about: uuid.UUID | None = None
    step: str = ""
    outside: str = ""
    quiet: bool = False

    @property
    def key(self) -> str:
        """What the matter is known by, the same at every look as long as it stands."""
        return f"{self.kind}:{self.about or self.url}:{self.step or self.section.value}"

    @property
    def told(self) -> str:
        """What leaves the house of it: its words in letters and calendars."""
        return self.outside or self.matter
