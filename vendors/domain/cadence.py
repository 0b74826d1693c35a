"""After how long an approved reading is looked at again, whatever happened to its text meanwhile."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from vendors.domain.terms import Rating

LONGEST_MONTHS: Final = 60
DEFAULT_MONTHS: Final[Mapping[Rating, int]] = MappingProxyType(
    {Rating.ACCEPTABLE: 12, Rating.ON_CONDITIONS: 6, Rating.NOT_ACCEPTABLE: 12, Rating.UNDOCUMENTED: 3}
)
"""Months until a review, by rating: what rests on conditions is looked at twice as often, and what nobody could
establish every quarter, since the vendor may have written it down by then. Ours to set, so counsel may change them."""
WARNED_DAYS: Final = 14
"""Days before its date on which a review is a task already."""


def due_on(since: dt.date, months: int) -> dt.date:
    """The day `months` after `since`; the last of the month where that one is shorter (31 August + 6: 28 February)."""
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    return dt.date(year, month + 1, min(since.day, calendar.monthrange(year, month + 1)[1]))
