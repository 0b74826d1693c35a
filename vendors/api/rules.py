"""Where documents are fetched from, which part of the page is kept, how often; as it holds and as it held."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.web.api.fields import Entry, Ref, RowField, Text, choice, column
from governance.web.api.filters import Filters, by_choice, by_uid
from vendors.domain.terms import Rhythm
from vendors.domain.text import MOST_SELECTORS
from vendors.models import CaptureRule, TermsDocument
from vendors.services.watching import ask_for_fetch, set_rule, stop_watching
from vendors.tasks import ring


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class SelectorLines(serializers.Field[Any, Any, Any, Any]):
    """CSS selectors kept one per line, shown as a list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_internal_value(self, data: Any) -> Any:
        return data

    def to_representation(self, value: str) -> list[str]:
        return value.splitlines()


class CaptureRuleSerializer(serializers.ModelSerializer[CaptureRule]):
    """One setting, from when until when it held. None is ever changed; another follows."""

    document = Ref(read_only=True)
    keep = SelectorLines(source="kept", help_text="CSS selectors; none keeps the whole page.")
    drop = SelectorLines(source="dropped", help_text="CSS selectors of what changes without being terms.")
    set_by = Ref(read_only=True, allow_null=True)

    class Meta:
        model = CaptureRule
        fields = ["uid", "document", "address", "keep", "drop", "rhythm", "set_by", "valid_from", "valid_until"]


class CaptureRuleEntry(Entry):
    """Where a document is fetched from, from now on. `seen` is the uid of the rule it takes the place of."""

    document = RowField(lambda user: TermsDocument.objects.visible_to(user))
    address = column(CaptureRule, "address")
    keep = serializers.ListField(child=Text(max_length=500), max_length=MOST_SELECTORS, default=list)
    drop = serializers.ListField(child=Text(max_length=500), max_length=MOST_SELECTORS, default=list)
    rhythm = choice(Rhythm, default=Rhythm.WEEKLY)
    seen = serializers.UUIDField(allow_null=True, default=None)


class CaptureRuleFilters(Filters):
    """Which rules."""

    document = by_uid("document", "Uid of the document.")
    rhythm = by_choice("rhythm", Rhythm, "How often.")
    open = filters.BooleanFilter(
        field_name="valid_until", lookup_expr="isnull", help_text="True: those that hold; false: those that were ended."
    )


class CaptureRules(Rows):
    """Where documents are fetched from. A contract is fetched from nowhere."""

    serializer_class = CaptureRuleSerializer
    filterset_class = CaptureRuleFilters
    versioned = False
    deeds = {
        "create": Deed("document.capture", CaptureRuleEntry),
        "end": Deed("document.capture"),
        "fetch": Deed("document.capture"),
    }

    def rows(self) -> QuerySet[CaptureRule]:
        seen = TermsDocument.objects.visible_to(self.actor.person).values("pk")
        rows: QuerySet[CaptureRule] = CaptureRule.objects.filter(document__in=seen)
        return rows.select_related("document", "set_by")

    def create(self, request: Request) -> Response:
        """Set where a document is fetched from. The rule before is ended and stays on record; the first look is due."""
        rule = set_rule(actor=self.actor, **self.entry)
        ring()
        return self.created(rule)

    @action(detail=True, methods=["post"])
    def end(self, request: Request, uid: Any) -> Response:
        """Fetch the document no longer; what was found stays."""
        stop_watching(actor=self.actor, document=self.row.document, rule=self.row)
        return self.again(self.row)

    @action(detail=True, methods=["post"])
    def fetch(self, request: Request, uid: Any) -> Response:
        """Have the document fetched by this rule as soon as a worker is free."""
        ask_for_fetch(actor=self.actor, document=self.row.document, rule=self.row)
        ring()
        return self.again(self.row)
