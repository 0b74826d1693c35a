"""Where a tool is in use, and where a setting is so: surfaces in the form of how a tool is held."""

from __future__ import annotations

from typing import Any

from django import forms

from policies.domain.labels import label
from policies.domain.types import Surface
from policies.models import ToolConfiguration
from vendors.domain.settings_catalogue import SETTINGS, SettingKind

CHOICES = [(surface.value, label(surface)) for surface in Surface]


class SurfacesForm(forms.Form):
    """One field for the tool, and one for each setting that may hold on some surfaces only."""

    surfaces = forms.MultipleChoiceField(
        label="Surfaces in use",
        choices=CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: nobody has said, so every surface counts as in use.",
    )

    def add_surface_field(self, kind: SettingKind) -> None:
        """Add the field of one setting."""
        self.fields[f"on_{kind.code}"] = forms.MultipleChoiceField(
            label=f"{kind.label} is so on", choices=CHOICES, required=False, widget=forms.CheckboxSelectMultiple
        )

    def surfaces_of(self, name: str) -> tuple[Surface, ...]:
        """What was ticked in a field, in the order of surfaces. Only after `is_valid()`."""
        return tuple(Surface(code) for code, _ in CHOICES if code in self.cleaned_data[name])


def initial_surfaces(configuration: ToolConfiguration) -> dict[str, Any]:
    """Surfaces as the form shows them."""
    found: dict[str, Any] = {f"on_{code}": [] for code in SETTINGS}
    found |= {f"on_{row.code}": row.surfaces.split() for row in configuration.settings.all()}
    return {**found, "surfaces": configuration.surfaces.split()}
