"""Other systems are told of deeds: each event once, or again under the same id, whatever happens on either side."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from governance.accounts.access import Actor
from governance.audit.models import Event
from governance.celery import app
from governance.desk.queue import queue_of
from governance.errors import Conflict
from governance.jobs.models import Job, JobState
from governance.webhooks import sending
from governance.webhooks.domain.retry import ATTEMPTS, DISABLED_AFTER
from governance.webhooks.models import DeliveryState, Webhook, WebhookAttempt, WebhookDelivery, WebhookState
from governance.webhooks.services import collecting, delivering, endpoints
from governance.webhooks.tasks import collect, deliver
from tests.governance.letters import told
from tests.governance.webhooks import SITE, happens, now, verifying_example, work


def test_an_event_is_told_signed_and_says_nothing_but_where_to_read_it(webhook, receiver, legal_deeds: Actor) -> None:
    vendor = happens(legal_deeds, "Quillon Secret Project")
    work()
    (message,) = receiver.messages
    event = Event.objects.get(action="vendor.added")
    assert json.loads(message.body) == {
        "type": "vendor.added",
        "timestamp": event.at.isoformat().replace("+00:00", "Z"),
        "data": {
            "event": str(event.uid),
            "subject": {"kind": "vendors.vendor", "uid": str(vendor.uid)},
            "link": f"https://countersign.example{reverse('desk:event_detail', args=[event.uid])}",
        },
    }
    assert message.headers["content-type"] == "application/json"
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.job.state) == (DeliveryState.DELIVERED, JobState.DONE)
    assert (delivery.attempts.get().status, delivery.attempts.get().problem) == (204, "")
    work()
    assert len(receiver.messages) == 1


def test_the_example_for_receivers_takes_ours_and_refuses_what_is_forged_old_or_came_before(
    webhook, receiver, legal_deeds: Actor
) -> None:
    happens(legal_deeds)
    work()
    (message,) = receiver.messages
    verify = verifying_example().verify
    at = int(message.headers["webhook-timestamp"])
    assert verify(webhook.secret, message.headers, message.body.encode(), now=at)["type"] == "vendor.added"
    forged = [
        (webhook.secret, message.headers, message.body.encode() + b" ", at),
        (webhook.secret, message.headers | {"webhook-id": "msg_other"}, message.body.encode(), at),
        (webhook.secret, message.headers, message.body.encode(), at + 301),
        (webhook.secret, message.headers, message.body.encode(), at - 301),
        ("whsec_" + "A" * 43 + "=", message.headers, message.body.encode(), at),
    ]
    for secret, headers, body, clock in forged:
        with pytest.raises(ValueError, match=r"signature|time"):
            verify(secret, headers, body, now=clock)


def test_what_fails_is_tried_again_under_the_same_id_with_the_same_bytes_and_a_fresh_signature(
    webhook, receiver, legal_deeds: Actor
) -> None:
    receiver.answers = [500, 302, 429]
    receiver.heads = {"Location": "http://127.0.0.1:9/elsewhere", "Retry-After": "600"}
    with time_machine.travel(timezone.now(), tick=False) as clock:
        happens(legal_deeds)
        for _ in range(4):
            work()
            work()  # not yet due: nothing is sent
            clock.shift(dt.timedelta(hours=1))
    assert len(receiver.messages) == 4
    assert len({(message.id, message.body) for message in receiver.messages}) == 1
    assert len({message.headers["webhook-signature"] for message in receiver.messages}) == 4
    statuses = list(WebhookAttempt.objects.order_by("pk").values_list("status", flat=True))
    assert statuses == [500, 302, 429, 204]
    assert now(webhook).failing_since is None


def test_a_message_is_given_up_after_its_attempts_and_can_be_sent_again_by_hand(
    webhook, receiver, legal_deeds: Actor, webhook_admin: Actor
) -> None:
    receiver.usual = 503
    with time_machine.travel(timezone.now(), tick=False) as clock:
        happens(legal_deeds)
        for _ in range(ATTEMPTS + 3):
            work()
            clock.shift(dt.timedelta(hours=15) if _ > 3 else dt.timedelta(hours=1))
            Webhook.objects.update(failing_since=None)  # this test is of one message, not of the endpoint
        delivery = WebhookDelivery.objects.get()
        assert (delivery.state, len(receiver.messages)) == (DeliveryState.GIVEN_UP, ATTEMPTS)
        receiver.usual = 200
        collecting.redeliver(actor=webhook_admin, delivery=delivery)
        with pytest.raises(Conflict):
            collecting.redeliver(actor=webhook_admin, delivery=delivery)
        work()
    assert now(delivery).state == DeliveryState.DELIVERED
    assert {message.id for message in receiver.messages} == {delivery.message}


def test_an_endpoint_that_takes_nothing_for_days_is_disabled_and_its_administrator_told_of_it(
    webhook, receiver, legal_deeds: Actor, administrator, organisation, webhook_admin: Actor
) -> None:
    receiver.usual = 500
    with time_machine.travel(timezone.now(), tick=False) as clock:
        happens(legal_deeds)
        work()
        assert now(webhook).failing_since is not None and queue_of(administrator).items == ()
        clock.shift(DISABLED_AFTER)
        work()
        assert now(webhook).state == WebhookState.DISABLED
        assert "taken nothing since" in queue_of(administrator).items[0].with_whom
        (letter,) = told(administrator)
        assert letter.subject == "Needs you: Webhook: Tickets"
        happens(legal_deeds, "Meridian")
        work()
        sent = len(receiver.messages)
        receiver.usual = 200
        endpoints.enable_webhook(actor=webhook_admin, webhook=webhook)
        work()
    assert len(receiver.messages) == sent + 1  # what happened meanwhile is told now
    actions = list(Event.objects.filter(action__startswith="webhook").values_list("action", "via").order_by("sequence"))
    assert actions == [("webhook.added", "session"), ("webhook.disabled", "system"), ("webhook.enabled", "session")]


def test_a_receiver_that_is_gone_is_asked_no_longer(webhook, receiver, legal_deeds: Actor) -> None:
    receiver.usual = 410
    happens(legal_deeds)
    work()
    assert now(webhook).state == WebhookState.DISABLED
    assert WebhookDelivery.objects.get().state == DeliveryState.GIVEN_UP
    work()
    assert len(receiver.messages) == 1


def test_a_receiver_that_does_not_answer_costs_so_many_seconds_and_no_more(
    webhook, receiver, legal_deeds: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.3)
    receiver.slow = 1.0
    happens(legal_deeds)
    work()
    attempt = WebhookAttempt.objects.get()
    assert attempt.status is None and attempt.problem
    assert Job.objects.get().state == JobState.QUEUED


def test_a_worker_killed_between_leaves_the_message_to_the_next_under_the_same_id(
    webhook, receiver, legal_deeds: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    happens(legal_deeds)
    collecting.collect(SITE)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(delivering, "_noted", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        delivering.deliver(Job.objects.get().uid)
    work()
    assert len(receiver.messages) == 1  # the lease of the killed worker still holds
    with time_machine.travel(timezone.now() + delivering.HELD + dt.timedelta(seconds=1)):
        work()
    assert [message.id for message in receiver.messages] == [WebhookDelivery.objects.get().message] * 2
    assert WebhookDelivery.objects.get().state == DeliveryState.DELIVERED


def test_a_message_whose_last_worker_was_killed_does_not_wait_for_ever(webhook, legal_deeds: Actor) -> None:
    happens(legal_deeds)
    collecting.collect(SITE)
    Job.objects.update(state=JobState.RUNNING, attempt=ATTEMPTS, lease_until=timezone.now() - dt.timedelta(seconds=1))
    delivering.deliver(Job.objects.get().uid)
    assert WebhookDelivery.objects.get().state == DeliveryState.GIVEN_UP


def test_events_are_made_into_messages_once_whoever_collects_and_only_those_chosen_since_it_was_added(
    legal_deeds: Actor, webhook_admin: Actor, receiver
) -> None:
    happens(legal_deeds, "Before")
    webhook, _ = endpoints.add_webhook(actor=webhook_admin, name="Log", url=receiver.url, actions=["vendor.added"])
    happens(legal_deeds, "After")
    assert [collecting.collect(SITE), collecting.collect(SITE)] == [1, 0]
    webhook.cursor = 0
    with pytest.raises(DatabaseError), transaction.atomic():  # even a cursor set back tells nothing twice
        Webhook.objects.filter(pk=webhook.pk).update(cursor=Event.objects.get(action="webhook.added").sequence)
        collecting.collect(SITE)
    assert WebhookDelivery.objects.count() == 1


def test_a_burst_is_told_whole_over_several_rounds(
    webhook, legal_deeds: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "AT_ONCE", 2)
    for number in range(5):
        happens(legal_deeds, f"Vendor {number}")
    assert [collecting.collect(SITE) for _ in range(4)] == [2, 2, 1, 0]


def test_a_message_never_changes_once_it_is_made(webhook, legal_deeds: Actor) -> None:
    happens(legal_deeds)
    collecting.collect(SITE)
    with pytest.raises(DatabaseError), transaction.atomic():
        WebhookDelivery.objects.update(body="{}")


def test_the_clock_collects_and_the_doorbell_rings_for_each_message(webhook, receiver, legal_deeds: Actor) -> None:
    (entry,) = (row for row in app.conf.beat_schedule.values() if row["task"] == collect.name)
    assert entry["schedule"] == 10.0
    happens(legal_deeds)
    assert collect() == 1
    deliver(str(Job.objects.get().uid))
    assert len(receiver.messages) == 1
