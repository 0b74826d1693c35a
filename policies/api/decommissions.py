"""Decommissionings: what must stop when a tool may not be used any more. Read here; people act on the page."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from rest_framework import serializers

from governance.accounts.api_endpoints import Rows
from governance.web.api.fields import Ref
from governance.web.api.filters import Filters, by_choice, by_uid
from policies.domain.decommissioning import DecommissionState
from policies.models import Codebase, Decommission, StopItem


class StopItemSerializer(serializers.ModelSerializer[StopItem]):
    """One thing that must stop. `codebase` is null where it is about none, or about one you do not see."""

    owner = Ref(read_only=True, allow_null=True)
    confirmed_by = Ref(read_only=True, allow_null=True)
    codebase = serializers.SerializerMethodField()

    class Meta:
        model = StopItem
        fields = [
            "uid",
            "version",
            "position",
            "kind",
            "text",
            "codebase",
            "owner",
            "due_on",
            "stopped_on",
            "confirmed_word",
            "confirmed_by",
            "confirmed_at",
        ]

    def get_codebase(self, row: Any) -> dict[str, str] | None:
        """Uid and name of the codebase, where you see it."""
        return {"uid": str(row.codebase.uid), "name": row.codebase.name} if row.codebase_seen else None


class DecommissionSerializer(serializers.ModelSerializer[Decommission]):
    """What must stop, since when and why. `approval` is null where the tool is given up."""

    tool = Ref(read_only=True)
    approval = serializers.UUIDField(source="approval.uid", read_only=True, allow_null=True, default=None)
    items = StopItemSerializer(many=True, read_only=True)

    class Meta:
        model = Decommission
        fields = ["uid", "version", "tool", "approval", "reason", "state", "items", "opened_at", "closed_at"]


class DecommissionFilters(Filters):
    """Which decommissionings."""

    tool = by_uid("tool", "Uid of the tool.")
    approval = by_uid("approval", "Uid of the approval that ended.")
    state = by_choice("state", DecommissionState, "State.")


class Decommissions(Rows):
    """What must stop when an approval is over or a tool is given up, and who confirmed it."""

    serializer_class = DecommissionSerializer
    filterset_class = DecommissionFilters

    def rows(self) -> QuerySet[Decommission]:
        person = self.actor.person
        seen = Codebase.objects.visible_to(person).filter(pk=OuterRef("codebase"))
        items = StopItem.objects.annotate(codebase_seen=Exists(seen))
        rows: QuerySet[Decommission] = Decommission.objects.visible_to(person).select_related("tool", "approval")
        joined = items.select_related("owner", "confirmed_by", "codebase")
        return rows.prefetch_related(Prefetch("items", queryset=joined))
