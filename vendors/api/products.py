"""Products."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.web.api.fields import Entry, Ref, RowField, choice, column
from governance.web.api.filters import Filters, by_choice, by_uid
from vendors.domain.terms import ProductKind
from vendors.models import Product, Vendor
from vendors.services.vendors import save_product


class ProductSerializer(serializers.ModelSerializer[Product]):
    """What a vendor offers."""

    vendor = Ref(read_only=True)

    class Meta:
        model = Product
        fields = ["uid", "version", "vendor", "name", "kind"]


class ProductChangeEntry(Entry):
    """A product as changed."""

    name = column(Product, "name")
    kind = choice(ProductKind)


class ProductEntry(ProductChangeEntry):
    """A product as added."""

    vendor = RowField(lambda user: Vendor.objects.all())


class ProductFilters(Filters):
    """Which products."""

    vendor = by_uid("vendor", "Uid of the vendor.")
    kind = by_choice("kind", ProductKind, "Kind of product.")


class Products(Rows):
    """What vendors offer: assistants, agents, APIs, model families."""

    serializer_class = ProductSerializer
    filterset_class = ProductFilters
    deeds = {"create": Deed("vendor.edit", ProductEntry), "update": Deed("vendor.edit", ProductChangeEntry)}

    def rows(self) -> QuerySet[Product]:
        return Product.objects.select_related("vendor")

    def create(self, request: Request) -> Response:
        """Add a product to a vendor."""
        entry = self.entry
        name = " ".join(entry["name"].split())
        self.refuse_existing("A product of this name", vendor=entry["vendor"], name__iexact=name)
        return self.created(save_product(actor=self.actor, **entry))

    def update(self, request: Request, uid: Any) -> Response:
        """Change a product."""
        row = self.row
        return self.again(
            save_product(actor=self.actor, vendor=row.vendor, product=row, version=row.version, **self.entry)
        )
