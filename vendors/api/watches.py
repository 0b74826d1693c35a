"""How documents stand by the last look at each, and where they are fetched from."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from governance.accounts.api_endpoints import Rows
from governance.web.api.fields import Ref
from governance.web.api.filters import Filters, by_choice, by_uid
from vendors.domain.terms import DriftKind
from vendors.domain.watching import WatchState
from vendors.models import TermsDocument
from vendors.watched import NEEDING, in_state, standing

STATES = [state.value for state in WatchState]


class WatchSerializer(serializers.ModelSerializer[TermsDocument]):
    """A document with every state it stands in, the most pressing first. `uid` is that of the document."""

    vendor = Ref(read_only=True)
    states = serializers.SerializerMethodField()
    change_review = serializers.UUIDField(
        source="review", read_only=True, allow_null=True, help_text="Uid of the change that waits for counsel, if any."
    )
    last_change = serializers.CharField(source="look_change", read_only=True, help_text="Empty: a first text, or none.")
    last_captured_at = serializers.DateTimeField(source="look_at", read_only=True, allow_null=True)
    address = serializers.CharField(read_only=True, help_text="Empty: it is fetched from nowhere.")
    rhythm = serializers.CharField(read_only=True, help_text="How often it is fetched; empty: never.")
    fetched_at = serializers.DateTimeField(source="tried_at", read_only=True, allow_null=True)
    due_at = serializers.DateTimeField(read_only=True, allow_null=True)
    failure = serializers.CharField(read_only=True, help_text="Why the last fetch brought nothing, and what to do.")

    class Meta:
        model = TermsDocument
        fields = [
            "uid",
            "title",
            "vendor",
            "states",
            "change_review",
            "last_change",
            "last_captured_at",
            "address",
            "rhythm",
            "fetched_at",
            "due_at",
            "failure",
        ]

    @extend_schema_field({"type": "array", "items": {"type": "string", "enum": STATES}})
    def get_states(self, document: Any) -> list[str]:
        """Content or small: a change waits for counsel; quiet: nothing to read and nothing to do."""
        return [state for state in STATES if getattr(document, f"in_{state}")]


class WatchFilters(Filters):
    """Which documents."""

    vendor = by_uid("vendor", "Uid of the vendor.")
    state = filters.ChoiceFilter(
        method="of_state", choices=[(state, state) for state in STATES], help_text="A state they stand in."
    )
    needing = filters.BooleanFilter(method="of_need", help_text="True: those that somebody has to do something about.")
    last_change = by_choice("look_change", DriftKind, "What the last look found.")

    def of_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those in this state, whatever others they are in."""
        return rows.filter(in_state(WatchState(value)))

    def of_need(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Those that need somebody, or those that do not."""
        return rows.filter(NEEDING) if value else rows.exclude(NEEDING)


class Watches(Rows):
    """Documents by what the last look at each found: what to read and what to put right, apart from noise."""

    serializer_class = WatchSerializer
    filterset_class = WatchFilters
    versioned = False

    def rows(self) -> QuerySet[TermsDocument]:
        seen = TermsDocument.objects.visible_to(self.actor.person).select_related("vendor")
        return standing(seen, timezone.now())
