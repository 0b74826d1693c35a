"""The clock of the demo: lets the ordinary services do their deeds on days that lie in the past.

Services ask `django.utils.timezone.now` what time it is and take no date from their callers, so that nobody can date a
deed back. The demo tells the history of a year and must go through the same services. So it swaps that one function
while it loads, in the process of `manage.py load_demo` and nowhere else: no page, API, task or other command imports
this module (tests/governance/test_demo_clock.py holds that). Time only ever moves forward here, which is what makes the
times of the audit chain and of interval rows rise as they would have.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.utils import timezone

OFFICE_OPENS = dt.time(9)
TICK = dt.timedelta(microseconds=1)
"""How far time moves with every look at the clock, so that no two instants are equal."""


class Clock:
    """A clock that stands on one day of the past and only moves forward."""

    def __init__(self, today: dt.date, zone: ZoneInfo) -> None:
        self._today, self._zone = today, zone
        self._now = dt.datetime.min.replace(tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        """What `timezone.now` says while the clock is in place."""
        self._now += TICK
        return self._now

    def go_to(self, days_ago: int) -> None:
        """Move to the morning of a past day, or stay where that day is under way. Raises ValueError for going back."""
        day = self._today - dt.timedelta(days=days_ago)
        if days_ago < 1:
            raise ValueError("the demo clock shows past days only; what happens today happens by the real clock")
        morning = dt.datetime.combine(day, OFFICE_OPENS, self._zone).astimezone(dt.UTC)
        if self._now > morning and self._now.astimezone(self._zone).date() != day:
            raise ValueError(f"time does not run backwards: it is {self._now} and {day} was asked for")
        self._now = max(self._now, morning)

    def pass_by(self, seconds: int) -> None:
        """Let time pass."""
        self._now += dt.timedelta(seconds=seconds)


@contextmanager
def past(today: dt.date, zone: ZoneInfo) -> Iterator[Clock]:
    """Put a clock of the past in the place of `timezone.now`; the real one is back afterwards, whatever happens."""
    real = timezone.now
    clock = Clock(today, zone)
    timezone.now = clock.now
    try:
        yield clock
    finally:
        timezone.now = real
