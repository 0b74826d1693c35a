"""Slow proof: workers killed at random moments of sending. Each event arrives, always under one id."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter, defaultdict

import pytest
from django.conf import LazySettings
from django.db import connection

from governance.accounts.models import User
from governance.audit.models import Event
from governance.jobs.models import Job, JobState
from governance.webhooks.models import DeliveryState, WebhookDelivery
from governance.webhooks.services.endpoints import add_webhook
from tests.flows.workers import wait_until
from tests.governance.report_world import acting
from tests.harness.receiver import receiving
from tests.harness.site import LiveSite
from vendors.services.vendors import add_vendor

pytestmark = pytest.mark.prove("kills")
EVENTS, KILLS = 60, 8


def test_workers_killed_while_sending_lose_no_message_and_send_none_under_two_ids(
    live_site: LiveSite, counsel: User, administrator: User, settings: LazySettings
) -> None:
    chance = random.Random(seed := random.SystemRandom().randrange(10**6))
    with receiving() as receiver:
        receiver.slow = 0.4
        settings.WEBHOOK_HOSTS = receiver.known
        live_site.environment["COUNTERSIGN_WEBHOOK_HOSTS"] = f"127.0.0.1:{receiver.port}"
        add_webhook(actor=acting(administrator), name="Log", url=receiver.url, actions=["vendor.added"])
        for number in range(EVENTS):
            add_vendor(actor=acting(counsel), name=f"Vendor {number}")
        for _ in range(KILLS):
            worker, heard = live_site.start_worker(), len(receiver.messages)
            wait_until(lambda heard=heard: len(receiver.messages) > heard or all_sent(), live_site, "a message")
            time.sleep(chance.uniform(0, 1.5))
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait(timeout=10)
            live_site.stop_worker()  # what is left of it: Celery's clock
        live_site.start_worker()
        wait_until(all_sent, live_site, "the last worker finishing")
        live_site.stop_worker()
        ids: dict[str, set[str]] = defaultdict(set)
        for message in receiver.messages:
            ids[json.loads(message.body)["data"]["event"]].add(message.id)
        times = Counter(message.id for message in receiver.messages)
    events = {str(uid) for uid in Event.objects.filter(action="vendor.added").values_list("uid", flat=True)}
    assert ids.keys() == events and len(events) == EVENTS
    assert {len(found) for found in ids.values()} == {1}
    assert Job.objects.filter(kind="webhook.delivery").exclude(state=JobState.DONE).count() == 0
    print(
        f"\n{connection.vendor}: {EVENTS} events, {KILLS} kills (seed {seed}): all arrived, each under one id; "
        f"{sum(many > 1 for many in times.values())} of them more than once."
    )


def all_sent() -> bool:
    """Whether every message was taken."""
    return WebhookDelivery.objects.filter(state=DeliveryState.DELIVERED).count() == EVENTS
