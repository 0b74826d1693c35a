"""The course of an approval: its states from day to day, until its end, a newer one, or a word that ends it."""

from __future__ import annotations

import datetime as dt

import pytest

from policies.domain.course import course
from policies.domain.renewal import LEAD_DAYS, Pin, RenewalOutcome, due_on, settled_by
from policies.domain.types import ApprovalState as State

START = dt.date(2027, 1, 1)
LAST = dt.date(2027, 3, 1)


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


@pytest.mark.parametrize(
    ("moves", "superseded", "legs"),
    [
        ([(0, State.ACTIVE)], None, [(0, 60, State.ACTIVE)]),
        ([(0, State.ACTIVE), (10, State.FLAGGED), (20, State.ACTIVE)], None,
         [(0, 10, State.ACTIVE), (10, 20, State.FLAGGED), (20, 60, State.ACTIVE)]),
        ([(0, State.ACTIVE), (10, State.FLAGGED), (10, State.SUSPENDED)], None,
         [(0, 10, State.ACTIVE), (10, 60, State.SUSPENDED)]),
        ([(0, State.ACTIVE), (30, State.REVOKED)], None, [(0, 30, State.ACTIVE)]),
        ([(0, State.REVOKED)], None, []),
        ([(0, State.ACTIVE), (70, State.FLAGGED)], None, [(0, 60, State.ACTIVE)]),
        ([(0, State.ACTIVE)], 15, [(0, 15, State.ACTIVE)]),
        ([(0, State.ACTIVE), (10, State.FLAGGED), (12, State.FLAGGED)], 40,
         [(0, 10, State.ACTIVE), (10, 40, State.FLAGGED)]),
        ([(-5, State.ACTIVE), (-2, State.SUSPENDED)], None, [(0, 60, State.SUSPENDED)]),
    ],
)  # fmt: skip
def test_a_course_is_what_the_history_says(
    moves: list[tuple[int, State]], superseded: int | None, legs: list[tuple[int, int, State]]
) -> None:
    until = day(superseded) if superseded is not None else None
    found = course(START, LAST, [(day(number), state) for number, state in moves], until)
    assert [((leg.start - START).days, (leg.end - START).days, leg.state) for leg in found] == legs


@pytest.mark.parametrize(("left", "due"), [(200, 200 - LEAD_DAYS), (20, 7), (5, 4), (1, 0)])
def test_a_note_is_due_before_its_pin_ends(left: int, due: int) -> None:
    assert due_on(day(left), START) == day(due)


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        (Pin(1, day(9)), None, RenewalOutcome.UNPINNED),
        (None, Pin(1, day(9)), RenewalOutcome.UNPINNED),
        (Pin(1, day(9)), Pin(2, day(9)), RenewalOutcome.MOVED),
        (Pin(1, day(9)), Pin(1, day(10)), RenewalOutcome.RENEWED),
        (Pin(1, day(9)), Pin(1, None), RenewalOutcome.RENEWED),
        (Pin(1, day(9)), Pin(1, day(9)), None),
        (Pin(1, day(9)), Pin(1, day(8)), None),
        (Pin(1, None), Pin(1, day(8)), None),
    ],
)
def test_only_a_pin_that_says_more_settles_a_note(
    before: Pin | None, after: Pin | None, outcome: RenewalOutcome | None
) -> None:
    assert settled_by(before, after) == outcome
