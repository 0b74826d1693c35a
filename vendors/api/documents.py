"""Terms documents. Which of them a person sees is said by `visible_to`."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.accounts.models import User
from governance.web.api.fields import Entry, Ref, RowField, RowsField, choice, column
from governance.web.api.filters import Filters, by_choice, by_uid
from vendors.domain.terms import DocumentKind, DocumentVisibility
from vendors.models import TermsDocument, Vendor
from vendors.services.documents import save_document


class ReaderSerializer(serializers.Serializer[Any]):
    """Somebody named as reader of a contract."""

    uid = serializers.UUIDField(source="person.uid")
    name = serializers.CharField(source="person.name")


class DocumentSerializer(serializers.ModelSerializer[TermsDocument]):
    """One legal text."""

    vendor = Ref(read_only=True)
    readers = ReaderSerializer(many=True, read_only=True)
    version_count = serializers.IntegerField(read_only=True)
    newest_version = serializers.UUIDField(source="newest_uid", read_only=True, allow_null=True)
    last_captured_at = serializers.DateTimeField(source="newest_capture", read_only=True, allow_null=True)

    class Meta:
        model = TermsDocument
        fields = [
            "uid",
            "version",
            "vendor",
            "title",
            "kind",
            "visibility",
            "source_url",
            "readers",
            "version_count",
            "newest_version",
            "last_captured_at",
        ]


class DocumentChangeEntry(Entry):
    """A document as changed."""

    title = column(TermsDocument, "title")
    kind = choice(DocumentKind)
    visibility = choice(DocumentVisibility)  # no default: one left out must never open a contract to everybody
    source_url = serializers.URLField(max_length=500, allow_blank=True, default="")
    readers = RowsField(lambda user: User.objects.all(), default=list)


class DocumentEntry(DocumentChangeEntry):
    """A document as added. Its text comes as a capture."""

    vendor = RowField(lambda user: Vendor.objects.all())


class DocumentFilters(Filters):
    """Which documents."""

    vendor = by_uid("vendor", "Uid of the vendor.")
    tier = by_uid("links__tier", "Uid of a tier they govern or governed.")
    kind = by_choice("kind", DocumentKind, "Kind of document.")
    visibility = by_choice("visibility", DocumentVisibility, "Posted to everyone, or a contract.")


class Documents(Rows):
    """Legal texts: terms, policies, licences, order forms. Contracts are shown to those who may read them."""

    serializer_class = DocumentSerializer
    filterset_class = DocumentFilters
    deeds = {"create": Deed("document.edit", DocumentEntry), "update": Deed("document.edit", DocumentChangeEntry)}

    def rows(self) -> QuerySet[TermsDocument]:
        rows = TermsDocument.objects.visible_to(self.actor.person).with_newest()
        return rows.select_related("vendor").prefetch_related("readers__person").distinct()

    def create(self, request: Request) -> Response:
        """Add a document to a vendor."""
        entry = self.entry
        title = " ".join(entry["title"].split())
        self.refuse_existing("A document of this title", vendor=entry["vendor"], title__iexact=title)
        return self.created(save_document(actor=self.actor, **entry))

    def update(self, request: Request, uid: Any) -> Response:
        """Replace what is said of a document; readers not in the list are no longer named."""
        row = self.row
        return self.again(
            save_document(actor=self.actor, vendor=row.vendor, document=row, version=row.version, **self.entry)
        )
