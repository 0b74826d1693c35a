"""Times are shown in the organisation's zone and name it; dates near or past say so in words."""

import datetime as dt

import pytest

from governance.web.markup import times
from governance.web.zones import in_zone, organisation_zone

WINTER = dt.datetime(2026, 3, 18, 8, 12, tzinfo=dt.UTC)
SUMMER = dt.datetime(2026, 7, 18, 22, 30, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 18)


def test_without_an_organisation_times_are_utc_and_say_so():
    assert str(organisation_zone()) == "UTC"
    assert times.say_instant(WINTER) == "18 Mar 2026, 08:12 UTC"


def test_an_instant_is_shown_in_the_organisations_zone_with_its_name():
    with in_zone("Europe/Berlin"):
        assert times.say_instant(WINTER) == "18 Mar 2026, 09:12 CET"
        assert times.say_instant(SUMMER) == "19 Jul 2026, 00:30 CEST"
        assert 'datetime="2026-03-18T09:12:00+01:00"' in times.when(WINTER)


def test_the_zone_is_left_again_after_the_request():
    with in_zone("Asia/Tokyo"):
        pass
    assert str(organisation_zone()) == "UTC"


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("America/Sao_Paulo", "UTC-3"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("Asia/Dubai", "UTC+4"),
    ],
)
def test_a_zone_without_a_name_is_told_by_its_distance_from_utc(zone, name):
    with in_zone(zone):
        assert times.say_instant(WINTER).endswith(f" {name}")


def test_the_day_of_an_instant_is_the_day_it_is_in_the_zone():
    with in_zone("Europe/Berlin"):
        assert ">19 Jul 2026<" in times.day(SUMMER)


def test_nothing_is_shown_for_no_time():
    assert times.when(None) == times.day(None) == times.age(None) == times.due(None) == ""


@pytest.mark.parametrize(
    ("past", "said"),
    [
        ({"seconds": 20}, "0 min"),
        ({"minutes": 59}, "59 min"),
        ({"hours": 8}, "8 h"),
        ({"days": 6, "hours": 3}, "6 d"),
        ({"days": 1200}, "3 y"),
        ({"days": -2}, "0 min"),
    ],
)
def test_an_age_is_said_in_one_unit(past, said):
    assert times.say_age(WINTER - dt.timedelta(**past), now=WINTER) == said


def test_an_age_keeps_the_instant_in_its_title():
    assert 'title="18 Mar 2026, 08:12 UTC"' in times.age(WINTER)


@pytest.mark.parametrize(
    ("days", "said"),
    [(-2, "2 d late"), (0, "Today"), (1, ">Tomorrow<"), (5, ">23 Mar 2026<")],
)
def test_a_due_date_says_when_it_is_near_or_past(days, said):
    assert said in times.due(TODAY + dt.timedelta(days=days), today=TODAY)


def test_a_late_date_carries_an_icon_besides_its_colour():
    assert "#i-clock" in times.due(TODAY - dt.timedelta(days=1), today=TODAY)
