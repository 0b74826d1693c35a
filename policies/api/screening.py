"""Screening: lists, comparisons, possible matches and shares, for reading; a match is decided in a session only."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.web.api.fields import PROSE, Entry, Ref, Text, choice
from governance.web.api.filters import Filters, by_choice, by_uid
from policies.domain.screening.lists import ListKind
from policies.domain.screening.standing import HitState
from policies.models import ListVersion, OwnershipShare, ScreeningHit, ScreeningRun
from policies.services.screening_hits import dispose_hit


class ListSerializer(serializers.ModelSerializer[ListVersion]):
    """One list as it was published on a day. `sha256` is of the bytes of its files."""

    imported_by = Ref(read_only=True, allow_null=True)

    class Meta:
        model = ListVersion
        fields = [
            "uid", "kind", "number", "dated_on", "source", "sha256", "entries", "added", "gone", "imported_at",
            "imported_by",
        ]  # fmt: skip


class RunSerializer(serializers.ModelSerializer[ScreeningRun]):
    """One comparison: names, list, score and method, and what it found. That nothing was found clears nobody."""

    list_version = Ref(read_only=True)
    ran_by = Ref(read_only=True, allow_null=True)

    class Meta:
        model = ScreeningRun
        fields = [
            "uid", "list_version", "why", "threshold", "method", "names", "names_sha256", "found", "new", "carried",
            "ran_at", "ran_by",
        ]  # fmt: skip


class HitSerializer(serializers.ModelSerializer[ScreeningHit]):
    """A name that is spelt like one on a list. Reasons of a decision are legal advice and are not here."""

    vendor = Ref(read_only=True)
    entry_sha256 = serializers.CharField(source="entry.sha256", read_only=True)
    listed_as = serializers.CharField(source="entry.name", read_only=True)
    found_by = Ref(read_only=True)
    decided_by = Ref(read_only=True, allow_null=True)

    class Meta:
        model = ScreeningHit
        fields = [
            "uid", "version", "vendor", "role", "name", "entry_name", "listed_as", "entry_sha256", "score", "state",
            "found_by", "decided_by", "decided_at",
        ]  # fmt: skip


class ShareSerializer(serializers.ModelSerializer[OwnershipShare]):
    """Who owns how much of a vendor, from when until when, and where that stands."""

    vendor = Ref(read_only=True)
    owner_vendor = Ref(read_only=True, allow_null=True)

    class Meta:
        model = OwnershipShare
        fields = [
            "uid", "vendor", "owner", "owner_vendor", "percent", "source", "source_date", "valid_from", "valid_until",
        ]  # fmt: skip


class DisposeEntry(Entry):
    """What a possible match is, and why. The reasons are privileged."""

    verdict = choice(HitState)
    reasons = Text(max_length=PROSE)


class ListFilters(Filters):
    """Which lists."""

    kind = by_choice("kind", ListKind, "Which list.")


class RunFilters(Filters):
    """Which comparisons."""

    list_version = by_uid("list_version", "Uid of the list.")


class HitFilters(Filters):
    """Which possible matches."""

    vendor = by_uid("vendor", "Uid of the vendor.")
    state = by_choice("state", HitState, "What counsel made of it.")


class ShareFilters(Filters):
    """Which shares."""

    vendor = by_uid("vendor", "Uid of the vendor.")
    open = filters.BooleanFilter(
        field_name="valid_until", lookup_expr="isnull", help_text="True: those that hold still."
    )


class Lists(Rows):
    """Lists of restricted parties, version by version."""

    serializer_class = ListSerializer
    filterset_class = ListFilters
    reading = "screening.read"
    versioned = False

    def rows(self) -> QuerySet[ListVersion]:
        return ListVersion.objects.select_related("imported_by")


class Runs(Rows):
    """Comparisons of names with lists."""

    serializer_class = RunSerializer
    filterset_class = RunFilters
    reading = "screening.read"
    versioned = False

    def rows(self) -> QuerySet[ScreeningRun]:
        return ScreeningRun.objects.select_related("list_version", "ran_by")


class Hits(Rows):
    """Possible matches, of every list and version."""

    serializer_class = HitSerializer
    filterset_class = HitFilters
    reading = "screening.read"
    deeds = {"dispose": Deed("screening.dispose", DisposeEntry)}

    def rows(self) -> QuerySet[ScreeningHit]:
        rows: QuerySet[ScreeningHit] = ScreeningHit.objects.select_related(
            "vendor", "entry", "found_by__list_version", "decided_by"
        )
        return rows

    @action(detail=True, methods=["post"])
    def dispose(self, request: Request, uid: Any) -> Response:
        """Say what a possible match is. Needs a session of counsel and a fresh step-up."""
        row = self.row
        return self.again(dispose_hit(actor=self.actor, hit=row, version=row.version, **self.entry))


class Shares(Rows):
    """Shares of vendors on record, past ones too."""

    serializer_class = ShareSerializer
    filterset_class = ShareFilters
    reading = "screening.read"
    versioned = False

    def rows(self) -> QuerySet[OwnershipShare]:
        return OwnershipShare.objects.select_related("vendor", "owner_vendor")
