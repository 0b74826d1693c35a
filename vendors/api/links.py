"""The links by which documents govern tiers."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed
from governance.web.api.fields import SMALL, Entry, Ref, RowField, Text, choice, column, optional_choice
from governance.web.api.filters import Filters, by_uid
from vendors.api.citations import CitationField, TermsRows
from vendors.domain.terms import Applicability, Channel, FeatureStatus, LinkMode
from vendors.facts import SILENT_VERSIONS, with_quote
from vendors.models import GoverningLink, TermsDocument, Tier
from vendors.services.citations import MAX_QUOTE
from vendors.services.documents import end_link
from vendors.services.ranking import link_with_rank


class LinkSerializer(serializers.ModelSerializer[GoverningLink]):
    """A document governs a tier."""

    document = Ref(read_only=True)
    tier = Ref(read_only=True)
    rank_citation = CitationField()

    class Meta:
        model = GoverningLink
        fields = [
            "uid",
            "document",
            "tier",
            "mode",
            "rank",
            "rank_citation",
            "contracting_entity",
            "region",
            "channel",
            "feature_status",
            "valid_from",
            "valid_until",
        ]


class LinkEntry(Entry):
    """A link as added. A rank needs the sentence it rests on, word for word from the newest text."""

    document = RowField(lambda user: TermsDocument.objects.visible_to(user).select_related("vendor"))
    tier = RowField(lambda user: Tier.objects.select_related("product__vendor"))
    mode = choice(LinkMode, default=LinkMode.GOVERNS)
    rank = serializers.IntegerField(min_value=0, max_value=SMALL, allow_null=True, default=None)
    rank_quote = Text(max_length=MAX_QUOTE, allow_blank=True, default="")
    contracting_entity = column(GoverningLink, "contracting_entity", required=False)
    region = column(GoverningLink, "region", required=False)
    channel = optional_choice(Channel)
    feature_status = optional_choice(FeatureStatus)
    valid_from = serializers.DateTimeField(allow_null=True, default=None)


class LinkFilters(Filters):
    """Which links."""

    document = by_uid("document", "Uid of the document.")
    tier = by_uid("tier", "Uid of the tier.")
    open = filters.BooleanFilter(
        field_name="valid_until", lookup_expr="isnull", help_text="True: those that have not been ended."
    )


class Links(TermsRows):
    """Which document governs which tier, how, since when and where."""

    serializer_class = LinkSerializer
    filterset_class = LinkFilters
    versioned = False
    deeds = {"create": Deed("link.edit", LinkEntry), "end": Deed("link.edit")}

    def rows(self) -> QuerySet[GoverningLink]:
        seen = TermsDocument.objects.visible_to(self.actor.person).values("pk")
        rows = GoverningLink.objects.filter(document__in=seen).select_related("document", "tier__product")
        return with_quote(rows, "rank_citation").prefetch_related(
            Prefetch("rank_citation__silent_versions", queryset=SILENT_VERSIONS)
        )

    def create(self, request: Request) -> Response:
        """Say that a document governs a tier."""
        entry = self.entry
        where = Applicability(*(str(entry.pop(name)) for name in Applicability.__dataclass_fields__))
        key = {name: entry[name] for name in ("document", "tier")}
        self.refuse_existing("This link", valid_until=None, **key, **applies(where))
        return self.created(link_with_rank(actor=self.actor, applicability=where, **entry))

    @action(detail=True, methods=["post"])
    def end(self, request: Request, uid: Any) -> Response:
        """End a link from now on; it stays for questions about earlier dates."""
        return self.again(end_link(actor=self.actor, link=self.row))


def applies(where: Applicability) -> dict[str, str]:
    """The four columns of an applicability, as lookups."""
    return {name: getattr(where, name) for name in Applicability.__dataclass_fields__}
