"""How tools are and were held. A contract is named only to those who may read it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from governance.web.api.fields import Ref
from governance.web.api.filters import Filters, by_uid, instant
from policies.models import Binding, Deployment, ToolConfiguration, ToolSetting
from vendors.api.citations import TermsRows


@extend_schema_field(Ref(allow_null=True))
class DocumentRef(serializers.Field[Any, Any, Any, Any]):
    """A document by uid and title; null for a contract the person may not read. Needs `hidden` in the context."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_internal_value(self, data: Any) -> Any:
        return data

    def to_representation(self, value: Any) -> Any:
        return None if value.pk in self.context["hidden"] else Ref(value).data


class SettingSerializer(serializers.ModelSerializer[ToolSetting]):
    """An admin setting with its proof."""

    class Meta:
        model = ToolSetting
        fields = ["code", "value", "proof", "checked_on"]


class BindingSerializer(serializers.ModelSerializer[Binding]):
    """Which text of a document binds us."""

    document = DocumentRef()
    terms_version = serializers.UUIDField(source="version.uid", read_only=True, allow_null=True)

    class Meta:
        model = Binding
        fields = ["document", "mode", "notice_days", "terms_version", "renews_on"]


class DeploymentSerializer(serializers.ModelSerializer[Deployment]):
    """How it runs."""

    releases = Ref(many=True, read_only=True)

    class Meta:
        model = Deployment
        fields = ["kind", "hosted_by", "data_location", "releases"]


class ConfigurationSerializer(serializers.ModelSerializer[ToolConfiguration]):
    """How a tool was held from an instant until another."""

    tool = Ref(read_only=True)
    deployment = DeploymentSerializer(read_only=True, allow_null=True)
    settings = SettingSerializer(many=True, read_only=True)
    bindings = BindingSerializer(many=True, read_only=True)
    order_form = DocumentRef()
    changed_by = Ref(read_only=True, allow_null=True)

    class Meta:
        model = ToolConfiguration
        fields = [
            "uid",
            "tool",
            "contracting_entity",
            "region",
            "channel",
            "feature_status",
            "deployment",
            "settings",
            "bindings",
            "order_form",
            "note",
            "changed_by",
            "valid_from",
            "valid_until",
        ]


class ConfigurationFilters(Filters):
    """Which configurations."""

    tool = by_uid("tool", "Uid of the tool.")
    open = filters.BooleanFilter(field_name="valid_until", lookup_expr="isnull", help_text="True: those that hold now.")
    since = instant("valid_from", "gte", "Held from this instant or later.")


def configurations() -> QuerySet[ToolConfiguration]:
    """Configurations with their parts."""
    rows = ToolConfiguration.objects.select_related("tool", "deployment", "order_form", "changed_by")
    found: QuerySet[ToolConfiguration] = rows.prefetch_related(
        "settings", "bindings__document", "bindings__version", "deployment__releases"
    )
    return found


class Configurations(TermsRows):
    """How tools are held, and were. A new one is recorded on its tool."""

    serializer_class = ConfigurationSerializer
    filterset_class = ConfigurationFilters
    versioned = False

    def rows(self) -> QuerySet[ToolConfiguration]:
        return configurations()
