"""Changes of terms before counsel, the readings each touched, and their confirmation by a person in a session."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.web.api.fields import Entry, Ref, RowsField, prose
from governance.web.api.filters import Filters, by_choice, by_uid
from vendors.domain.terms import ClauseArea, DriftKind, Effect, Settlement
from vendors.models import AffectedReading, Assessment, ChangeReview, TermsVersion
from vendors.services.change_reviews import confirm_change


class VersionEndSerializer(serializers.ModelSerializer[TermsVersion]):
    """One end of a change."""

    class Meta:
        model = TermsVersion
        fields = ["uid", "number", "sha256"]


class AffectedReadingSerializer(serializers.ModelSerializer[AffectedReading]):
    """A reading that the change touched; `settlement` is empty while it waits."""

    assessment = serializers.UUIDField(source="assessment.uid", read_only=True)
    clause = serializers.UUIDField(source="assessment.record.uid", read_only=True)
    area = serializers.ChoiceField(
        source="assessment.record.area", choices=[area.value for area in ClauseArea], read_only=True
    )
    effect = serializers.ChoiceField(choices=[effect.value for effect in Effect], read_only=True)
    settlement = serializers.ChoiceField(choices=["", *(how.value for how in Settlement)], read_only=True)

    class Meta:
        model = AffectedReading
        fields = ["assessment", "clause", "area", "effect", "reason", "marked_at", "settlement", "settled_at"]


class ChangeReviewSerializer(serializers.ModelSerializer[ChangeReview]):
    """From one version of a document to a newer one, until counsel confirmed it and nothing it touched waits."""

    document = Ref(read_only=True)
    former = VersionEndSerializer(read_only=True)
    newest = VersionEndSerializer(read_only=True)
    change = serializers.ChoiceField(choices=[kind.value for kind in DriftKind], read_only=True)
    confirmed_by = serializers.SerializerMethodField()
    readings = AffectedReadingSerializer(many=True, read_only=True)

    class Meta:
        model = ChangeReview
        fields = [
            "uid",
            "version",
            "document",
            "former",
            "newest",
            "change",
            "opened_at",
            "changed_at",
            "confirmed_at",
            "confirmed_by",
            "note",
            "closed_at",
            "readings",
        ]

    def get_confirmed_by(self, review: ChangeReview) -> str:
        """Who read it, by name; empty while nobody has."""
        return review.confirmed_by.name if review.confirmed_by else ""


class ConfirmEntry(Entry):
    """For every reading to be confirmed whether it holds or is to be read anew, by uid."""

    holds = RowsField(lambda user: Assessment.objects.all(), default=list)
    anew = RowsField(lambda user: Assessment.objects.all(), default=list)
    note = prose()


class ChangeFilters(Filters):
    """Which changes."""

    document = by_uid("document", "Uid of the document.")
    change = by_choice("change", DriftKind, "Class of the change.")


class Changes(Rows):
    """Changes of terms before counsel, and those settled."""

    serializer_class = ChangeReviewSerializer
    filterset_class = ChangeFilters
    deeds = {"confirm": Deed("assessment.confirm", ConfirmEntry)}

    def rows(self) -> QuerySet[ChangeReview]:
        rows: QuerySet[ChangeReview] = ChangeReview.objects.visible_to(self.actor.person)
        joined = rows.select_related("document", "former", "newest", "confirmed_by")
        readings = AffectedReading.objects.select_related("assessment__record")
        return joined.prefetch_related(Prefetch("readings", queryset=readings))

    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, uid: Any) -> Response:
        """Confirm a change that was read whole. Needs a session and a fresh step-up."""
        entry, row = self.entry, self.row
        holds, anew = ([reading.uid for reading in entry[name]] for name in ("holds", "anew"))
        confirmed = confirm_change(
            actor=self.actor, review=row, version=row.version, holds=holds, anew=anew, note=entry["note"]
        )
        return self.again(confirmed)
