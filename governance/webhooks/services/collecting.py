"""From the audit trail to messages. The chain is the outbox: an endpoint has a cursor over it, and no deed knows of
webhooks.

An event's number is given under the chain lock, which is held until the deed commits, so events appear in the order of
their numbers and none comes in behind the cursor. Messages are made in the transaction that moves the cursor: each
event once, whatever happens to the worker.
"""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, record
from governance.audit.models import Event, TrailHead
from governance.errors import Conflict
from governance.jobs import doorbell, lease
from governance.jobs.models import Job
from governance.modelling import locked
from governance.webhooks.domain.events import PING, body_of, may_be_told
from governance.webhooks.domain.retry import ATTEMPTS
from governance.webhooks.models import DeliveryState, Webhook, WebhookDelivery, WebhookState

AT_ONCE = 200
"""Messages made for an endpoint in one transaction; what is more comes with the next round."""


def collect(base_url: str) -> int:
    """Make messages of the events that active endpoints were not told of; returns how many. Where the trail did not
    grow, nothing is written."""
    head = TrailHead.objects.values_list("sequence", flat=True).first() or 0
    behind = Webhook.objects.active().filter(cursor__lt=head)
    return sum(_collect_for(webhook, head, base_url) for webhook in behind)


@transaction.atomic
def _collect_for(webhook: Webhook, head: int, base_url: str) -> int:
    webhook = locked(webhook)
    if webhook.state != WebhookState.ACTIVE or webhook.cursor >= head:
        return 0
    codes = [code for code in webhook.chosen if may_be_told(code)]
    events = Event.objects.filter(sequence__gt=webhook.cursor, sequence__lte=head, action__in=codes)
    found = list(events.order_by("sequence")[:AT_ONCE])
    for event in found:
        make_delivery(webhook, event, base_url)
    webhook.cursor = found[-1].sequence if len(found) == AT_ONCE else head
    webhook.save(update_fields=["cursor"])
    return len(found)


def make_delivery(webhook: Webhook, event: Event | None, base_url: str) -> WebhookDelivery:
    """A message on `event`, or a ping, and its place in the outbox. Call inside a transaction."""
    now = timezone.now()
    address = base_url.rstrip("/")
    if event is None:
        link = address + reverse("webhooks:webhook_detail", args=[webhook.uid])
        body = body_of(action=PING, at=now, event=None, kind="webhooks.webhook", subject=webhook.uid, link=link)
    else:
        body = body_of(
            action=event.action,
            at=event.at,
            event=event.uid,
            kind=event.subject_kind,
            subject=event.subject_uid,
            link=address + reverse("desk:event_detail", args=[event.uid]),
        )
    delivery = WebhookDelivery(
        webhook=webhook,
        event_uid=event.uid if event else None,
        action=event.action if event else PING,
        body=body,
        made_at=now,
    )
    key = f"webhook:{delivery.uid}"
    delivery.job = lease.enqueue("webhook.delivery", key, requested_by_id=None, max_attempts=ATTEMPTS)
    delivery.save(force_insert=True)
    doorbell.ring(delivery.job)
    return delivery


@deed
def ping(*, actor: Actor, webhook: Webhook, base_url: str) -> WebhookDelivery:
    """Send the endpoint a message that tells of nothing, to try it. Raises Conflict (not active), NotAllowed."""
    webhook = locked(webhook)
    require(actor, "webhook.manage")
    if webhook.state != WebhookState.ACTIVE:
        raise Conflict("Enable the endpoint first.", code="webhook-disabled")
    delivery = make_delivery(webhook, None, base_url)
    record(actor, "webhook.tested", subject=webhook)
    return delivery


@deed
def redeliver(*, actor: Actor, delivery: WebhookDelivery) -> WebhookDelivery:
    """Send a message again, with fresh attempts, under the id it had. Raises Conflict (still under way, or the endpoint
    is not active), NotAllowed."""
    delivery = locked(delivery)
    require(actor, "webhook.manage")
    if delivery.webhook.state != WebhookState.ACTIVE:
        raise Conflict("Enable the endpoint first.", code="webhook-disabled")
    if delivery.state == DeliveryState.WAITING:
        raise Conflict("This message is still being tried.", code="delivery-waiting")
    delivery.state, delivery.closed_at = DeliveryState.WAITING, None
    delivery.save(update_fields=["state", "closed_at"])
    lease.again(delivery.job)
    doorbell.ring(Job.objects.get(pk=delivery.job_id))
    record(actor, "webhook.redelivered", subject=delivery.webhook, detail={"message": delivery.message})
    return delivery
