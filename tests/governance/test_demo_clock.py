"""The demo's clock: past days only, forward only, put away afterwards, and used by nothing but the demo."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from governance.demo.clock import past
from tests.architecture.sources import ROOT

TODAY = dt.date(2026, 6, 1)
BERLIN = ZoneInfo("Europe/Berlin")


def test_the_product_lives_on_the_day_the_clock_shows():
    with past(TODAY, BERLIN) as clock:
        clock.go_to(10)
        assert timezone.now().astimezone(BERLIN).date() == dt.date(2026, 5, 22)
        clock.pass_by(60)
        assert timezone.now().astimezone(BERLIN).time().replace(microsecond=0) == dt.time(9, 1)


def test_no_two_looks_at_the_clock_show_the_same_instant():
    with past(TODAY, BERLIN) as clock:
        clock.go_to(3)
        seen = [timezone.now() for _ in range(100)]
    assert seen == sorted(set(seen))


def test_a_day_that_is_under_way_goes_on():
    with past(TODAY, BERLIN) as clock:
        clock.go_to(3)
        clock.pass_by(3600)
        clock.go_to(3)
        assert timezone.now().astimezone(BERLIN).hour == 10


def test_time_does_not_run_backwards():
    with past(TODAY, BERLIN) as clock:
        clock.go_to(3)
        with pytest.raises(ValueError, match="backwards"):
            clock.go_to(4)


def test_today_and_tomorrow_are_left_to_the_real_clock():
    with past(TODAY, BERLIN) as clock, pytest.raises(ValueError, match="past days only"):
        clock.go_to(0)


def test_the_real_clock_is_back_after_a_failure():
    real = timezone.now
    with pytest.raises(RuntimeError), past(TODAY, BERLIN):
        raise RuntimeError
    assert timezone.now is real


def test_nothing_but_the_demo_imports_the_clock():
    users = {
        path.relative_to(ROOT).as_posix()
        for package in ("governance", "vendors", "policies")
        for path in (ROOT / package).rglob("*.py")
        if "from governance.demo.clock" in path.read_text()
    }
    assert users == {"governance/demo/loading/book.py", "governance/demo/loading/portfolio.py"}
