"""The audit trail, as a person may see it (governance.desk.trail)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Rows
from governance.audit.models import Event
from governance.desk.services.trails import check_trail
from governance.desk.trail import Row, require_trail, rows_of, shown_detail
from governance.web.api.filters import Filters, instant


class EventLineSerializer(serializers.Serializer[Any]):
    """One deed: who did what to what, when."""

    uid = serializers.UUIDField(source="event.uid")
    sequence = serializers.IntegerField(source="event.sequence")
    action = serializers.CharField(source="event.action")
    sentence = serializers.CharField()
    at = serializers.DateTimeField(source="event.at")
    actor = serializers.UUIDField(source="event.actor_uid", allow_null=True)
    actor_name = serializers.CharField(source="who")
    via = serializers.CharField(source="event.via")
    subject_kind = serializers.CharField(source="event.subject_kind")
    subject = serializers.UUIDField(source="event.subject_uid", allow_null=True)
    subject_name = serializers.SerializerMethodField()
    previous_hash = serializers.CharField(source="event.previous_hash")
    hash = serializers.CharField(source="event.hash")

    def get_subject_name(self, row: Row) -> str | None:
        """Name of what it is about; null where you may not see it, or it has none."""
        return row.subject.name if row.subject else None


class EventSerializer(EventLineSerializer):
    """One deed with what was recorded of it."""

    detail = serializers.SerializerMethodField()

    @extend_schema_field({"type": "object", "additionalProperties": {}, "nullable": True})
    def get_detail(self, row: Row) -> Any:
        """What the deed recorded; null where it tells of a matter you may not see."""
        return shown_detail(row, self.context["actor"])


class TrailSerializer(serializers.Serializer[Any]):
    """What a check of the whole trail found. `events` and `head` are as far as it holds; kept elsewhere, they tell
    later whether the trail was rewritten."""

    holds = serializers.BooleanField()
    events = serializers.IntegerField()
    head = serializers.CharField()
    problem = serializers.CharField(help_text="The first bad link or the missing trigger; empty where it holds.")


class EventFilters(Filters):
    """Which events."""

    action = filters.CharFilter(field_name="action", help_text="Code of the deed.")
    actor = filters.UUIDFilter(field_name="actor_uid", help_text="Uid of the person.")
    kind = filters.CharFilter(field_name="subject_kind", help_text="Kind of subject, as events carry it.")
    subject = filters.UUIDFilter(field_name="subject_uid", help_text="Uid of the subject.")
    since = instant("at", "gte", "At or after.")
    until = instant("at", "lt", "Before.")


class Events(Rows):
    """The audit trail, newest first: append-only, each event linked to the one before by its hash."""

    reading = "trail.read"
    serializer_class = EventSerializer
    list_serializer_class = EventLineSerializer
    filterset_class = EventFilters
    versioned = False

    def check_access(self, request: Request) -> None:
        """The usual, and: an account that is not limited to the matters of some teams."""
        super().check_access(request)
        require_trail(self.actor)

    def get_queryset(self) -> QuerySet[Any]:
        return Event.objects.none() if getattr(self, "swagger_fake_view", False) else self.rows()

    def rows(self) -> QuerySet[Event]:
        return Event.objects.all()

    def get_serializer_context(self) -> dict[str, Any]:
        """The usual context, and who asks."""
        return {**super().get_serializer_context(), "actor": self.actor}

    def list(self, request: Request) -> Response:
        """Events, newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(EventLineSerializer(rows_of(page or [], self.actor), many=True).data)

    @extend_schema(responses=TrailSerializer, filters=False)
    @action(detail=False, methods=["get"], pagination_class=None)
    def verification(self, request: Request) -> Response:
        """Check the whole trail now: every link, every trigger. That it was checked is on record."""
        return Response(TrailSerializer(check_trail(actor=self.actor)).data)

    def _data(self, row: Any) -> Any:
        return EventSerializer(rows_of([row], self.actor)[0], context=self.get_serializer_context()).data
