"""Licence layers of releases and tiers, with their duties: how they are shown, entered and verified."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from governance.web.api.fields import Entry, Ref, RowField, Text, choice, column, prose
from vendors.api.citations import CitationField
from vendors.domain.duties import MOST_USERS, DutyKind
from vendors.domain.licences import is_spdx
from vendors.domain.terms import LicenceLayerKind
from vendors.facts import with_quote
from vendors.models import LicenceDuty, LicenceLayer, TermsDocument
from vendors.services.citations import MAX_QUOTE
from vendors.services.layers import DutyInput, LayerInput


class DutySerializer(serializers.ModelSerializer[LicenceDuty]):
    """One duty of a layer. `users`: per month, `flows_down`: it binds what is derived, too."""

    citation = CitationField()

    class Meta:
        model = LicenceDuty
        fields = ["kind", "detail", "users", "flows_down", "citation"]


class LayerSerializer(serializers.ModelSerializer[LicenceLayer]):
    """The licence of one layer as it is on record now."""

    entered_by = Ref(read_only=True, allow_null=True)
    verified = serializers.BooleanField(read_only=True)
    verified_by = Ref(read_only=True, allow_null=True)
    citation = CitationField()
    spdx = serializers.SerializerMethodField()
    duties = DutySerializer(many=True, read_only=True)

    class Meta:
        model = LicenceLayer
        fields = [
            "uid",
            "layer",
            "licence",
            "spdx",
            "duties",
            "flows_down",
            "source",
            "source_date",
            "entered_by",
            "valid_from",
            "verified",
            "verified_by",
            "verified_at",
            "stale_reason",
            "citation",
        ]

    def get_spdx(self, layer: LicenceLayer) -> bool:
        """Whether `licence` is an SPDX expression; else it is the licence's own name."""
        return is_spdx(layer.licence)


class DutyEntry(Entry):
    """One duty of a layer."""

    kind = choice(DutyKind)
    detail = column(LicenceDuty, "detail", required=False)
    users = serializers.IntegerField(min_value=1, max_value=MOST_USERS, allow_null=True, default=None)
    flows_down = serializers.BooleanField(default=False)


class LayerEntry(Entry):
    """The licence of one layer, with its source."""

    layer = choice(LicenceLayerKind)
    licence = column(LicenceLayer, "licence")
    flows_down = prose()
    source = column(LicenceLayer, "source", required=False)  # type: ignore[assignment] # fields leave the class body
    source_date = serializers.DateField(allow_null=True, default=None)
    duties = DutyEntry(
        many=True, allow_null=True, default=None, help_text="Null: those on record stay while the licence does."
    )


class DutyQuoteEntry(Entry):
    """The words a duty was held against."""

    kind = choice(DutyKind)
    quote = Text(max_length=MAX_QUOTE)


class VerifyEntry(Entry):
    """Which layer, and the words it and each of its duties were held against, out of the newest text of a document."""

    layer = RowField(lambda user: LicenceLayer.objects.all(), help_text="Uid of the layer.")
    document = RowField(lambda user: TermsDocument.objects.visible_to(user))
    quote = Text(max_length=MAX_QUOTE)
    duties = DutyQuoteEntry(many=True, default=list)


def shown_layers() -> QuerySet[LicenceLayer]:
    """Layers on record now with their duties, and the quotes that both rest on (quotes they are: trigger)."""
    layers = LicenceLayer.objects.open().select_related("entered_by", "verified_by")
    duties = Prefetch("duties", queryset=with_quote(LicenceDuty.objects.order_by("pk"), "citation"))
    found: QuerySet[LicenceLayer] = with_quote(layers, "citation").prefetch_related(duties)
    return found


def layer_entered(entry: dict[str, Any]) -> LayerInput:
    """A layer as its deed takes it."""
    duties = entry["duties"]
    return LayerInput(**{**entry, "duties": None if duties is None else [DutyInput(**duty) for duty in duties]})


def duty_quotes(entry: dict[str, Any]) -> dict[DutyKind, str]:
    """The words of each duty, by its kind."""
    return {DutyKind(duty["kind"]): duty["quote"] for duty in entry.pop("duties")}
