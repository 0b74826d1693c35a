"""What answers rest on, as it leaves the product: words of a contract only to those who may read it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from governance.accounts.api_endpoints import Rows
from vendors.domain.terms import CitationKind
from vendors.facts import Hidden, citation_fact, hidden_from
from vendors.models import Citation


class CitationSerializer(serializers.Serializer[Any]):
    """A quote, a silence or a document. `exact` stands word for word in the version whose hash is beside it."""

    uid = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=[(kind.value, kind.value) for kind in CitationKind])
    document = serializers.CharField()
    exact = serializers.CharField()
    prefix = serializers.CharField()
    suffix = serializers.CharField()
    heading = serializers.CharField()
    start = serializers.IntegerField(allow_null=True)
    version_number = serializers.IntegerField(allow_null=True)
    version_uid = serializers.UUIDField(allow_null=True)
    version_sha256 = serializers.CharField()
    text_sha256 = serializers.CharField()
    note = serializers.CharField()
    page = serializers.CharField()
    dated_on = serializers.DateField(allow_null=True)


@extend_schema_field(CitationSerializer(allow_null=True))
class CitationField(serializers.Field[Any, Any, Any, Any]):
    """A citation row, with what the person may see of it. Needs `hidden` in the context (TermsRows)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_internal_value(self, data: Any) -> Any:
        return data

    def to_representation(self, value: Citation) -> Any:
        return CitationSerializer(citation_fact(value, self.context["hidden"])).data


class TermsRows(Rows):
    """Rows that show citations: knows what this person may not read."""

    @cached_property
    def hidden(self) -> Hidden:
        """What is kept back."""
        return hidden_from(self.actor.person)

    def get_serializer_context(self) -> dict[str, Any]:
        """The usual context, and what is hidden."""
        return {**super().get_serializer_context(), "hidden": self.hidden}
