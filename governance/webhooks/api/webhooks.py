"""Endpoints and messages over the API: read by an administrator; everything else is done on their pages."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from governance.accounts.api_endpoints import Rows
from governance.web.api.fields import Ref, Words
from governance.web.api.filters import Filters
from governance.webhooks.models import DeliveryState, Webhook, WebhookAttempt, WebhookDelivery, WebhookState


class WebhookSerializer(serializers.ModelSerializer[Webhook]):
    """A system that is told of events. Its secret was shown once and is not kept."""

    actions = Words()

    class Meta:
        model = Webhook
        fields = [
            "uid", "version", "name", "url", "actions", "state", "state_reason", "state_changed_at", "failing_since",
            "created_at",
        ]  # fmt: skip


class WebhookFilters(Filters):
    """Which endpoints."""

    state = filters.ChoiceFilter(choices=[(state.value, state.value) for state in WebhookState], help_text="State.")


class Webhooks(Rows):
    """Systems that are told of events."""

    reading = "webhook.read"
    serializer_class = WebhookSerializer
    filterset_class = WebhookFilters

    def rows(self) -> QuerySet[Any]:
        return Webhook.objects.all()


class AttemptSerializer(serializers.ModelSerializer[WebhookAttempt]):
    """One attempt: the status that was answered, or what went wrong; milliseconds it took."""

    class Meta:
        model = WebhookAttempt
        fields = ["at", "status", "took_ms", "problem"]


class DeliverySerializer(serializers.ModelSerializer[WebhookDelivery]):
    """A message: the id it is sent under at every attempt, what it says, and every attempt, the newest first."""

    webhook = Ref(read_only=True)
    message = serializers.CharField(read_only=True)
    attempts = AttemptSerializer(many=True, read_only=True)

    class Meta:
        model = WebhookDelivery
        fields = [
            "uid",
            "webhook",
            "message",
            "action",
            "event_uid",
            "body",
            "state",
            "made_at",
            "closed_at",
            "attempts",
        ]


class DeliveryFilters(Filters):
    """Which messages."""

    webhook = filters.UUIDFilter(field_name="webhook__uid", help_text="Uid of the endpoint.")
    state = filters.ChoiceFilter(choices=[(state.value, state.value) for state in DeliveryState], help_text="State.")
    action = filters.CharFilter(help_text="Code of the deed.")


class Deliveries(Rows):
    """Messages to other systems, the newest first."""

    reading = "webhook.read"
    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilters
    versioned = False

    def rows(self) -> QuerySet[Any]:
        attempts = Prefetch("attempts", WebhookAttempt.objects.order_by("-pk"))
        return WebhookDelivery.objects.select_related("webhook").prefetch_related(attempts)
