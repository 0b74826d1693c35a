"""The form of an output statement."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.web.forms import Form
from policies.domain.types import Surface
from policies.forms.fields import EnumField


class StatementForm(Form):
    """Engineering's account of one surface."""

    surface = EnumField(Surface, widget=forms.RadioSelect)
    sent = forms.CharField(
        label="What is sent", widget=forms.Textarea(attrs={"rows": 3}), help_text="Files, prompts, context, telemetry."
    )
    returned = forms.CharField(label="What comes back", widget=forms.Textarea(attrs={"rows": 3}))
    output = forms.CharField(
        label="What “output” is here",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The part the terms mean by output, on this surface.",
    )
    kept = forms.CharField(label="Where it is kept", widget=forms.Textarea(attrs={"rows": 3}))

    def parts(self) -> dict[str, Any]:
        """The cleaned values as the service takes them."""
        return dict(self.cleaned_data)
