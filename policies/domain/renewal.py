"""Renewal notes: what ends one, and by when counsel looks at it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

LEAD_DAYS = 30
"""Days before the renewal date by which a note is due: time enough to give notice or to read the new text."""
LEAST_DAYS = 7
"""Days somebody has for a note that opens later than that, as long as the renewal date leaves them."""


class RenewalOutcome(StrEnum):
    """What became of a renewal note."""

    MOVED = "moved"
    RENEWED = "renewed"
    UNPINNED = "unpinned"
    SET_ASIDE = "set_aside"
    OVERTAKEN = "overtaken"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Pin:
    """A tool is pinned to a version (primary key) of a document until `renews_on` (None: no date is on record)."""

    version: int
    renews_on: dt.date | None


def due_on(renews_on: dt.date | None, today: dt.date) -> dt.date | None:
    """By when a note opened or changed `today` is due: before the renewal date. None where no date is on record."""
    if renews_on is None:
        return None
    latest = renews_on - dt.timedelta(days=1)
    return max(min(today + dt.timedelta(days=LEAST_DAYS), latest), renews_on - dt.timedelta(days=LEAD_DAYS))


def settled_by(before: Pin | None, after: Pin | None) -> RenewalOutcome | None:
    """What describing a tool anew makes of its notes on a document: the pin as it was, the pin as it is (None: none).
    None where a note stays open, since nobody has said what is to hold."""
    if before is None or after is None:
        return RenewalOutcome.UNPINNED
    if after.version != before.version:
        return RenewalOutcome.MOVED
    return RenewalOutcome.RENEWED if _later(after.renews_on, before.renews_on) else None


def _later(after: dt.date | None, before: dt.date | None) -> bool:
    """Whether the pin holds longer than it did; without a date on record it has no end that could be put off."""
    return before is not None and (after is None or after > before)
