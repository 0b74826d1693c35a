"""What is told outside, how it is signed, and when it is tried again: rules without rows."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import uuid

import pytest

from governance.audit.actions import ACTIONS
from governance.webhooks.domain.events import HELD_BACK, OFFERED, body_of, may_be_told, noun_of, offered
from governance.webhooks.domain.retry import ATTEMPTS, DISABLED_AFTER, given_up_on, taken, wait_after
from governance.webhooks.domain.signing import headers_of, key_of, written

NOW = dt.datetime(2026, 11, 25, 10, 20, tzinfo=dt.UTC)


def test_of_every_noun_of_the_trail_it_is_said_whether_its_deeds_are_told():
    assert {noun_of(action) for action in ACTIONS} - OFFERED.keys() - HELD_BACK.keys() == set()
    assert OFFERED.keys() & HELD_BACK.keys() == set()


def test_what_is_held_back_or_unknown_is_not_offered():
    assert may_be_told("approval.granted")
    assert not may_be_told("person.signed-in") and not may_be_told("approval.nonsense")
    assert {code for codes in offered().values() for code in codes} == {code for code in ACTIONS if may_be_told(code)}


def test_a_message_says_which_deed_of_what_when_and_where_to_read_it_and_no_more():
    event, subject = uuid.uuid4(), uuid.uuid4()
    body = body_of(
        action="approval.granted", at=NOW, event=event, kind="policies.approval", subject=subject, link="https://x/"
    )
    assert json.loads(body) == {
        "type": "approval.granted",
        "timestamp": "2026-11-25T10:20:00Z",
        "data": {
            "event": str(event),
            "subject": {"kind": "policies.approval", "uid": str(subject)},
            "link": "https://x/",
        },
    }


def test_a_signature_is_that_of_the_specification():
    """The example of the reference libraries of Standard Webhooks."""
    secret, message = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    headers = headers_of([secret], message=message, at=1614265330, body='{"test": 2432232314}')
    assert headers == {
        "webhook-id": message,
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_two_live_secrets_sign_both_and_a_secret_is_written_as_receivers_expect_it():
    secrets = [written(bytes([number]) * 32) for number in (1, 2)]
    signatures = headers_of(secrets, message="msg_1", at=1, body="{}")["webhook-signature"].split()
    expected = [hmac.new(bytes([number]) * 32, b"msg_1.1.{}", hashlib.sha256).digest() for number in (1, 2)]
    assert signatures == [f"v1,{base64.b64encode(one).decode()}" for one in expected]
    assert key_of(secrets[0]) == b"\x01" * 32
    with pytest.raises(ValueError, match="no secret"):
        key_of("password")


def test_waits_grow_are_spread_and_end_after_two_to_three_days():
    waits = [wait_after(attempt, "msg_1") for attempt in range(1, ATTEMPTS)]
    assert dt.timedelta(seconds=12) <= waits[0] <= dt.timedelta(seconds=18)
    assert dt.timedelta(days=2) < sum(waits, dt.timedelta()) < dt.timedelta(days=3.5)
    assert max(waits) <= dt.timedelta(hours=12) * 1.2
    drawn = {wait_after(5, f"msg_{number}") for number in range(50)}
    assert len(drawn) == 50 and wait_after(5, "msg_1") in drawn


def test_a_receiver_may_ask_for_a_longer_wait_within_reason():
    assert wait_after(1, "m", dt.timedelta(minutes=10)) == dt.timedelta(minutes=10)
    assert wait_after(1, "m", dt.timedelta(days=300)) == dt.timedelta(hours=12)
    assert wait_after(5, "m", dt.timedelta(seconds=1)) > dt.timedelta(minutes=10)


@pytest.mark.parametrize(
    ("status", "is_taken"), [(200, True), (204, True), (299, True), (301, False), (400, False), (500, False)]
)
def test_only_a_success_means_that_a_message_was_taken(status, is_taken):
    assert taken(status) is is_taken
    assert not taken(None)


def test_an_endpoint_that_took_nothing_for_days_is_asked_no_longer():
    assert not given_up_on(None, NOW)
    assert not given_up_on(NOW - DISABLED_AFTER + dt.timedelta(seconds=1), NOW)
    assert given_up_on(NOW - DISABLED_AFTER, NOW)
