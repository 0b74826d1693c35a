"""Deeds of the administrator on endpoints: adding, changing, secrets, disabling and enabling, removing.

Whoever keeps the endpoint gets a secret, shown once. A new one leaves the one before alive for a day, and messages are
signed with both, so that the receiver can change over without losing any.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.accounts.services.inputs import Inputs
from governance.audit.deeds import deed, nothing_changed, record
from governance.audit.models import TrailHead
from governance.canonical import sha256_text
from governance.errors import Conflict
from governance.modelling import check_version, locked
from governance.webhooks.domain.events import may_be_told
from governance.webhooks.models import Webhook, WebhookSecret, WebhookState
from governance.webhooks.sealing import new_nonce, secret_from
from governance.webhooks.sending import problem_of_address

OVERLAP = dt.timedelta(hours=24)
"""How long the secret before a new one lives on."""
MOST = 20
"""Endpoints there may be at once."""


@deed
def add_webhook(*, actor: Actor, name: str, url: str, actions: Collection[str]) -> tuple[Webhook, str]:
    """Register an endpoint, to be told of what happens from now on; returns row and secret, which is never shown again.
    Raises Conflict (too many), Invalid, NotAllowed."""
    require(actor, "webhook.manage")
    if Webhook.objects.kept().count() >= MOST:
        raise Conflict(f"There are {MOST} endpoints. Remove one that is not used first.", code="webhooks-enough")
    name, url, chosen = _checked(name, url, actions)
    head = TrailHead.objects.values_list("sequence", flat=True).first() or 0
    webhook = Webhook(name=name, url=url, actions=chosen, cursor=head, created_by=actor.person)
    webhook.save(force_insert=True)
    secret = _new_secret(webhook)
    record(actor, "webhook.added", subject=webhook, detail={"url": url, "actions": chosen.split()})
    return webhook, secret


@deed
def change_webhook(
    *, actor: Actor, webhook: Webhook, name: str, url: str, actions: Collection[str], version: int | None
) -> Webhook:
    """Change an endpoint; messages made before go to the new address too. Raises Stale, Conflict, Invalid,
    NotAllowed."""
    webhook = _kept(webhook)
    require(actor, "webhook.manage")
    check_version(webhook, version)
    wanted = dict(zip(("name", "url", "actions"), _checked(name, url, actions), strict=True))
    changed = {field: value for field, value in wanted.items() if getattr(webhook, field) != value}
    if not changed:
        nothing_changed()
        return webhook
    for field, value in changed.items():
        setattr(webhook, field, value)
    webhook.version += 1
    webhook.save(update_fields=[*changed, "version"])
    record(actor, "webhook.changed", subject=webhook, detail=changed)
    return webhook


@deed
def rotate_secret(*, actor: Actor, webhook: Webhook) -> str:
    """Make a new secret, which is never shown again; the one before lives on for a day. Raises Conflict, NotAllowed."""
    webhook = _kept(webhook)
    require(actor, "webhook.manage")
    now = timezone.now()
    webhook.secrets.filter(ends_at__gt=now).update(ends_at=now)  # two are live at most
    webhook.secrets.filter(ends_at__isnull=True).update(ends_at=now + OVERLAP)
    secret = _new_secret(webhook)
    record(actor, "webhook.secret-rotated", subject=webhook, detail={"former_ends_at": now + OVERLAP})
    return secret


@deed
def disable_webhook(*, actor: Actor, webhook: Webhook, reason: str) -> Webhook:
    """Tell the endpoint nothing until it is enabled; what happens meanwhile is told then. Raises Conflict (disabled
    already), NotAllowed."""
    webhook = _kept(webhook)
    require(actor, "webhook.manage", system=True)
    if webhook.state != WebhookState.ACTIVE:
        raise Conflict("This endpoint is disabled already.", code="webhook-disabled")
    _set(webhook, WebhookState.DISABLED, reason)
    record(actor, "webhook.disabled", subject=webhook, detail={"reason": webhook.state_reason})
    return webhook


@deed
def enable_webhook(*, actor: Actor, webhook: Webhook) -> Webhook:
    """Tell the endpoint again, beginning with what happened since. Raises Conflict (not disabled), NotAllowed."""
    webhook = _kept(webhook)
    require(actor, "webhook.manage")
    if webhook.state != WebhookState.DISABLED:
        raise Conflict("This endpoint is not disabled.", code="webhook-active")
    webhook.failing_since = None
    _set(webhook, WebhookState.ACTIVE, "")
    record(actor, "webhook.enabled", subject=webhook)
    return webhook


@deed
def remove_webhook(*, actor: Actor, webhook: Webhook) -> Webhook:
    """Tell the endpoint nothing any more. What was sent stays on record. Raises Conflict (removed already),
    NotAllowed."""
    webhook = _kept(webhook)
    require(actor, "webhook.manage")
    webhook.secrets.live(timezone.now()).update(ends_at=timezone.now())
    _set(webhook, WebhookState.REMOVED, "")
    record(actor, "webhook.removed", subject=webhook, detail={"url": webhook.url})
    return webhook


def _kept(webhook: Webhook) -> Webhook:
    row = locked(webhook)
    if row.state == WebhookState.REMOVED:
        raise Conflict("This endpoint was removed.", code="webhook-removed")
    return row


def _set(webhook: Webhook, state: WebhookState, reason: str) -> None:
    webhook.state, webhook.state_reason, webhook.state_changed_at = state, reason[:300], timezone.now()
    webhook.version += 1
    webhook.save(update_fields=["state", "state_reason", "state_changed_at", "failing_since", "version"])


def _new_secret(webhook: Webhook) -> str:
    nonce = new_nonce()
    secret = secret_from(nonce)
    WebhookSecret.objects.create(
        webhook=webhook, nonce=nonce, digest=sha256_text(secret), made_at=timezone.now(), ends_at=None
    )
    return secret


def _checked(name: str, url: str, actions: Collection[str]) -> tuple[str, str, str]:
    inputs = Inputs()
    name, url = inputs.text("name", name, limit=80), url.strip()
    if problem := problem_of_address(url):
        inputs.problem("url", problem)
    if not actions:
        inputs.problem("actions", "Choose at least one event.")
    if unknown := sorted(code for code in set(actions) if not may_be_told(code)):
        inputs.problem("actions", f"Not offered: {', '.join(unknown)[:200]}.")
    inputs.check()
    return name, url, " ".join(sorted(set(actions)))
