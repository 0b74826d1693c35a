"""Forms of approvals: filter, and the reason for a change of state."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.web.forms import Form, VersionedForm
from policies.domain.lifecycle import Standing
from policies.facts import categories_named
from policies.forms.fields import EnumField, NamedField
from policies.models import Tool


class ApprovalFilterForm(Form):
    """Which approvals the list shows."""

    standing = EnumField(Standing, label="Standing", required=False, empty="Every standing")
    category = forms.ChoiceField(label="Category", required=False)
    tool = NamedField(
        Tool.objects.filter(approvals__isnull=False).distinct(), label="Tool", required=False, empty_label="Every tool"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["category"]
        offered.choices = [("", "Every category"), *categories_named()]


class ReasonForm(VersionedForm):
    """Why an approval changes its state."""

    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
        help_text="The people who use the tool will read it.",
    )
