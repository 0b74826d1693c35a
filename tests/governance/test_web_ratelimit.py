"""Guessing passwords has to wait; strangers cannot lock a person out with a handful of tries."""

import datetime as dt

import pytest
import structlog
from django.core.cache import cache, caches
from django.test import RequestFactory

from governance.web.checks import cache_is_shared
from governance.web.ratelimit import (
    ACCOUNT,
    ADDRESS,
    HERE,
    Limit,
    client_address,
    must_wait,
    note_failure,
    note_success,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_cache(db):
    cache.clear()


def visit(address: str = "192.0.2.1", **headers: str):
    return RequestFactory().post("/sign-in/", REMOTE_ADDR=address, headers=headers)


def fail(times: int, account: str = "ines@example.org", address: str = "192.0.2.1") -> None:
    for _ in range(times):
        note_failure(visit(address), account)


def test_one_account_from_one_address_has_to_wait_after_its_failures():
    fail(HERE.failures - 1)
    assert not must_wait(visit(), "ines@example.org")
    fail(1)
    assert must_wait(visit(), "ines@example.org")
    assert must_wait(visit(), " INES@example.org ")
    assert not must_wait(visit(), "other@example.org")
    assert not must_wait(visit("192.0.2.9"), "ines@example.org")


def test_one_account_has_to_wait_when_many_addresses_guess():
    for number in range(ACCOUNT.failures):
        fail(1, address=f"192.0.2.{number}")
    assert must_wait(visit("198.51.100.1"), "ines@example.org")


def test_one_address_has_to_wait_when_it_tries_many_accounts():
    for number in range(ADDRESS.failures):
        fail(1, account=f"person{number}@example.org")
    assert must_wait(visit(), "fresh@example.org")
    assert not must_wait(visit("198.51.100.1"), "fresh@example.org")


def test_the_right_password_forgives_the_typing_errors_before_it():
    fail(HERE.failures - 1)
    note_success(visit(), "ines@example.org")
    fail(HERE.failures - 1)
    assert not must_wait(visit(), "ines@example.org")


def test_a_failure_is_forgotten_after_its_window():
    limit = Limit("test", 1, dt.timedelta(seconds=-1))
    limit.count("x")
    assert not limit.reached("x")


def test_more_failures_than_slots_stay_counted():
    limit = Limit("test", 2, dt.timedelta(minutes=1))
    for _ in range(5):
        limit.count("x")
    assert limit.reached("x")
    limit.forget("x")
    assert not limit.reached("x")


def test_two_caches_of_one_store_count_together():
    """Another process has another cache object; the rows are the same."""
    other = caches.create_connection("default")
    limit = Limit("test", 1, dt.timedelta(minutes=1))
    slot = limit._slots("x")[0]
    assert other.add(slot, 1, timeout=60)
    assert limit.reached("x")


def test_a_flood_of_other_failures_pushes_nothing_out_of_the_cache():
    fail(HERE.failures)
    for number in range(120):
        fail(1, account=f"person{number}@example.org", address=f"198.51.100.{number}")
    assert must_wait(visit(), "ines@example.org")


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_addresses_count_by_who_holds_them(address, counted):
    assert client_address(visit(address)) == counted


def test_a_forwarded_address_counts_only_behind_our_own_proxy(settings):
    request = visit("10.0.0.1", **{"X-Forwarded-For": "203.0.113.7, 192.0.2.55"})
    settings.TRUSTED_PROXIES = 0
    assert client_address(request) == "10.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert client_address(request) == "192.0.2.55"
    settings.TRUSTED_PROXIES = 3
    assert client_address(request) == "10.0.0.1"


def test_what_was_typed_is_not_logged():
    with structlog.testing.capture_logs() as lines:
        note_failure(visit(), "my secret pass phrase")
    assert lines == [{"event": "sign-in.failed", "address": "192.0.2.1", "person": "unknown", "log_level": "warning"}]


def test_a_cache_of_each_process_for_itself_is_an_error(settings):
    assert cache_is_shared(None) == []
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert [message.id for message in cache_is_shared(None)] == ["governance.E001"]
