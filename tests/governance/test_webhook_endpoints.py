"""Endpoints of other systems: their secrets, where they may lie, who looks after them, their pages and their API."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.accounts.access import Actor
from governance.audit.models import Event
from governance.env import Environment
from governance.errors import Conflict, Invalid, NotAllowed
from governance.jobs.models import Job
from governance.webhooks import sending
from governance.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery
from governance.webhooks.services import collecting, delivering, endpoints
from tests.cast import AsActor, AsToken, SignedIn
from tests.governance.webhooks import SITE, happens, verifying_example, work


def test_a_new_secret_signs_beside_the_one_before_for_a_day(
    webhook, receiver, legal_deeds: Actor, webhook_admin: Actor
) -> None:
    fresh = endpoints.rotate_secret(actor=webhook_admin, webhook=webhook)
    happens(legal_deeds)
    work()
    message = receiver.messages[0]
    verify, at = verifying_example().verify, int(message.headers["webhook-timestamp"])
    for secret in (webhook.secret, fresh):
        assert verify(secret, message.headers, message.body.encode(), now=at)
    endpoints.rotate_secret(actor=webhook_admin, webhook=webhook)
    assert webhook.secrets.live(timezone.now()).count() == 2
    assert webhook.secrets.live(timezone.now() + endpoints.OVERLAP).count() == 1


def test_no_secret_is_kept_and_one_that_the_sites_key_no_longer_gives_signs_nothing(
    webhook, receiver, legal_deeds: Actor, settings: LazySettings
) -> None:
    kept = str(list(webhook.secrets.values())) + "".join(Event.objects.values_list("body", flat=True))
    assert webhook.secret not in kept and webhook.secret.removeprefix("whsec_") not in kept
    settings.SECRET_KEY = "another key of the site, as long as one has to be, and as irregular 93847"
    happens(legal_deeds)
    work()
    assert receiver.messages == []
    assert "Make a new secret" in WebhookAttempt.objects.get().problem


def test_nothing_inside_the_network_is_reached_unless_the_operator_named_it(
    webhook_admin: Actor, legal_deeds: Actor, receiver, settings: LazySettings
) -> None:
    webhook, _ = endpoints.add_webhook(actor=webhook_admin, name="Log", url=receiver.url, actions=["vendor.added"])
    settings.WEBHOOK_HOSTS = frozenset()
    happens(legal_deeds)
    work()
    assert receiver.messages == []
    assert "COUNTERSIGN_WEBHOOK_HOSTS" in WebhookAttempt.objects.get(delivery__webhook=webhook).problem


def test_an_address_that_is_none_or_lies_inside_is_refused_in_words() -> None:
    for url in (
        "http://hooks.example/", "https://127.0.0.1/", "https://10.1.2.3/x", "https://[::1]/", "https://localhost/",
        "https://hooks.example:8443/", "https://user:word@hooks.example/", "https://hooks.example/#a", "nonsense",
        "ftp://hooks.example/", "https://", f"https://hooks.example/{'x' * 500}", "https://hooks.example/a b",
    ):  # fmt: skip
        assert sending.problem_of_address(url).endswith((".", "known.")), url


def test_an_address_outside_or_one_the_operator_named_is_taken(settings: LazySettings) -> None:
    settings.WEBHOOK_HOSTS = Environment({"H": "hooks.inside, 10.1.2.3:8443, [::1]:9000"}).receivers("H", "Hosts.")
    for url in ("https://hooks.example/a?b=c", "https://hooks.inside/", "https://10.1.2.3:8443/", "http://[::1]:9000/"):
        assert sending.problem_of_address(url) == ""
    assert sending.problem_of_address("http://hooks.inside/")
    for wrong in ("https://hooks.example", "hooks.example:x", "a b", ".example", "hooks.example:70000"):
        with pytest.raises(ImproperlyConfigured):
            Environment({"H": wrong}).receivers("H", "Hosts.")


def test_what_is_wrong_with_an_endpoint_is_said_beside_its_field(webhook_admin: Actor, receiver) -> None:
    with pytest.raises(Invalid) as refused:
        endpoints.add_webhook(actor=webhook_admin, name="", url="http://x.example", actions=["person.signed-in"])
    assert refused.value.problems.keys() == {"name", "url", "actions"}
    for number in range(endpoints.MOST):
        endpoints.add_webhook(actor=webhook_admin, name=f"Log {number}", url=receiver.url, actions=["vendor.added"])
    with pytest.raises(Conflict):
        endpoints.add_webhook(actor=webhook_admin, name="Log", url=receiver.url, actions=["vendor.added"])


def test_only_an_administrator_in_a_session_looks_after_endpoints(
    webhook, counsel, administrator, as_actor: AsActor, as_token: AsToken
) -> None:
    for actor in (as_actor(counsel), as_token(administrator)):
        for deed in (
            lambda actor: endpoints.remove_webhook(actor=actor, webhook=webhook),
            lambda actor: endpoints.rotate_secret(actor=actor, webhook=webhook),
            lambda actor: collecting.ping(actor=actor, webhook=webhook, base_url=SITE),
        ):
            with pytest.raises(NotAllowed):
                deed(actor)


def test_an_administrator_adds_tries_changes_disables_and_removes_an_endpoint_on_its_pages(
    administrator, receiver, signed_in: SignedIn
) -> None:
    client, listed = signed_in(administrator), reverse("webhooks:webhook_list")
    assert "Nobody is told" in client.get(listed).content.decode()
    made = client.post(
        reverse("webhooks:webhook_create"), {"name": "Log", "url": receiver.url, "events-0": "vendor.added"}
    )
    assert re.search(r"whsec_[\w+/=]{44}", made.content.decode())
    webhook = Webhook.objects.get()
    page = reverse("webhooks:webhook_detail", args=[webhook.uid])

    def press(name: str) -> str:
        answer = client.post(reverse(f"webhooks:{name}", args=[webhook.uid]), follow=True)
        return answer.content.decode()

    assert "on its way" in press("webhook_test")
    delivering.deliver(Job.objects.get().uid)
    assert json.loads(receiver.messages[0].body)["type"] == "webhook.ping"
    shown = client.get(page).content.decode()
    assert "whsec_" not in shown and "Delivered" in shown and "204" in shown
    assert (
        "on its way again"
        in client.post(
            reverse("webhooks:delivery_again", args=[WebhookDelivery.objects.get().uid]), follow=True
        ).content.decode()
    )
    edit = reverse("webhooks:webhook_edit", args=[webhook.uid])
    changed = {"name": "Ledger", "url": receiver.url, "events-0": ["vendor.added", "vendor.changed"], "version": 1}
    assert client.post(edit, changed).status_code == 302
    assert client.post(edit, changed | {"name": "Late"}).status_code == 412
    assert client.post(edit, changed | {"url": "nonsense", "version": 2}).status_code == 422
    assert "whsec_" in press("webhook_rotate")
    assert "Disabled on" in press("webhook_disable")
    assert "beginning with what happened since" in press("webhook_enable")
    assert "told of nothing any more" in press("webhook_remove")
    assert client.get(page).status_code == 404


def test_the_pages_are_closed_to_others(webhook, counsel, auditor, signed_in: SignedIn) -> None:
    for path in ("webhook_list", "webhook_create"):
        assert signed_in(counsel).get(reverse(f"webhooks:{path}")).status_code == 403
        assert Client().get(reverse(f"webhooks:{path}")).status_code == 302
    assert signed_in(auditor).post(reverse("webhooks:webhook_remove", args=[webhook.uid])).status_code == 403


def test_a_program_of_an_administrator_reads_endpoints_and_messages(
    webhook, legal_deeds: Actor, program, administrator, counsel
) -> None:
    happens(legal_deeds)
    work()
    ask = program(administrator)
    (row,) = ask.get("webhooks/").json()["results"]
    assert (row["name"], row["actions"]) == ("Tickets", ["vendor.added", "vendor.changed"])
    (message,) = ask.get(f"deliveries/?webhook={webhook.uid}&state=delivered").json()["results"]
    assert message["attempts"][0]["status"] == 204 and message["message"].startswith("msg_")
    assert program(counsel).get("webhooks/").status_code == 403
    assert program(counsel).get(f"deliveries/{uuid.UUID(message['uid'])}/").status_code == 403
