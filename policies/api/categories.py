"""Categories, as the policy in force has them."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from governance.accounts.api_endpoints import Rows
from governance.web.api.fields import JsonText, Ref, Words
from governance.web.api.filters import Filters, by_choice
from policies.domain.types import Mode, RevisionState
from policies.models import Category, CategoryEdition, RuleSetting


@extend_schema_field({"type": "object", "additionalProperties": {}})
class Parameters(JsonText):
    """Parameters of a rule, name to value."""


class RuleSerializer(serializers.ModelSerializer[RuleSetting]):
    """A rule as a category uses it."""

    version = serializers.IntegerField(source="rule_version", read_only=True)
    parameters = Parameters()

    class Meta:
        model = RuleSetting
        fields = ["code", "version", "parameters", "on_fail", "reason"]


class EditionSerializer(serializers.ModelSerializer[CategoryEdition]):
    """A category as one revision has it."""

    uid = serializers.UUIDField(source="category.uid", read_only=True)
    slug = serializers.CharField(source="category.slug", read_only=True)
    mode = serializers.ChoiceField(source="category.mode", choices=[(mode.value, mode.value) for mode in Mode])
    legal_owner = Ref(read_only=True, allow_null=True)
    engineering_owner = Ref(read_only=True, allow_null=True)
    allowed_kinds = Words()
    allowed_destinations = Words()
    rules = RuleSerializer(many=True, read_only=True)

    class Meta:
        model = CategoryEdition
        fields = [
            "uid",
            "slug",
            "mode",
            "name",
            "description",
            "legal_owner",
            "engineering_owner",
            "allowed_kinds",
            "allowed_destinations",
            "rules",
        ]


class CategorySerializer(serializers.ModelSerializer[Category]):
    """What stays the same about a category, and what the policy in force makes of it."""

    in_force = serializers.SerializerMethodField()

    class Meta:
        model = Category
        fields = ["uid", "slug", "mode", "created_at", "in_force"]

    @extend_schema_field(EditionSerializer(allow_null=True))
    def get_in_force(self, category: Category) -> Any:
        """The category in the published revision; null where that no longer has it."""
        edition = next(iter(category.published), None)  # type: ignore[attr-defined] # prefetched by Categories
        return EditionSerializer(edition).data if edition is not None else None


class CategoryFilters(Filters):
    """Which categories."""

    mode = by_choice("mode", Mode, "Entry mode.")


def editions() -> QuerySet[CategoryEdition]:
    """Categories of revisions with owners and rules."""
    return CategoryEdition.objects.select_related("category", "legal_owner", "engineering_owner").prefetch_related(
        "rules"
    )


class Categories(Rows):
    """Categories of code: how AI output may enter, who owns them, which rules hold."""

    serializer_class = CategorySerializer
    filterset_class = CategoryFilters
    versioned = False

    def rows(self) -> QuerySet[Category]:
        published = editions().filter(revision__state=RevisionState.PUBLISHED)
        return Category.objects.prefetch_related(Prefetch("editions", queryset=published, to_attr="published"))
