"""Flows: which codebase feeds which."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.web.api.fields import Entry, Ref, RowField, choice, column
from governance.web.api.filters import Filters, by_choice, by_uid
from policies.domain.types import FlowKind
from policies.models import Codebase, Flow
from policies.services.codebases import add_flow, end_flow


class FlowSerializer(serializers.ModelSerializer[Flow]):
    """One codebase feeds another, since when and until when."""

    source = Ref(read_only=True)  # type: ignore[assignment] # fields leave the class body
    target = Ref(read_only=True)

    class Meta:
        model = Flow
        fields = ["uid", "source", "target", "kind", "note", "valid_from", "valid_until"]


class FlowEntry(Entry):
    """A flow as recorded."""

    source = RowField(  # type: ignore[assignment] # fields leave the class body
        lambda user: Codebase.objects.visible_to(user).select_related("team")
    )
    target = RowField(lambda user: Codebase.objects.visible_to(user))
    kind = choice(FlowKind)
    note = column(Flow, "note", required=False)


class FlowFilters(Filters):
    """Which flows."""

    source = by_uid("source", "Uid of the codebase that feeds.")
    target = by_uid("target", "Uid of the codebase that is fed.")
    kind = by_choice("kind", FlowKind, "Kind of flow.")
    open = filters.BooleanFilter(
        field_name="valid_until", lookup_expr="isnull", help_text="True: those that have not been ended."
    )


class Flows(Rows):
    """Flows between codebases you see both ends of."""

    serializer_class = FlowSerializer
    filterset_class = FlowFilters
    versioned = False
    deeds = {"create": Deed("codebase.edit", FlowEntry), "end": Deed("codebase.edit")}

    def rows(self) -> QuerySet[Flow]:
        seen = Codebase.objects.visible_to(self.actor.person).values("pk")
        rows: QuerySet[Flow] = Flow.objects.filter(source__in=seen, target__in=seen)
        return rows.select_related("source__team", "target")

    def create(self, request: Request) -> Response:
        """Record that one codebase feeds another from now on."""
        entry = self.entry
        key = {name: entry[name] for name in ("source", "target", "kind")}
        self.refuse_existing("This flow", valid_until=None, **key)
        return self.created(add_flow(actor=self.actor, **entry))

    @action(detail=True, methods=["post"])
    def end(self, request: Request, uid: Any) -> Response:
        """End a flow from now on; it stays on record for earlier dates."""
        return self.again(end_flow(actor=self.actor, flow=self.row))
