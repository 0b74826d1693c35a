"""Warnings before an end, at days the organisation chose. Nothing is ever extended by a warning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence


def warning_due(ends_on: dt.date, today: dt.date, days: Sequence[int]) -> int | None:
    """The nearest of `days` that `today` has reached on the way to the end; None before the first and after the end.

    With 60, 30, 7 it is 60 from the sixtieth day before the end, 30 from the thirtieth, 7 from the seventh.
    """
    left = (ends_on - today).days
    return min((day for day in days if day >= left), default=None) if left >= 0 else None
