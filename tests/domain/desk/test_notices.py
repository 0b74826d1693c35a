"""When a person is told of a matter and reminded of it: rules without rows."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from governance.desk.domain.notices import (
    OVERDUE_DAYS,
    Reason,
    Rhythm,
    Told,
    reason_for,
    slot_of,
    stage_of,
    subject_of,
    wait_before,
    wants_now,
)

DUBLIN = ZoneInfo("Europe/Dublin")
WEDNESDAY = dt.datetime(2026, 11, 25, 10, 20, tzinfo=DUBLIN)
DUE = dt.date(2026, 11, 25)


def later(**by: float) -> dt.datetime:
    return WEDNESDAY + dt.timedelta(**by)


@pytest.mark.parametrize(
    ("rhythm", "now", "slot"),
    [
        (Rhythm.HOURLY, WEDNESDAY, "2026-11-25T10:00"),
        (Rhythm.DAILY, WEDNESDAY, "2026-11-25T08:00"),
        (Rhythm.DAILY, later(hours=-4), "2026-11-24T08:00"),
        (Rhythm.WEEKLY, WEDNESDAY, "2026-11-23T08:00"),
        (Rhythm.WEEKLY, later(days=-2, hours=-4), "2026-11-16T08:00"),
        (Rhythm.WEEKLY, later(days=5), "2026-11-30T08:00"),
    ],
)
def test_a_rhythm_has_slots_in_the_zone_of_the_organisation(rhythm, now, slot):
    assert slot_of(rhythm, now).strftime("%Y-%m-%dT%H:%M") == slot


def test_the_morning_of_a_daily_letter_stays_at_eight_when_the_clocks_change():
    summer = slot_of(Rhythm.DAILY, dt.datetime(2026, 10, 24, 12, tzinfo=DUBLIN))
    winter = slot_of(Rhythm.DAILY, dt.datetime(2026, 10, 25, 12, tzinfo=DUBLIN))
    assert (summer.hour, winter.hour) == (8, 8)
    assert winter.astimezone(dt.UTC) - summer.astimezone(dt.UTC) == dt.timedelta(hours=25)


@pytest.mark.parametrize(
    ("days_before", "stage"),
    [(30, None), (7, -7), (4, -7), (3, -3), (1, -1), (0, -1), (-1, 1), (-7, 1), (-8, 8), (-400, OVERDUE_DAYS[-1])],
)
def test_reminders_come_at_the_chosen_days_and_when_it_is_late(days_before, stage):
    assert stage_of(DUE, DUE - dt.timedelta(days=days_before), (7, 3, 1)) == stage


def test_who_chose_no_reminders_is_told_only_that_it_is_late_and_nothing_is_said_where_no_day_is_set():
    assert stage_of(DUE, DUE, ()) is None
    assert stage_of(DUE, DUE + dt.timedelta(days=2), ()) == 1
    assert stage_of(None, DUE, (7, 3, 1)) is None


def test_each_stage_is_said_once_and_only_forward():
    said = []
    told = None
    for day in range(40):
        stage = stage_of(DUE, DUE - dt.timedelta(days=10) + dt.timedelta(days=day), (7, 3, 1))
        reason = reason_for(section_changed=False, escalated=False, stage=stage, told=told)
        if reason is not None:
            said.append((day - 10, reason.value))
            told = Told(stage)
    assert said == [
        (-10, "new"), (-7, "reminder"), (-3, "reminder"), (-1, "reminder"),
        (1, "overdue"), (8, "overdue"), (15, "overdue"), (22, "overdue"),
    ]  # fmt: skip


def test_a_matter_that_comes_late_is_told_once_as_late():
    assert reason_for(section_changed=False, escalated=False, stage=1, told=None) == Reason.OVERDUE
    assert reason_for(section_changed=False, escalated=False, stage=1, told=Told(1)) is None


def test_what_was_escalated_and_what_changed_are_said_to_be_so():
    assert reason_for(section_changed=False, escalated=True, stage=1, told=None) == Reason.ESCALATED
    assert reason_for(section_changed=True, escalated=False, stage=None, told=None) == Reason.CHANGED


@pytest.mark.parametrize(
    ("rhythm", "turned", "hour", "first", "escalated", "wanted"),
    [
        (Rhythm.IMMEDIATELY, False, 3, True, False, True),
        (Rhythm.IMMEDIATELY, False, 3, False, False, False),  # nobody is reminded at night
        (Rhythm.IMMEDIATELY, False, 9, False, False, True),
        (Rhythm.DAILY, False, 9, True, False, False),
        (Rhythm.DAILY, True, 9, True, False, True),
        (Rhythm.NEVER, True, 9, True, False, False),
        (Rhythm.NEVER, False, 3, True, True, True),
        (Rhythm.WEEKLY, False, 3, True, True, True),
    ],
)
def test_the_rhythm_says_when_and_what_is_escalated_waits_for_none(rhythm, turned, hour, first, escalated, wanted):
    found = wants_now(rhythm, Reason.NEW, slot_turned=turned, hour=hour, first=first, escalated=escalated)
    assert found is wanted


def test_the_subject_says_what():
    assert subject_of([Reason.NEW], "Larkspur Code for Internal") == "Needs you: Larkspur Code for Internal"
    assert subject_of([Reason.NEW, Reason.NEW], "x") == "2 matters: needs you"
    assert subject_of([Reason.OVERDUE, Reason.NEW, Reason.NEW], "x") == "3 matters: 1 overdue, 2 needs you"


def test_a_letter_that_is_not_taken_is_tried_for_about_two_days():
    waits = [wait_before(attempt) for attempt in range(1, 20)]
    assert waits == sorted(waits)
    assert dt.timedelta(hours=36) < sum(waits, dt.timedelta()) < dt.timedelta(hours=60)
