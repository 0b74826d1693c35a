"""What an approval is worth on a day: expiring and expired come from the clock and are never stored."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.domain.lifecycle import Standing, approval_period_problems, approval_standing, local_date
from policies.domain.types import ApprovalState

START, END = dt.date(2026, 1, 1), dt.date(2026, 9, 30)
DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2028, 1, 1))


def standing(state: ApprovalState, today: dt.date) -> Standing:
    return approval_standing(state, START, END, today, warning_days=30)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (dt.date(2025, 12, 31), Standing.NOT_STARTED),
        (dt.date(2026, 1, 1), Standing.ACTIVE),
        (dt.date(2026, 8, 30), Standing.ACTIVE),
        (dt.date(2026, 8, 31), Standing.EXPIRING),
        (dt.date(2026, 9, 30), Standing.EXPIRING),
        (dt.date(2026, 10, 1), Standing.EXPIRED),
    ],
)
def test_an_active_approval_warns_before_its_end_and_holds_through_its_last_day(today, expected):
    assert standing(ApprovalState.ACTIVE, today) is expected


def test_a_flag_is_shown_rather_than_the_coming_end():
    assert standing(ApprovalState.FLAGGED, END) is Standing.FLAGGED


def test_a_flagged_approval_expires_all_the_same():
    assert standing(ApprovalState.FLAGGED, END + dt.timedelta(days=1)) is Standing.EXPIRED


def test_a_suspended_approval_that_ended_is_expired_so_that_nobody_resumes_it():
    assert standing(ApprovalState.SUSPENDED, END + dt.timedelta(days=1)) is Standing.EXPIRED


@given(today=DAYS)
def test_a_revoked_approval_is_revoked_on_every_day(today):
    assert standing(ApprovalState.REVOKED, today) is Standing.REVOKED


@given(state=st.sampled_from(ApprovalState), today=DAYS)
def test_no_approval_is_good_outside_its_period(state, today):
    good = {Standing.ACTIVE, Standing.EXPIRING, Standing.FLAGGED}
    if not START <= today <= END:
        assert standing(state, today) not in good


def test_the_end_of_a_day_is_the_end_of_that_day_in_the_zone_of_the_organisation():
    late = dt.datetime(2026, 9, 30, 22, 30, tzinfo=dt.UTC)
    assert local_date(late, "Europe/Berlin") == dt.date(2026, 10, 1)
    assert local_date(late, "America/New_York") == dt.date(2026, 9, 30)


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        local_date(dt.datetime(2026, 9, 30, 22, 30), "Europe/Berlin")


def test_a_period_has_to_end_after_it_starts_and_not_in_the_past():
    assert approval_period_problems(START, END, START) == []
    assert approval_period_problems(END, START, START) == ["The end date lies before the start date."]
    assert approval_period_problems(START, END, dt.date(2027, 1, 1)) == ["The end date lies in the past."]


@pytest.mark.parametrize("end", [dt.date(START.year + 11, 1, 1), dt.date(2999, 1, 1), dt.date.max])
def test_an_end_nobody_will_see_is_no_end(end):
    assert approval_period_problems(START, end, START) == [
        "No approval runs longer than 10 years. Choose an earlier day; it can be renewed."
    ]
    assert approval_period_problems(START, dt.date(START.year + 10, 12, 31), START) == []
