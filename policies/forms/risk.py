"""The form by which counsel confirms grades."""

from __future__ import annotations

from django import forms

from governance.web.forms import Form


class ConfirmForm(Form):
    """Until when the grades are confirmed, on what basis, and why."""

    basis = forms.CharField(widget=forms.HiddenInput, max_length=64)
    review_on = forms.DateField(
        label="Look again on", widget=forms.DateInput(attrs={"type": "date"}), help_text="Within a year."
    )
    note = forms.CharField(
        label="Note",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
        help_text="Legal advice: counsel only, never exported.",
    )
