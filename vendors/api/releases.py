"""Model releases and their licence layers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.web.api.fields import Entry, Ref, RowField, RowsField, choice, column, prose
from governance.web.api.filters import Filters, by_uid
from vendors.domain.terms import LicenceLayerKind
from vendors.models import LicenceLayer, ModelRelease, Vendor
from vendors.services.releases import LayerInput, save_release


class LayerSerializer(serializers.ModelSerializer[LicenceLayer]):
    """The licence of one layer."""

    class Meta:
        model = LicenceLayer
        fields = ["uid", "layer", "licence", "flows_down", "source", "source_date", "verified"]


class ReleaseSerializer(serializers.ModelSerializer[ModelRelease]):
    """A model version with its bases and licences."""

    vendor = Ref(read_only=True)
    name = serializers.CharField(source="__str__", read_only=True)
    bases = Ref(many=True, read_only=True)
    layers = LayerSerializer(many=True, read_only=True)

    class Meta:
        model = ModelRelease
        fields = ["uid", "version", "vendor", "name", "family", "release", "size", "bases", "layers"]


class LayerEntry(Entry):
    """The licence of one layer, with its source."""

    layer = choice(LicenceLayerKind)
    licence = column(LicenceLayer, "licence")
    flows_down = prose()
    source = column(LicenceLayer, "source", required=False)  # type: ignore[assignment] # fields leave the class body
    source_date = serializers.DateField(allow_null=True, default=None)
    verified = serializers.BooleanField(default=False)


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
    return {**entry, "layers": [LayerInput(**layer) for layer in entry["layers"]]}


class Releases(Rows):
    """Model versions somebody publishes."""

    serializer_class = ReleaseSerializer
    filterset_class = ReleaseFilters
    deeds = {"create": Deed("release.edit", ReleaseEntry), "update": Deed("release.edit", ReleaseChangeEntry)}

    def rows(self) -> QuerySet[ModelRelease]:
        return ModelRelease.objects.select_related("vendor").prefetch_related("bases", "layers")

    def create(self, request: Request) -> Response:
        """Register a release with its licence layers."""
        entry = self.entry
        named = {f"{name}__iexact": " ".join(entry[name].split()) for name in ("family", "release", "size")}
        self.refuse_existing("This release", vendor=entry["vendor"], **named)
        return self.created(save_release(actor=self.actor, **_layers(entry)))

    def update(self, request: Request, uid: Any) -> Response:
        """Change a release; layers and bases left out are removed."""
        row = self.row
        return self.again(
            save_release(actor=self.actor, vendor=row.vendor, row=row, version=row.version, **_layers(self.entry))
        )
