"""Model releases and their licence layers."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed
from governance.errors import Invalid
from governance.web.api.fields import Entry, PartRef, Ref, RowField, RowsField, column
from governance.web.api.filters import Filters, by_uid
from vendors.api.citations import TermsRows
from vendors.api.layers import LayerEntry, LayerSerializer, VerifyEntry, duty_quotes, layer_entered, shown_layers
from vendors.models import ModelRelease, Vendor
from vendors.parts import releases_named, releases_within
from vendors.services.layers import verify_layer
from vendors.services.releases import save_release


class ReleaseSerializer(serializers.ModelSerializer[ModelRelease]):
    """A model version with its bases and licences."""

    vendor = Ref(read_only=True)
    name = serializers.CharField(source="__str__", read_only=True)
    bases = serializers.SerializerMethodField()
    layers = LayerSerializer(many=True, read_only=True)

    class Meta:
        model = ModelRelease
        fields = ["uid", "version", "vendor", "name", "family", "release", "size", "bases", "layers"]

    @extend_schema_field(PartRef(many=True))
    def get_bases(self, release: Any) -> Any:
        """The releases it was made from, by name."""
        return PartRef(releases_named(release.bases_held), many=True).data


class ReleaseChangeEntry(Entry):
    """A release as changed."""

    family = column(ModelRelease, "family")
    release = column(ModelRelease, "release", required=False)
    size = column(ModelRelease, "size", required=False)
    bases = RowsField(lambda user: ModelRelease.objects.all(), default=list)
    layers = LayerEntry(many=True, default=list)


class ReleaseEntry(ReleaseChangeEntry):
    """A release as registered."""

    vendor = RowField(lambda user: Vendor.objects.all())


class ReleaseFilters(Filters):
    """Which releases."""

    vendor = by_uid("vendor", "Uid of the vendor.")
    tier = by_uid("tiers", "Uid of a tier that serves them.")


def _layers(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "layers": [layer_entered(layer) for layer in entry["layers"]]}


class Releases(TermsRows):
    """Model versions somebody publishes."""

    serializer_class = ReleaseSerializer
    filterset_class = ReleaseFilters
    deeds = {
        "create": Deed("release.edit", ReleaseEntry),
        "update": Deed("release.edit", ReleaseChangeEntry),
        "verify": Deed("layer.verify", VerifyEntry),
    }

    def rows(self) -> QuerySet[ModelRelease]:
        shown = Prefetch("layer_rows", queryset=shown_layers())
        bases = releases_within(ModelRelease.objects.filter(derived=OuterRef("pk")))
        rows: QuerySet[ModelRelease] = ModelRelease.objects.select_related("vendor").annotate(bases_held=bases)
        return rows.prefetch_related(shown)

    def create(self, request: Request) -> Response:
        """Register a release with its licence layers."""
        entry = self.entry
        named = {f"{name}__iexact": " ".join(entry[name].split()) for name in ("family", "release", "size")}
        self.refuse_existing("This release", vendor=entry["vendor"], **named)
        return self.created(save_release(actor=self.actor, **_layers(entry)))

    def update(self, request: Request, uid: Any) -> Response:
        """Replace what is said of a release; bases and layers not listed go, one that changes is unverified."""
        row = self.row
        return self.again(
            save_release(actor=self.actor, vendor=row.vendor, row=row, version=row.version, **_layers(self.entry))
        )

    @action(detail=True, methods=["post"])
    def verify(self, request: Request, uid: Any) -> Response:
        """State that a layer says what its licence says. Needs another counsel than who entered it, a session and a
        fresh step-up."""
        entry = self.entry
        if entry["layer"].release_id != self.row.pk:
            raise Invalid("This is a layer of another release.", problems={"layer": ["Name a layer of this release."]})
        verify_layer(actor=self.actor, version=self.row.version, duty_quotes=duty_quotes(entry), **entry)
        return self.again(self.row)
