"""The day a review is due: so many months on, the last of the month where it is shorter."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.domain.cadence import DEFAULT_MONTHS, LONGEST_MONTHS, due_on
from vendors.domain.terms import Rating

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31))
MONTHS = st.integers(1, LONGEST_MONTHS)


@pytest.mark.parametrize(
    ("since", "months", "due"),
    [
        ("2026-01-15", 12, "2027-01-15"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-01", 1, "2027-01-01"),
    ],
)
def test_it_is_due_on_the_same_day_of_a_later_month(since: str, months: int, due: str) -> None:
    assert due_on(dt.date.fromisoformat(since), months) == dt.date.fromisoformat(due)


@given(DAYS, MONTHS)
def test_a_later_day_is_never_due_sooner_and_none_is_skipped_by_more_than_a_month(day: dt.date, months: int) -> None:
    due = due_on(day, months)
    assert due <= due_on(day + dt.timedelta(days=1), months)
    assert (due.year * 12 + due.month) - (day.year * 12 + day.month) == months
    assert due.day == day.day or (due + dt.timedelta(days=1)).day == 1


def test_every_rating_has_a_rhythm_and_conditions_come_round_sooner() -> None:
    assert set(DEFAULT_MONTHS) == set(Rating)
    assert (
        DEFAULT_MONTHS[Rating.UNDOCUMENTED] < DEFAULT_MONTHS[Rating.ON_CONDITIONS] < DEFAULT_MONTHS[Rating.ACCEPTABLE]
    )
