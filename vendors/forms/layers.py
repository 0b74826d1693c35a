"""Forms of licence layers: one layer with its duties, and the words it is verified on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet

from governance.web.forms import VersionedForm
from vendors.domain.duties import DUTIES, MAX_DETAIL, MOST_USERS, Detail, DutyKind, DutySpec
from vendors.domain.labels import label
from vendors.domain.terms import LicenceLayerKind
from vendors.models import LicenceDuty, LicenceLayer, TermsDocument
from vendors.services.layers import DutyInput, LayerInput


@dataclass(frozen=True, slots=True)
class DutyRow:
    """The fields of one kind of duty, for the template; those it does not have are None."""

    spec: DutySpec
    there: forms.BoundField
    detail: forms.BoundField | None
    users: forms.BoundField | None
    flows_down: forms.BoundField


class LayerForm(VersionedForm):
    """The licence of one layer of a release or tool, and its duties: one row of fields for each kind of duty."""

    layer = forms.ChoiceField(label="Layer")
    licence = forms.CharField(
        max_length=120,
        help_text="An SPDX identifier or expression (Apache-2.0 OR MIT), or the name the licence gives itself.",
    )
    flows_down = forms.CharField(
        label="What flows down, in words",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For people. Rules read the duties below.",
    )
    source = forms.CharField(max_length=300, required=False, help_text="Where you have this from.")
    source_date = forms.DateField(label="Date of the source", required=False)

    def __init__(self, *args: Any, kinds: Collection[LicenceLayerKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["layer"]
        offered.choices = [(kind.value, label(kind)) for kind in LicenceLayerKind if kind in kinds]
        for spec in DUTIES.values():
            self.fields.update(_duty_fields(spec))

    @property
    def duty_rows(self) -> list[DutyRow]:
        """One row per kind of duty."""
        return [
            DutyRow(
                spec,
                self[f"duty_{kind}"],
                self[f"detail_{kind}"] if spec.detail is not Detail.NONE else None,
                self[f"users_{kind}"] if spec.counts_users else None,
                self[f"flows_{kind}"],
            )
            for kind, spec in DUTIES.items()
        ]

    def clean(self) -> None:
        """What was filled in beside a duty that is not ticked would be lost without a word."""
        super().clean()
        for kind, spec in DUTIES.items():
            values = [self.cleaned_data.get(f"{part}_{kind}") for part in ("detail", "users", "flows")]
            if any(values) and not self.cleaned_data.get(f"duty_{kind}"):
                self.add_error(f"duty_{kind}", f"Tick “{spec.label}”, or empty what stands beside it.")

    def entry(self) -> LayerInput:
        """What was entered, as the service takes it."""
        values = self.cleaned_data
        return LayerInput(
            layer=LicenceLayerKind(values["layer"]),
            licence=values["licence"],
            flows_down=values["flows_down"],
            source=values["source"],
            source_date=values["source_date"],
            duties=[
                DutyInput(
                    kind,
                    values.get(f"detail_{kind}", ""),
                    values.get(f"users_{kind}"),
                    values[f"flows_{kind}"],
                )
                for kind in DUTIES
                if values[f"duty_{kind}"]
            ],
        )


def _duty_fields(spec: DutySpec) -> dict[str, forms.Field]:
    kind = spec.kind.value
    found: dict[str, forms.Field] = {
        f"duty_{kind}": forms.BooleanField(label=spec.label, help_text=spec.sentence, required=False)
    }
    if spec.detail is not Detail.NONE:
        found[f"detail_{kind}"] = forms.CharField(label=spec.names, max_length=MAX_DETAIL, required=False)
    if spec.counts_users:
        found[f"users_{kind}"] = forms.IntegerField(
            label="Monthly users", min_value=1, max_value=MOST_USERS, required=False
        )
    found[f"flows_{kind}"] = forms.BooleanField(label="Binds what is derived, too", required=False)
    return found


def initial_of(layer: LicenceLayer) -> dict[str, Any]:
    """A layer as the form shows it, without the version of its holder."""
    found: dict[str, Any] = {
        name: getattr(layer, name) for name in ("layer", "licence", "flows_down", "source", "source_date")
    }
    for duty in layer.duties.all():
        found |= {
            f"duty_{duty.kind}": True,
            f"detail_{duty.kind}": duty.detail,
            f"users_{duty.kind}": duty.users,
            f"flows_{duty.kind}": duty.flows_down,
        }
    return found


class VerifyForm(VersionedForm):
    """The words of a licence that a layer, and each of its duties, was held against."""

    document = forms.ModelChoiceField(
        label="Document",
        queryset=TermsDocument.objects.none(),
        to_field_name="uid",
        empty_label="Choose the document",
        help_text="The licence itself, as captured. What is not here yet is added under Documents first.",
    )
    quote = forms.CharField(
        label="The words that say so",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Word for word from the newest version of the document.",
    )

    def __init__(
        self, *args: Any, documents: QuerySet[TermsDocument], duties: Iterable[LicenceDuty], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["document"]
        field.queryset = documents
        self._kinds = [DutyKind(duty.kind) for duty in duties]
        for duty in duties:
            binds = " It binds what is derived, too." if duty.flows_down else ""
            self.fields[f"duty_{duty.kind}"] = forms.CharField(
                label=str(duty),
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=f"The words that say so.{binds}",
            )

    @property
    def duties(self) -> list[forms.BoundField]:
        """The field of each duty, for the template."""
        return [self[f"duty_{kind}"] for kind in self._kinds]

    def said(self) -> dict[str, Any]:
        """What was entered, as the service takes it. Only after `is_valid()`."""
        values = self.cleaned_data
        quotes = {kind: values[f"duty_{kind}"] for kind in self._kinds}
        return {"document": values["document"], "quote": values["quote"], "duty_quotes": quotes}
