"""Vendors. Privileged notes have no field to leave or to enter by."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.web.api.fields import MANY, Entry, Ref, RowField, column
from governance.web.api.filters import Filters
from vendors.models import Vendor, VendorName
from vendors.services.vendors import add_vendor, change_vendor


class VendorSerializer(serializers.ModelSerializer[Vendor]):
    """A vendor with its other names."""

    parent = Ref(read_only=True, allow_null=True)
    legal_names = serializers.SerializerMethodField()
    aliases = serializers.SerializerMethodField()

    class Meta:
        model = Vendor
        fields = ["uid", "version", "name", "country", "website", "parent", "legal_names", "aliases", "created_at"]

    def get_legal_names(self, vendor: Vendor) -> list[str]:
        return [row.name for row in vendor.names.all() if row.kind == VendorName.Kind.LEGAL]

    def get_aliases(self, vendor: Vendor) -> list[str]:
        return [row.name for row in vendor.names.all() if row.kind == VendorName.Kind.ALIAS]


def _names() -> serializers.ListField:
    return serializers.ListField(child=column(VendorName, "name"), max_length=MANY, default=list)


class VendorEntry(Entry):
    """A vendor as registered or changed."""

    name = column(Vendor, "name")
    country = column(Vendor, "country", required=False)
    website = serializers.URLField(max_length=200, allow_blank=True, default="")
    parent = RowField(lambda user: Vendor.objects.all(), allow_null=True, default=None)  # type: ignore[assignment] # fields leave the class body
    legal_names = _names()
    aliases = _names()


class VendorFilters(Filters):
    """Which vendors."""

    q = filters.CharFilter(method="matching", help_text="Name, legal name, alias or product contains this.")
    country = filters.CharFilter(field_name="country", lookup_expr="iexact")
    parent = filters.UUIDFilter(field_name="parent__uid", help_text="Uid of the parent.")

    def matching(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching(value)


class Vendors(Rows):
    """Organisations whose terms govern an AI tool, or that publish model weights."""

    serializer_class = VendorSerializer
    filterset_class = VendorFilters
    deeds = {"create": Deed("vendor.edit", VendorEntry), "update": Deed("vendor.edit", VendorEntry)}

    def rows(self) -> QuerySet[Vendor]:
        return Vendor.objects.select_related("parent").prefetch_related("names")

    def create(self, request: Request) -> Response:
        """Register a vendor."""
        entry = self.entry
        self.refuse_existing("A vendor of this name", name__iexact=" ".join(entry["name"].split()))
        return self.created(add_vendor(actor=self.actor, **entry))

    def update(self, request: Request, uid: Any) -> Response:
        """Replace what is said of a vendor, whole."""
        return self.again(change_vendor(actor=self.actor, vendor=self.row, version=self.row.version, **self.entry))
