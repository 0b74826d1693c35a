"""Forms of tools: filter, what is held, how it is held, output statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from governance.accounts.access import Actor
from governance.accounts.models import Team
from governance.web.forms import Form, VersionedForm
from policies.domain.types import BindingMode, DeploymentKind
from policies.forms.fields import EnumField, NamedField, RowField, narrow, own_teams, people
from policies.forms.proofs import ProofsForm, initial_proofs
from policies.forms.surfaces import SurfacesForm, initial_surfaces
from policies.models import Tool, ToolConfiguration
from policies.services.held_inputs import BindingInput, ConfigurationInput, SettingInput
from policies.services.tools import TIER_STAYS
from vendors.domain.settings_catalogue import SETTINGS, SettingKind, SettingValueKind
from vendors.domain.terms import Applicability, Channel, DocumentKind, FeatureStatus
from vendors.forms.fields import EnumField as TermsEnumField
from vendors.models import GoverningLink, ModelRelease, TermsDocument, TermsVersion, Tier, Vendor


class ToolFilterForm(Form):
    """Which tools the list shows."""

    q = forms.CharField(label="Name", required=False, max_length=120)
    team = NamedField(Team.objects.all(), label="Team", required=False, empty_label="Every team")
    vendor = NamedField(
        Vendor.objects.filter(products__tiers__in=Tool.objects.values("tier")).distinct(),
        required=False,
        label="Vendor",
        empty_label="Every vendor",
    )


class ToolForm(Form):
    """A tier as this organisation holds it. How it is held is recorded apart, since that is kept by date."""

    tier = RowField(
        Tier.objects.select_related("product__vendor"),
        label="Tier",
        words=lambda row: f"{row.product.vendor.name}: {row}",
        empty_label="Choose a tier",
        help_text="The plan of the vendor's product. Counsel registers a tier that is missing.",
    )
    name = forms.CharField(max_length=120, help_text="As people here call it; several holdings of one tier differ.")
    team = RowField(Team.objects.none(), required=False, empty_label="The whole organisation")
    business_owner = RowField(
        people(), required=False, empty_label="Nobody yet", help_text="Who answers for contract and seats."
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = own_teams(actor)
        narrow(self, "team", teams)
        if len(teams) == 1:  # a tool asked for by one team is that team's, unless somebody says otherwise
            self.fields["team"].initial = teams[0]


class ToolEditForm(VersionedForm, ToolForm):
    """A tool as it is to be. Its tier is a choice only while nothing rests on it."""

    def __init__(self, *args: Any, tool: Tool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if tool.in_use:
            field: Any = self.fields["tier"]
            field.queryset = field.queryset.filter(pk=tool.tier_id)
            field.empty_label, field.help_text = None, TIER_STAYS
            field.error_messages["invalid_choice"] = TIER_STAYS


@dataclass(frozen=True, slots=True)
class SettingRow:
    """The fields of one admin setting, for the template."""

    kind: SettingKind
    value: forms.BoundField
    proof: forms.BoundField
    checked: forms.BoundField
    file: forms.BoundField
    kept: forms.BoundField
    on: forms.BoundField


@dataclass(frozen=True, slots=True)
class BindingRow:
    """The four fields of one governing document, for the template."""

    document: TermsDocument
    mode: forms.BoundField
    notice: forms.BoundField
    pinned: forms.BoundField
    renews: forms.BoundField


class ConfigurationForm(ProofsForm, SurfacesForm, VersionedForm):
    """How a tool is held: where, how it runs, its admin settings, which texts bind."""

    contracting_entity = forms.CharField(
        required=False, max_length=120, help_text="Our company that is party to the contract."
    )
    region = forms.CharField(required=False, max_length=60, help_text="As the terms name it: EEA, United States.")
    channel = TermsEnumField(Channel, required=False, empty="Not said")
    feature_status = TermsEnumField(FeatureStatus, required=False, empty="Not said")
    reseller = forms.CharField(
        required=False, max_length=200, help_text="Where the channel is a reseller or a marketplace: who it is."
    )
    deployment = EnumField(DeploymentKind, widget=forms.RadioSelect)
    hosted_by = forms.CharField(required=False, max_length=120)
    data_location = forms.CharField(required=False, max_length=120, help_text="Where content is stored and processed.")
    releases = forms.ModelMultipleChoiceField(
        ModelRelease.objects.none(),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Model releases switched on",
    )
    order_form = RowField(TermsDocument.objects.none(), required=False, empty_label="None")
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)

    def __init__(self, *args: Any, tool: Tool, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tool, self.actor = tool, actor
        posted: Any = self.data
        self.data = posted.copy()
        self.documents = governing_documents(tool, actor)
        own: Any = self.fields["releases"]
        own.queryset = tool.tier.releases.select_related("vendor")
        orders: Any = self.fields["order_form"]
        orders.queryset = TermsDocument.objects.visible_to(actor.person).filter(
            kind=DocumentKind.ORDER_FORM, vendor=tool.tier.product.vendor_id
        )
        for kind in SETTINGS.values():
            self.fields[f"setting_{kind.code}"] = _setting_field(kind)
            self.fields[f"proof_{kind.code}"] = forms.CharField(
                label=f"Proof of {kind.label.lower()}", required=False, max_length=300
            )
            self.fields[f"checked_{kind.code}"] = forms.DateField(label=f"{kind.label} checked on", required=False)
            self.add_proof_fields(kind)
            self.add_surface_field(kind)
        self.offer_kept()
        for document in self.documents:
            self._add_binding(document)

    def _add_binding(self, document: TermsDocument) -> None:
        name = f"binding_{document.uid.hex}"
        title = document.title
        self.fields[name] = EnumField(BindingMode, label=f"{title}: which text binds", required=False, empty="Not said")
        self.fields[f"{name}_notice"] = forms.IntegerField(
            label=f"{title}: days of notice", required=False, min_value=0, max_value=3650
        )
        self.fields[f"{name}_version"] = RowField(
            TermsVersion.objects.filter(document=document),
            label=f"{title}: pinned to",
            required=False,
            empty_label="No version",
            words=lambda row: f"Version {row.number}",
        )
        self.fields[f"{name}_renews"] = forms.DateField(label=f"{title}: renews on", required=False)

    @property
    def setting_rows(self) -> list[SettingRow]:
        """One row per setting of the catalogue."""
        return [
            SettingRow(
                kind, *(self[f"{part}_{code}"] for part in ("setting", "proof", "checked", "file", "kept", "on"))
            )
            for code, kind in SETTINGS.items()
        ]

    def clean(self) -> None:
        """Keep the files."""
        super().clean()
        self.keep_files()

    @property
    def binding_rows(self) -> list[BindingRow]:
        """One row per governing document."""
        return [
            BindingRow(row, self[name], self[f"{name}_notice"], self[f"{name}_version"], self[f"{name}_renews"])
            for row in self.documents
            for name in (f"binding_{row.uid.hex}",)
        ]

    def entry(self) -> ConfigurationInput:
        """What was entered, as the service takes it."""
        values = self.cleaned_data
        return ConfigurationInput(
            held=Applicability(
                values["contracting_entity"], values["region"], values["channel"], values["feature_status"]
            ),
            deployment=values["deployment"],
            hosted_by=values["hosted_by"],
            data_location=values["data_location"],
            releases=list(values["releases"]),
            settings=[
                SettingInput(
                    code,
                    values[f"setting_{code}"],
                    values[f"proof_{code}"],
                    values[f"checked_{code}"],
                    self.proof_of(code),
                    self.surfaces_of(f"on_{code}"),
                )
                for code in SETTINGS
                if values[f"setting_{code}"]
            ],
            bindings=[entry for row in self.documents if (entry := self._binding(row)) is not None],
            order_form=values["order_form"],
            note=values["note"],
            reseller=values["reseller"],
            surfaces=self.surfaces_of("surfaces"),
        )

    def _binding(self, document: TermsDocument) -> BindingInput | None:
        name = f"binding_{document.uid.hex}"
        mode: BindingMode | None = self.cleaned_data[name]
        if mode is None:
            return None
        return BindingInput(
            document=document,
            mode=mode,
            notice_days=self.cleaned_data[f"{name}_notice"] if mode == BindingMode.ON_NOTICE else None,
            version=self.cleaned_data[f"{name}_version"] if mode == BindingMode.PINNED else None,
            renews_on=self.cleaned_data[f"{name}_renews"] if mode == BindingMode.PINNED else None,
        )


def governing_documents(tool: Tool, actor: Actor) -> list[TermsDocument]:
    """Documents that govern the tool's tier and that the person may read."""
    governing = GoverningLink.objects.open().filter(tier=tool.tier_id).values("document")
    return list(TermsDocument.objects.visible_to(actor.person).filter(pk__in=governing))


def _setting_field(kind: SettingKind) -> forms.Field:
    if kind.kind is SettingValueKind.CHOICE:
        return forms.ChoiceField(
            label=kind.label, help_text=kind.help, required=False, choices=[("", "Not known"), *kind.values]
        )
    widget = forms.NumberInput(attrs={"min": 0}) if kind.kind is SettingValueKind.DAYS else forms.TextInput()
    return forms.CharField(label=kind.label, help_text=kind.help, required=False, max_length=120, widget=widget)


def initial_of(tool: Tool, configuration: ToolConfiguration | None, *, kept_back: bool) -> dict[str, Any]:
    """What the configuration form shows: how the tool is held now, or what its tier suggests. Without proofs and note
    where they are `kept_back` from whoever fills it in."""
    found: dict[str, Any] = {"version": tool.version, **initial_proofs(tool, None if kept_back else configuration)}
    if configuration is None:
        return {**found, "deployment": DeploymentKind.SHARED_INFERENCE, "hosted_by": tool.tier.product.vendor.name}
    deployment = configuration.deployment
    found |= {
        "contracting_entity": configuration.contracting_entity,
        "region": configuration.region,
        "channel": configuration.channel,
        "feature_status": configuration.feature_status,
        "deployment": deployment.kind,
        "hosted_by": deployment.hosted_by,
        "data_location": deployment.data_location,
        "releases": _uids(deployment.releases.all()),
        "order_form": configuration.order_form.uid if configuration.order_form else None,
        "note": "" if kept_back else configuration.note,
        "reseller": configuration.reseller,
        **initial_surfaces(configuration),
    }
    for row in configuration.settings.all():
        found |= {
            f"setting_{row.code}": row.value,
            f"proof_{row.code}": "" if kept_back else row.proof,
            f"checked_{row.code}": row.checked_on,
        }
    for binding in configuration.bindings.select_related("document", "version"):
        name = f"binding_{binding.document.uid.hex}"
        found |= {
            name: binding.mode,
            f"{name}_notice": binding.notice_days,
            f"{name}_version": binding.version.uid if binding.version else None,
            f"{name}_renews": binding.renews_on,
        }
    return found


def _uids(rows: Sequence[ModelRelease] | Any) -> list[Any]:
    return [row.uid for row in rows]
