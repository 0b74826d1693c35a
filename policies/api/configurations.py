"""How tools are and were held. A contract is named only to those who may read it."""

from __future__ import annotations

import uuid
from functools import cached_property
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from governance.web.api.fields import PartRef, Ref
from governance.web.api.filters import Filters, by_uid, instant
from policies.domain.types import Surface
from policies.held import configurations
from policies.models import Binding, Deployment, ToolConfiguration, ToolSetting
from vendors.api.citations import TermsRows
from vendors.parts import releases_named


@extend_schema_field(Ref(allow_null=True))
class DocumentRef(serializers.Field[Any, Any, Any, Any]):
    """A document by uid and title; null for a contract the person may not read. Needs `hidden` in the context."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_internal_value(self, data: Any) -> Any:
        return data

    def to_representation(self, value: Any) -> Any:
        return None if value.pk in self.context["hidden"].documents else Ref(value).data


@extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=[code.value for code in Surface])))
class SurfaceList(serializers.Field[Any, Any, Any, Any]):
    """Surfaces, as a list; empty: all of them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_internal_value(self, data: Any) -> Any:
        return data

    def to_representation(self, value: str) -> list[str]:
        return value.split()


class SettingSerializer(serializers.ModelSerializer[Any]):
    """An admin setting with its proof, and the SHA-256 of the file that shows it; null where they are kept back, since
    they may quote a contract."""

    proof = serializers.CharField(read_only=True, allow_null=True)
    proof_sha256 = serializers.CharField(read_only=True, allow_null=True)
    surfaces = SurfaceList()

    class Meta:
        model = ToolSetting
        fields = ["code", "value", "proof", "proof_sha256", "checked_on", "surfaces"]


class BindingSerializer(serializers.ModelSerializer[Any]):
    """Which text of a document binds us."""

    document = PartRef(read_only=True, allow_null=True)
    terms_version = serializers.UUIDField(read_only=True, allow_null=True)

    class Meta:
        model = Binding
        fields = ["document", "mode", "notice_days", "terms_version", "renews_on"]


class DeploymentSerializer(serializers.ModelSerializer[Any]):
    """How it runs."""

    releases = PartRef(many=True, read_only=True)

    class Meta:
        model = Deployment
        fields = ["kind", "hosted_by", "data_location", "releases"]


class ConfigurationSerializer(serializers.ModelSerializer[ToolConfiguration]):
    """How a tool was held from an instant until another."""

    tool = Ref(read_only=True)
    deployment = serializers.SerializerMethodField()
    settings = serializers.SerializerMethodField()
    bindings = serializers.SerializerMethodField()
    order_form = DocumentRef()
    surfaces = SurfaceList()
    note = serializers.SerializerMethodField()
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
            "reseller",
            "surfaces",
            "deployment",
            "settings",
            "bindings",
            "order_form",
            "note",
            "changed_by",
            "valid_from",
            "valid_until",
        ]

    def get_note(self, held: Any) -> str | None:
        """What was noted; null where it is kept back, since it may quote a contract."""
        return None if held.kept_back and held.note else str(held.note)

    @extend_schema_field(DeploymentSerializer(allow_null=True))
    def get_deployment(self, held: Any) -> Any:
        """How it runs; null while nobody has said."""
        deployment: Deployment | None = getattr(held, "deployment", None)
        if deployment is None:
            return None
        parts = {**vars(deployment), "releases": releases_named(held.releases_held)}
        return self._parts[0].to_representation(parts)

    @extend_schema_field(SettingSerializer(many=True))
    def get_settings(self, held: Any) -> Any:
        """Admin settings, by their code."""
        rows = [
            {**row, "proof": None if row["proof"] else "", "proof_sha256": None} if held.kept_back else row
            for row in sorted(_held(held.settings_held), key=itemgetter("code"))
        ]
        return [self._parts[1].to_representation(row) for row in rows]

    @extend_schema_field(BindingSerializer(many=True))
    def get_bindings(self, held: Any) -> Any:
        """What binds us; a contract is null to those who may not read it."""
        hidden = self.context["hidden"].documents
        rows = [
            {**row, "document": None if row["document"] in hidden else {"uid": row["uid"], "name": row["title"]}}
            for row in sorted(_held(held.bindings_held), key=itemgetter("pk"))
        ]
        return [self._parts[2].to_representation(row) for row in rows]

    @cached_property
    def _parts(self) -> tuple[DeploymentSerializer, SettingSerializer, BindingSerializer]:
        """One of each for all configurations of a list: making them anew costs more than what they write."""
        return DeploymentSerializer(), SettingSerializer(), BindingSerializer()


class ConfigurationFilters(Filters):
    """Which configurations."""

    tool = by_uid("tool", "Uid of the tool.")
    open = filters.BooleanFilter(field_name="valid_until", lookup_expr="isnull", help_text="True: those that hold now.")
    since = instant("valid_from", "gte", "Held from this instant or later.")


def _held(rows: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Rows that came with their holder, uids read (see `rows_within`)."""
    uids = ("uid", "terms_version")
    return [{**row, **{name: uuid.UUID(row[name]) for name in uids if row.get(name)}} for row in rows or ()]


class Configurations(TermsRows):
    """How tools are held, and were. A new one is recorded on its tool."""

    serializer_class = ConfigurationSerializer
    filterset_class = ConfigurationFilters
    versioned = False

    def rows(self) -> QuerySet[ToolConfiguration]:
        return configurations(self.actor.person)
