"""What pages and API show of competition notes: how a note stands today, and its reasons to those who may read them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from governance.accounts.access import Actor, allowed, today
from policies.domain.competition import WARNING_DAYS
from policies.models import CompetitionNote


@dataclass(frozen=True, slots=True)
class NoteStanding:
    """How a note stands: the code of its state, and the word where the state alone says too little."""

    state: str
    text: str = ""


def standing_of(note: CompetitionNote) -> NoteStanding:
    """In force, ending soon, or over. Whether another note followed is not asked here."""
    return standing_on(today(), note.ends_on)


def standing_on(day: dt.date, ends_on: dt.date) -> NoteStanding:
    """How a note that ends on `ends_on` stands on `day`."""
    if ends_on < day:
        return NoteStanding("expired", "Over: undetermined")
    if ends_on <= day + dt.timedelta(days=WARNING_DAYS):
        return NoteStanding("expiring", "Ends soon")
    return NoteStanding("current", "In force")


def reasons_for(note: CompetitionNote, actor: Actor) -> str:
    """Counsel's reasons, or nothing to those who may not read them."""
    return note.reasons if note.reasons_open or allowed(actor, "privileged.read") else ""
