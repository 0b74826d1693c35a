"""Clause records: a clause area of a tier, where it applies."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.web.api.fields import Entry, Ref, RowField, choice, column, optional_choice
from governance.web.api.filters import Filters, by_choice, by_uid
from vendors.api.links import applies
from vendors.domain.terms import Applicability, AssessmentState, Channel, ClauseArea, FeatureStatus
from vendors.models import Assessment, ClauseRecord, Tier
from vendors.services.clauses import open_record


class ClauseSerializer(serializers.ModelSerializer[ClauseRecord]):
    """A clause record with its approved and its open reading."""

    tier = Ref(read_only=True)
    approved = serializers.SerializerMethodField()
    open = serializers.SerializerMethodField()

    class Meta:
        model = ClauseRecord
        fields = [
            "uid",
            "area",
            "tier",
            "contracting_entity",
            "region",
            "channel",
            "feature_status",
            "approved",
            "open",
            "created_at",
        ]

    def get_approved(self, record: ClauseRecord) -> str | None:
        """Uid of the approved reading."""
        return _first(record, AssessmentState.APPROVED)

    def get_open(self, record: ClauseRecord) -> str | None:
        """Uid of the draft or the reading in review."""
        return _first(record, AssessmentState.DRAFT, AssessmentState.IN_REVIEW)


def _first(record: ClauseRecord, *states: AssessmentState) -> str | None:
    return next((str(row.uid) for row in record.assessments.all() if row.state in states), None)


class ClauseEntry(Entry):
    """A clause record as opened. Empty applicability: everywhere."""

    area = choice(ClauseArea)
    tier = RowField(lambda user: Tier.objects.select_related("product"))
    contracting_entity = column(ClauseRecord, "contracting_entity", required=False)
    region = column(ClauseRecord, "region", required=False)
    channel = optional_choice(Channel)
    feature_status = optional_choice(FeatureStatus)


class ClauseFilters(Filters):
    """Which clause records."""

    tier = by_uid("tier", "Uid of the tier.")
    product = by_uid("tier__product", "Uid of the product.")
    vendor = by_uid("tier__product__vendor", "Uid of the vendor.")
    area = by_choice("area", ClauseArea, "Clause area.")


class Clauses(Rows):
    """Clause areas of tiers; each holds its current reading and its history."""

    serializer_class = ClauseSerializer
    filterset_class = ClauseFilters
    versioned = False
    deeds = {"create": Deed("assessment.edit", ClauseEntry)}

    def rows(self) -> QuerySet[ClauseRecord]:
        live = [AssessmentState.APPROVED, AssessmentState.DRAFT, AssessmentState.IN_REVIEW]
        readings = Assessment.objects.filter(state__in=live).only("uid", "state", "record")
        return ClauseRecord.objects.select_related("tier__product").prefetch_related(
            Prefetch("assessments", queryset=readings)
        )

    def create(self, request: Request) -> Response:
        """Open a clause record. Its first draft is a reading of its own."""
        entry: dict[str, Any] = self.entry
        where = Applicability(*(str(entry.pop(name)) for name in Applicability.__dataclass_fields__))
        self.refuse_existing("This clause record", **entry, **applies(where))
        return self.created(open_record(actor=self.actor, applicability=where, **entry))
