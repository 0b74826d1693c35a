"""Endpoints of other systems, their secrets, and the messages to them with every attempt.

A message is a row made from an event of the trail; its job is its place in the outbox. What it says never changes
(trigger), so each attempt sends the same bytes under the same id.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.jobs.models import Job
from governance.modelling import UidModel, VersionedModel, choices_of


class WebhookState(StrEnum):
    ACTIVE = "active"
    DISABLED = "disabled"
    REMOVED = "removed"


class DeliveryState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class WebhookQuerySet(models.QuerySet[Any]):
    """Questions about endpoints."""

    def kept(self) -> WebhookQuerySet:
        """Those nobody removed."""
        return self.exclude(state=WebhookState.REMOVED)

    def active(self) -> WebhookQuerySet:
        """Those that are told of events."""
        return self.filter(state=WebhookState.ACTIVE)


class Webhook(VersionedModel):
    """An endpoint and the events it is told of. `cursor` is the number of the last event looked at for it; events after
    it are still to be told. `failing_since`: nothing was taken since then."""

    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    actions = models.TextField(help_text="Action codes with blanks between.")
    state = models.CharField(max_length=20, choices=choices_of(WebhookState), default=WebhookState.ACTIVE)
    state_reason = models.CharField(max_length=300, blank=True)
    state_changed_at = models.DateTimeField(null=True, blank=True)
    cursor = models.BigIntegerField()
    failing_since = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="webhooks_state_known", condition=Q(state__in=[state.value for state in WebhookState])
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def chosen(self) -> list[str]:
        """The action codes it is told of."""
        return self.actions.split()


class WebhookSecretQuerySet(models.QuerySet[Any]):
    """Questions about secrets."""

    def live(self, now: dt.datetime) -> WebhookSecretQuerySet:
        """Those messages are signed with at `now`, the newest first."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now)).order_by("-pk")


class WebhookSecret(UidModel):
    """A secret of an endpoint. It is not kept: it is made anew from `nonce` and the site's own key, and `digest` tells
    whether that still gives the one that was shown. One has no end; the one before lives on for a while."""

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="secrets")
    nonce = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = WebhookSecretQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook"], condition=Q(ends_at__isnull=True), name="webhooks_one_secret_to_stay"
            )
        ]

    def __str__(self) -> str:
        return f"Secret of {self.webhook}"


class WebhookDelivery(UidModel):
    """One message to one endpoint: an event once (constraint), or a ping."""

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    event_uid = models.UUIDField(null=True, blank=True)
    action = models.CharField(max_length=80)
    body = models.TextField()
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="webhook_delivery")
    state = models.CharField(max_length=20, choices=choices_of(DeliveryState), default=DeliveryState.WAITING)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["webhook", "state", "-id"], name="webhooks_delivery_state")]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event_uid"], name="webhooks_event_told_once"),
            models.CheckConstraint(
                name="webhooks_delivery_closed",
                condition=Q(state=DeliveryState.WAITING, closed_at__isnull=True)
                | ~Q(state=DeliveryState.WAITING) & Q(closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} to {self.webhook}"

    @property
    def message(self) -> str:
        """The id under which it is sent at every attempt."""
        return f"msg_{self.uid.hex}"


class WebhookAttempt(models.Model):
    """One attempt at a message and what came of it: an answer's status, or a problem in words; milliseconds it took."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    took_ms = models.PositiveIntegerField()
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.delivery}: {self.status or self.problem}"
