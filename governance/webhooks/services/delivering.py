"""Messages leave: one job of the outbox each, at least once, always under the same id.

What came of an attempt is noted in the transaction that ends or puts off its job. A worker killed between the request
and the note leaves the job to its lease; the next worker sends the same bytes under the same id, by which the receiver
knows them. Order between messages is not promised: each carries the time of its event.
"""

from __future__ import annotations

import datetime as dt
import uuid

import structlog
from django.db import transaction
from django.utils import timezone

from governance.accounts.access import system_actor
from governance.errors import Conflict
from governance.jobs import lease
from governance.jobs.models import Job, JobState
from governance.webhooks.domain.retry import GONE, given_up_on, taken, wait_after
from governance.webhooks.domain.signing import headers_of
from governance.webhooks.models import DeliveryState, Webhook, WebhookAttempt, WebhookDelivery, WebhookState
from governance.webhooks.sealing import KeyChanged, opened
from governance.webhooks.sending import Answer, send
from governance.webhooks.services.endpoints import disable_webhook
from vendors.capture.wire import Network

log = structlog.stdlib.get_logger(__name__)
HELD = dt.timedelta(minutes=1)
"""How long a worker may take for one attempt before another tries: well over the time limit of a request."""
WORKER = system_actor("webhook worker")


def deliver(uid: uuid.UUID, *, reached: Network | None = None) -> None:
    """Make the next attempt at the message of job `uid`, if nobody else holds it."""
    job = lease.claim(uid, HELD)
    if job is None:
        close_abandoned(uid)
        return
    delivery = WebhookDelivery.objects.select_related("webhook").get(job=job)
    if delivery.webhook.state != WebhookState.ACTIVE:
        answer = Answer(None, 0, "The endpoint was disabled or removed.")
    else:
        answer = _attempt(delivery, reached)
    try:
        problem = _noted(job, delivery, answer)
    except lease.LeaseLost:
        log.info("webhook.overtaken", delivery=str(delivery.uid))
        return
    if problem:
        _disable(delivery.webhook, problem)


def _attempt(delivery: WebhookDelivery, reached: Network | None) -> Answer:
    now = timezone.now()
    try:
        secrets = [opened(row) for row in delivery.webhook.secrets.live(now)]
    except KeyChanged:
        return Answer(None, 0, "The site's key was changed since the secret was made. Make a new secret.")
    at = int(now.timestamp())
    headers = headers_of(secrets, message=delivery.message, at=at, body=delivery.body)
    return send(delivery.webhook.url, headers=headers, body=delivery.body, reached=reached)


@transaction.atomic
def _noted(job: Job, delivery: WebhookDelivery, answer: Answer) -> str:
    """Note what came of an attempt, all or nothing; returns why the endpoint is to be disabled, if it is. Raises
    LeaseLost."""
    now = timezone.now()
    webhook = delivery.webhook
    WebhookAttempt.objects.create(
        delivery=delivery, at=now, status=answer.status, took_ms=answer.took_ms, problem=answer.problem
    )
    if taken(answer.status):
        lease.finish(job)
        _close(delivery, DeliveryState.DELIVERED)
        Webhook.objects.filter(pk=webhook.pk).update(failing_since=None)
        return ""
    final = webhook.state != WebhookState.ACTIVE or answer.status == GONE
    wait = wait_after(job.attempt, delivery.message, answer.retry_after)
    if lease.fail(job, answer.problem or f"Answered {answer.status}.", final=final, wait=wait) == JobState.FAILED:
        _close(delivery, DeliveryState.GIVEN_UP)
    if webhook.state != WebhookState.ACTIVE:
        return ""
    Webhook.objects.filter(pk=webhook.pk, failing_since__isnull=True).update(failing_since=now)
    if answer.status == GONE:
        return "It answered 410, which says that it wants nothing any more."
    since = Webhook.objects.values_list("failing_since", flat=True).get(pk=webhook.pk)
    return f"It has taken nothing since {since:%Y-%m-%d}." if since and given_up_on(since, now) else ""


def _close(delivery: WebhookDelivery, state: DeliveryState) -> None:
    WebhookDelivery.objects.filter(pk=delivery.pk).update(state=state, closed_at=timezone.now())


def close_abandoned(uid: uuid.UUID) -> None:
    """Close a message whose job failed for good without anybody noting it: its last worker was killed."""
    WebhookDelivery.objects.filter(job__uid=uid, job__state=JobState.FAILED, state=DeliveryState.WAITING).update(
        state=DeliveryState.GIVEN_UP, closed_at=timezone.now()
    )


def _disable(webhook: Webhook, reason: str) -> None:
    try:
        disable_webhook(actor=WORKER, webhook=webhook, reason=reason)
    except Conflict:  # another worker, or an administrator, was first
        log.info("webhook.disabled-already", webhook=str(webhook.uid))
