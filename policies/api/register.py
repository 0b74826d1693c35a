"""The regulatory register: instruments, where each stands, and what its changes mean for us."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.web.api.fields import PROSE, Entry, Ref, RowsField, Text, choice, column, prose
from governance.web.api.filters import Filters, by_choice, by_uid
from policies.domain.register import InstrumentKind, Stage, lines_of
from policies.models import Instrument, InstrumentReview, InstrumentStage
from policies.services import register
from policies.services.register import InstrumentInput, StageInput
from vendors.models import Vendor


class StageSerializer(serializers.ModelSerializer[InstrumentStage]):
    """Where an instrument stands by one source. Not `checked`: nobody held it against its source."""

    written_by = Ref(read_only=True, allow_null=True)

    class Meta:
        model = InstrumentStage
        fields = [
            "uid", "number", "stage", "staged_on", "source", "source_url", "seen_on", "note", "checked",
            "written_by", "written_at",
        ]  # fmt: skip


class ReviewSerializer(serializers.ModelSerializer[InstrumentReview]):
    """A change that counsel has to say the meaning of; `reasons` are empty while it waits."""

    closed_by = Ref(read_only=True, allow_null=True)

    class Meta:
        model = InstrumentReview
        fields = ["uid", "cause", "opened_at", "due_on", "closed_at", "closed_by", "reasons"]


class InstrumentSerializer(serializers.ModelSerializer[Instrument]):
    """An instrument with its stages and reviews, the newest first. Counsel's note is on no API."""

    countries = serializers.SerializerMethodField()
    rules = serializers.SerializerMethodField()
    vendors = Ref(many=True, read_only=True)
    stages = StageSerializer(many=True, read_only=True)
    reviews = ReviewSerializer(many=True, read_only=True)

    class Meta:
        model = Instrument
        fields = [
            "uid", "version", "name", "short_name", "kind", "jurisdiction", "countries", "rules", "vendors", "summary",
            "next_check_on", "stages", "reviews", "created_at",
        ]  # fmt: skip

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_countries(self, row: Instrument) -> list[str]:
        """Whom it reaches, as countries and unions."""
        return list(lines_of(row.countries))

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_rules(self, row: Instrument) -> list[str]:
        """Codes of the rules it bears on."""
        return list(lines_of(row.rules))


class InstrumentListed(InstrumentSerializer):
    """An instrument with its stages."""

    class Meta(InstrumentSerializer.Meta):
        fields = [name for name in InstrumentSerializer.Meta.fields if name != "reviews"]


class InstrumentEntry(Entry):
    """What an instrument is and whom it reaches, whole: what is left out is no longer so."""

    name = column(Instrument, "name")
    short_name = column(Instrument, "short_name")
    kind = choice(InstrumentKind)
    jurisdiction = column(Instrument, "jurisdiction")
    summary = Text(max_length=PROSE)
    countries = serializers.ListField(child=Text(max_length=120), default=list)
    rules = serializers.ListField(child=Text(max_length=60), default=list)
    vendors = RowsField(lambda user: Vendor.objects.all(), default=list)
    next_check_on = serializers.DateField(allow_null=True, default=None)


class StageEntry(Entry):
    """Where an instrument stands, and where that was read."""

    stage = choice(Stage)
    staged_on = serializers.DateField(allow_null=True, default=None)
    source = column(InstrumentStage, "source")  # type: ignore[assignment] # Field.source is where to read it from
    source_url = column(InstrumentStage, "source_url", required=False)
    seen_on = serializers.DateField()
    note = prose()


class NewInstrumentEntry(InstrumentEntry, StageEntry):
    """An instrument with where it stands."""


class LookEntry(Entry):
    """When to look again."""

    next_check_on = serializers.DateField()


class MeaningEntry(Entry):
    """What a change means for us."""

    reasons = Text(max_length=PROSE)


class InstrumentFilters(Filters):
    """Which instruments."""

    kind = by_choice("kind", InstrumentKind, "What it is.")
    vendor = by_uid("vendors", "Uid of a vendor it names.")


_OF_STAGE = ("stage", "staged_on", "source", "source_url", "seen_on", "note")


class Instruments(Rows):
    """Laws, bills and rules that are followed. A new stage, date or source opens a review for counsel."""

    serializer_class = InstrumentSerializer
    list_serializer_class = InstrumentListed
    filterset_class = InstrumentFilters
    deeds = {
        "create": Deed("register.edit", NewInstrumentEntry),
        "update": Deed("register.edit", InstrumentEntry),
        "stage": Deed("register.edit", StageEntry),
        "look": Deed("register.edit", LookEntry),
        "close_review": Deed("register.review", MeaningEntry),
    }

    def rows(self) -> QuerySet[Instrument]:
        stages = InstrumentStage.objects.select_related("written_by").order_by("-number")
        rows = Instrument.objects.prefetch_related("vendors", Prefetch("stages", queryset=stages))
        if self.action == "list":
            return rows
        reviews = InstrumentReview.objects.select_related("closed_by")
        return rows.prefetch_related(Prefetch("reviews", queryset=reviews))

    def create(self, request: Request) -> Response:
        """Enter an instrument with where it stands. What a program enters is not checked until a person says so."""
        entry = self.entry
        self.refuse_existing("An instrument of this name", name__iexact=entry["name"])
        stage = StageInput(**{name: entry.pop(name) for name in _OF_STAGE})
        return self.created(register.add_instrument(actor=self.actor, entry=InstrumentInput(**entry), stages=[stage]))

    def update(self, request: Request, uid: Any) -> Response:
        """Replace what an instrument is said to be and to reach; counsel's note stays."""
        row = self.row
        entry = InstrumentInput(**self.entry, privileged_note=row.privileged_note)
        register.change_instrument(actor=self.actor, instrument=row, entry=entry, version=row.version)
        return self.again(row)

    @action(detail=True, methods=["post"])
    def stage(self, request: Request, uid: Any) -> Response:
        """Record where it stands now; what is new about it waits for counsel."""
        row = self.row
        register.record_stage(actor=self.actor, instrument=row, entry=StageInput(**self.entry), version=row.version)
        return self.again(row)

    @action(detail=True, methods=["post"])
    def look(self, request: Request, uid: Any) -> Response:
        """Say that one looked and nothing is new, and when to look again."""
        row = self.row
        register.look_at(actor=self.actor, instrument=row, version=row.version, **self.entry)
        return self.again(row)

    @action(detail=True, methods=["post"], url_path="close-review")
    def close_review(self, request: Request, uid: Any) -> Response:
        """Say what the change means for us. Needs a session of counsel."""
        row = self.row
        register.close_review(actor=self.actor, instrument=row, version=row.version, **self.entry)
        return self.again(row)
