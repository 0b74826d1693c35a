"""Renewal notes: new versions of texts that tools are pinned to."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.web.api.fields import Ref
from governance.web.api.filters import Filters, by_choice, by_uid
from policies.api.approvals import ReasonEntry
from policies.domain.renewal import RenewalOutcome
from policies.models import RenewalNote
from policies.services.renewals import set_aside_renewal


class RenewalSerializer(serializers.ModelSerializer[RenewalNote]):
    """A text to which a tool is pinned has a new version. `outcome` is empty while nobody has settled it."""

    tool = Ref(read_only=True)
    document = Ref(read_only=True)
    new_version = Ref(read_only=True)
    closed_by = Ref(read_only=True, allow_null=True)

    class Meta:
        model = RenewalNote
        fields = [
            "uid",
            "version",
            "tool",
            "document",
            "new_version",
            "opened_at",
            "due_on",
            "closed_at",
            "closed_by",
            "outcome",
            "reason",
        ]


class RenewalFilters(Filters):
    """Which notes."""

    tool = by_uid("tool", "Uid of the tool.")
    document = by_uid("document", "Uid of the document.")
    outcome = by_choice("outcome", RenewalOutcome, "How it was settled.")
    open = filters.BooleanFilter(
        field_name="closed_at", lookup_expr="isnull", help_text="True: those nobody has settled."
    )


class Renewals(Rows):
    """Notes on texts that tools are pinned to, opened by a new version, open until somebody says what is to hold."""

    serializer_class = RenewalSerializer
    filterset_class = RenewalFilters
    deeds = {"set_aside": Deed("renewal.set-aside", ReasonEntry)}

    def rows(self) -> QuerySet[RenewalNote]:
        rows: QuerySet[RenewalNote] = RenewalNote.objects.visible_to(self.actor.person)
        return rows.select_related("tool", "document", "new_version__document", "closed_by")

    @action(detail=True, methods=["post"], url_path="set-aside")
    def set_aside(self, request: Request, uid: Any) -> Response:
        """Say why the new text needs nothing before renewal. Needs a session of counsel."""
        row = self.row
        return self.again(set_aside_renewal(actor=self.actor, note=row, version=row.version, **self.entry))
