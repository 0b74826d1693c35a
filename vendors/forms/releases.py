"""Forms of model releases and their licence layers."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.web.forms import Form, VersionedForm
from vendors.domain.labels import label
from vendors.domain.terms import LicenceLayerKind
from vendors.models import ModelRelease


class ReleaseForm(Form):
    """A model release. Each kind of layer is one row of fields; a layer without a licence is not there."""

    family = forms.CharField(label="Family", max_length=80, help_text="As its maker names it, without the version.")
    release = forms.CharField(label="Version", max_length=60, required=False)
    size = forms.CharField(label="Size", max_length=30, required=False)
    bases = forms.ModelMultipleChoiceField(
        label="Based on",
        queryset=ModelRelease.objects.select_related("vendor"),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Releases it was made from; their licences may flow down.",
    )

    def __init__(self, *args: Any, row: ModelRelease | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row is not None:
            bases: Any = self.fields["bases"]
            bases.queryset = ModelRelease.objects.select_related("vendor").exclude(pk=row.pk)
        for kind in LicenceLayerKind:
            self.fields.update(_layer_fields(kind))

    @property
    def layers(self) -> list[dict[str, Any]]:
        """The bound fields of each layer, for the template."""
        return [
            {"label": label(kind), "fields": [self[f"{kind.value}_{name}"] for name in LAYER_PARTS]}
            for kind in LicenceLayerKind
        ]

    def layer_values(self) -> list[dict[str, Any]]:
        """What was entered for each layer that names a licence or anything else. Only after `is_valid()`."""
        found: list[dict[str, Any]] = []
        for kind in LicenceLayerKind:
            entered = {name: self.cleaned_data[f"{kind.value}_{name}"] for name in LAYER_PARTS}
            if any(entered.values()):
                found.append({"layer": kind, **entered})
        return found


LAYER_PARTS = ("licence", "flows_down", "source", "source_date")


def _layer_fields(kind: LicenceLayerKind) -> dict[str, forms.Field]:
    name = label(kind)
    return {
        f"{kind.value}_licence": forms.CharField(label=f"{name}: licence", max_length=120, required=False),
        f"{kind.value}_flows_down": forms.CharField(
            label=f"{name}: flows down", required=False, widget=forms.Textarea(attrs={"rows": 2})
        ),
        f"{kind.value}_source": forms.CharField(label=f"{name}: source", max_length=300, required=False),
        f"{kind.value}_source_date": forms.DateField(label=f"{name}: date of the source", required=False),
    }


class ReleaseEditForm(VersionedForm, ReleaseForm):
    """A model release as it is to be."""
