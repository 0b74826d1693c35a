"""An endpoint that listens on loopback, registered by an administrator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.webhooks.models import Webhook
from governance.webhooks.services import endpoints
from tests.cast import AsActor
from tests.harness.receiver import Receiver, receiving


@pytest.fixture
def receiver(settings: LazySettings) -> Iterator[Receiver]:
    with receiving() as found:
        settings.WEBHOOK_HOSTS = found.known
        yield found


@pytest.fixture
def webhook_admin(administrator: User, as_actor: AsActor) -> Actor:
    return as_actor(administrator)


@pytest.fixture
def legal_deeds(counsel: User, as_actor: AsActor) -> Actor:
    return as_actor(counsel)


@pytest.fixture
def webhook(webhook_admin: Actor, receiver: Receiver) -> Webhook:
    made, made.secret = endpoints.add_webhook(
        actor=webhook_admin, name="Tickets", url=receiver.url, actions=["vendor.added", "vendor.changed"]
    )
    return made
