"""Tiers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed
from governance.errors import Invalid
from governance.web.api.fields import Entry, Ref, RowField, RowsField, choice, column
from governance.web.api.filters import Filters, by_choice, by_uid
from vendors.api.applied import ON, AppliedSerializer, as_row, day_asked
from vendors.api.citations import TermsRows
from vendors.api.layers import LayerEntry, LayerSerializer, VerifyEntry, duty_quotes, layer_entered, shown_layers
from vendors.applied import applied, library_of
from vendors.domain.terms import TierKind
from vendors.domain.timeline import on
from vendors.models import GoverningLink, ModelRelease, Product, TermsDocument, Tier
from vendors.services.layers import save_layer, verify_layer
from vendors.services.vendors import save_tier


class TierSerializer(serializers.ModelSerializer[Tier]):
    """One plan of a product."""

    vendor = Ref(source="product.vendor", read_only=True)
    product = Ref(read_only=True)
    releases = Ref(many=True, read_only=True)

    class Meta:
        model = Tier
        fields = ["uid", "version", "vendor", "product", "name", "kind", "releases"]


class TierChangeEntry(Entry):
    """A tier as changed."""

    name = column(Tier, "name")
    kind = choice(TierKind)
    releases = RowsField(lambda user: ModelRelease.objects.all(), default=list)


class TierEntry(TierChangeEntry):
    """A tier as added."""

    product = RowField(lambda user: Product.objects.select_related("vendor"))


class TierFilters(Filters):
    """Which tiers."""

    vendor = by_uid("product__vendor", "Uid of the vendor.")
    product = by_uid("product", "Uid of the product.")
    kind = by_choice("kind", TierKind, "Kind of tier.")


class Tiers(TermsRows):
    """Plans of products, each with its own governing documents."""

    serializer_class = TierSerializer
    filterset_class = TierFilters
    deeds = {
        "create": Deed("vendor.edit", TierEntry),
        "update": Deed("vendor.edit", TierChangeEntry),
        "enter_layer": Deed("release.edit", LayerEntry),
        "verify": Deed("layer.verify", VerifyEntry),
    }

    def rows(self) -> QuerySet[Tier]:
        return Tier.objects.select_related("product__vendor").prefetch_related("releases")

    def create(self, request: Request) -> Response:
        """Add a tier to a product."""
        entry = self.entry
        name = " ".join(entry["name"].split())
        self.refuse_existing("A tier of this name", product=entry["product"], name__iexact=name)
        return self.created(save_tier(actor=self.actor, **entry))

    def update(self, request: Request, uid: Any) -> Response:
        """Replace what is said of a tier; releases not in the list are no longer served."""
        row = self.row
        return self.again(save_tier(actor=self.actor, product=row.product, tier=row, version=row.version, **self.entry))

    @extend_schema(responses=AppliedSerializer(many=True), parameters=[ON], filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def texts(self, request: Request, uid: Any) -> Response:
        """Which text of each governing document applied on a day, as the documents themselves say."""
        day = day_asked(request.query_params)
        seen = TermsDocument.objects.visible_to(self.actor.person).values("pk")
        links = GoverningLink.objects.filter(tier=self.get_object(), document__in=seen).select_related("document")
        rows = list(links.order_by("document__title", "valid_from", "pk"))
        library = library_of({row.document_id for row in rows})
        found = []
        for one in applied(rows, library):
            stretch = on(one.stretches, day)
            version = library.versions.get(stretch.look.version) if stretch and stretch.look else None
            found.append(as_row(one.document, stretch, version))
        return Response(AppliedSerializer(found, many=True).data)

    @extend_schema(responses=LayerSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def layers(self, request: Request, uid: Any) -> Response:
        """Licence layers of the tool itself: software, hosted API, use. Releases have layers of their own."""
        rows = shown_layers().filter(tier=self.get_object())
        return Response(LayerSerializer(rows, many=True, context=self.get_serializer_context()).data)

    @action(detail=True, methods=["post"], url_path="enter-layer")
    def enter_layer(self, request: Request, uid: Any) -> Response:
        """Enter a licence layer of the tool itself, or another in its place; a second counsel verifies it."""
        row = self.row
        save_layer(actor=self.actor, holder=row, version=row.version, entry=layer_entered(self.entry))
        return self.again(row)

    @action(detail=True, methods=["post"])
    def verify(self, request: Request, uid: Any) -> Response:
        """State that a layer of the tool says what its licence says. Needs another counsel than who entered it, a
        session and a fresh step-up."""
        entry = self.entry
        if entry["layer"].tier_id != self.row.pk:
            raise Invalid("This is a layer of another tier.", problems={"layer": ["Name a layer of this tier."]})
        verify_layer(actor=self.actor, version=self.row.version, duty_quotes=duty_quotes(entry), **entry)
        return self.again(self.row)
