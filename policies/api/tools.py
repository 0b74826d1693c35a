"""Tools as held, and what the policy says of each."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed
from governance.accounts.models import Team, User
from governance.web.api.fields import SMALL, Entry, Ref, RowField, RowsField, choice, column, optional_choice, prose
from governance.web.api.filters import Filters, by_uid
from policies.api.configurations import ConfigurationSerializer
from policies.api.evaluations import PreviewSerializer
from policies.asking import previews
from policies.domain.types import BindingMode, DeploymentKind, Surface
from policies.held import configurations
from policies.models import Deployment, Tool, ToolConfiguration, ToolSetting
from policies.services.held_inputs import BindingInput, ConfigurationInput, SettingInput
from policies.services.proofs import proof_on_record
from policies.services.tools import configure_tool, save_tool
from policies.timeline import answers, tool_texts
from vendors.api.applied import ON, AppliedSerializer, as_row, day_asked
from vendors.api.citations import TermsRows
from vendors.domain.terms import Applicability, Channel, FeatureStatus
from vendors.models import ModelRelease, TermsDocument, TermsVersion, Tier


class ToolSerializer(serializers.ModelSerializer[Tool]):
    """A tier as this organisation holds it."""

    tier = Ref(read_only=True)
    vendor = Ref(source="tier.product.vendor", read_only=True)
    team = Ref(read_only=True, allow_null=True)
    business_owner = Ref(read_only=True, allow_null=True)
    configuration = serializers.SerializerMethodField()

    class Meta:
        model = Tool
        fields = ["uid", "version", "name", "vendor", "tier", "team", "business_owner", "configuration", "created_at"]

    @extend_schema_field(ConfigurationSerializer(allow_null=True))
    def get_configuration(self, tool: Tool) -> Any:
        """How it is held now; null while nobody has said."""
        held = next(iter(tool.held_now), None)  # type: ignore[attr-defined] # prefetched by Tools
        return self._held.to_representation(held) if held is not None else None

    @cached_property
    def _held(self) -> ConfigurationSerializer:
        """One for all tools of a list: making it anew costs more than what it writes."""
        return ConfigurationSerializer(context=self.context)


class ToolEntry(Entry):
    """A tool as registered or changed."""

    tier = RowField(lambda user: Tier.objects.select_related("product"))
    name = column(Tool, "name")
    team = RowField(lambda user: Team.objects.all(), allow_null=True, default=None)
    business_owner = RowField(lambda user: User.objects.all(), allow_null=True, default=None)


class SettingEntry(Entry):
    """An admin setting. It counts only with proof and the day it was checked."""

    code = column(ToolSetting, "code")
    value = column(ToolSetting, "value")
    proof = column(ToolSetting, "proof", required=False)
    proof_sha256 = serializers.CharField(
        max_length=64,
        allow_null=True,
        default=None,
        help_text="Keeps a file that proves a setting of this tool already; files are brought on the tool's page.",
    )
    checked_on = serializers.DateField(allow_null=True, default=None)
    surfaces = serializers.ListField(child=choice(Surface), default=list, help_text="Where alone; empty: everywhere.")


class BindingEntry(Entry):
    """Which text of a document binds us."""

    document = RowField(lambda user: TermsDocument.objects.visible_to(user))
    mode = choice(BindingMode)
    notice_days = serializers.IntegerField(min_value=0, max_value=SMALL, allow_null=True, default=None)
    version = RowField(lambda user: TermsVersion.objects.visible_to(user), allow_null=True, default=None)
    renews_on = serializers.DateField(allow_null=True, default=None)


class ConfigurationEntry(Entry):
    """How a tool is held from now on, whole: what is left out is no longer so."""

    contracting_entity = column(ToolConfiguration, "contracting_entity", required=False)
    region = column(ToolConfiguration, "region", required=False)
    channel = optional_choice(Channel)
    feature_status = optional_choice(FeatureStatus)
    reseller = column(ToolConfiguration, "reseller", required=False)
    surfaces = serializers.ListField(child=choice(Surface), default=list, help_text="In use; empty: any may be.")
    deployment = choice(DeploymentKind)
    hosted_by = column(Deployment, "hosted_by", required=False)
    data_location = column(Deployment, "data_location", required=False)
    releases = RowsField(lambda user: ModelRelease.objects.all(), default=list)
    settings = SettingEntry(many=True, default=list)
    bindings = BindingEntry(many=True, default=list)
    order_form = RowField(lambda user: TermsDocument.objects.visible_to(user), allow_null=True, default=None)
    note = prose()


class ToolFilters(Filters):
    """Which tools."""

    tier = by_uid("tier", "Uid of the tier.")
    vendor = by_uid("tier__product__vendor", "Uid of the vendor.")
    team = by_uid("team", "Uid of the team.")


class Tools(TermsRows):
    """Tools the organisation holds. What may change over time is kept as configurations."""

    serializer_class = ToolSerializer
    filterset_class = ToolFilters
    deeds = {
        "create": Deed("tool.edit", ToolEntry),
        "update": Deed("tool.edit", ToolEntry),
        "configure": Deed("tool.edit", ConfigurationEntry),
    }

    def rows(self) -> QuerySet[Tool]:
        now = configurations(self.actor.person).filter(valid_until__isnull=True)
        rows = Tool.objects.select_related("tier__product__vendor", "team", "business_owner")
        return rows.prefetch_related(Prefetch("configurations", queryset=now, to_attr="held_now"))

    def create(self, request: Request) -> Response:
        """Register a tier as a tool the organisation holds."""
        entry = self.entry
        self.refuse_existing("A tool of this name", name__iexact=" ".join(entry["name"].split()))
        return self.created(save_tool(actor=self.actor, **entry))

    def update(self, request: Request, uid: Any) -> Response:
        """Replace what is said of a tool, whole; how it is held is recorded with `configure`."""
        return self.again(save_tool(actor=self.actor, tool=self.row, version=self.row.version, **self.entry))

    @action(detail=True, methods=["post"])
    def configure(self, request: Request, uid: Any) -> Response:
        """Record how a tool is held from now on; what held before stays on record."""
        row = self.row
        configure_tool(actor=self.actor, tool=row, version=row.version, entry=_configuration(row, self.entry))
        return self.again(row)

    @extend_schema(responses=PreviewSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def preview(self, request: Request, uid: Any) -> Response:
        """What the policy in force says of this tool, for every category, with the whole chain."""
        found = previews(self.get_object(), self.actor.person)
        return Response(PreviewSerializer(found, many=True).data)

    @extend_schema(responses=AppliedSerializer(many=True), parameters=[ON], filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def texts(self, request: Request, uid: Any) -> Response:
        """Which text of each document bound this tool on a day, as it was held and bound then."""
        day = day_asked(request.query_params)
        tool: Tool = self.get_object()
        found = answers(tool_texts(tool, self.actor.person), day, tool)
        rows = [as_row(one.document, one.stretch, one.version) for one in found]
        return Response(AppliedSerializer(rows, many=True).data)


def _configuration(tool: Tool, entry: dict[str, Any]) -> ConfigurationInput:
    held = Applicability(*(str(entry.pop(name)) for name in Applicability.__dataclass_fields__))
    settings = [
        SettingInput(**item, proof_blob=proof_on_record(tool, sha256) if sha256 else None)
        for item in entry.pop("settings")
        for sha256 in (item.pop("proof_sha256"),)
    ]
    bindings = [BindingInput(**item) for item in entry.pop("bindings")]
    return ConfigurationInput(held=held, settings=settings, bindings=bindings, **entry)
