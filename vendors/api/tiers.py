"""Tiers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.web.api.fields import Entry, Ref, RowField, RowsField, choice, column
from governance.web.api.filters import Filters, by_choice, by_uid
from vendors.domain.terms import TierKind
from vendors.models import ModelRelease, Product, Tier
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


class Tiers(Rows):
    """Plans of products, each with its own governing documents."""

    serializer_class = TierSerializer
    filterset_class = TierFilters
    deeds = {"create": Deed("vendor.edit", TierEntry), "update": Deed("vendor.edit", TierChangeEntry)}

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
