"""Forms of reports."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.accounts.access import organisation
from governance.accounts.models import RoleGrant, Team, User
from governance.accounts.roles import Role
from governance.web.forms import Form
from policies.domain.types import RevisionState
from policies.models import CategoryEdition, Tool


def _holders(role: Role) -> Any:
    held = RoleGrant.objects.open().filter(role=role).values("person")
    return User.objects.filter(pk__in=held, is_active=True).order_by("name")


class ReportForm(Form):
    """Start an audit report: for what, and who signs."""

    title = forms.CharField(max_length=200, help_text="As it will stand on the cover.")
    legal_signatory = forms.ModelChoiceField(
        User.objects.none(), to_field_name="uid", label="Signs for Legal", empty_label="Choose a counsel"
    )
    engineering_signatory = forms.ModelChoiceField(
        User.objects.none(),
        to_field_name="uid",
        label="Signs for Engineering",
        empty_label="Choose an engineering owner",
    )
    teams = forms.ModelMultipleChoiceField(
        Team.objects.order_by("name"),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: all teams.",
    )
    categories = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, help_text="None ticked: all categories."
    )
    tools = forms.ModelMultipleChoiceField(
        Tool.objects.order_by("name"),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: all tools.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        house = organisation()
        initial = {
            "legal_signatory": house.legal_owner.uid if house.legal_owner else None,
            "engineering_signatory": house.engineering_owner.uid if house.engineering_owner else None,
            **kwargs.pop("initial", {}),
        }
        super().__init__(*args, initial=initial, **kwargs)
        self._offer("legal_signatory", _holders(Role.COUNSEL))
        self._offer("engineering_signatory", _holders(Role.ENGINEERING_OWNER))
        editions = CategoryEdition.objects.filter(revision__state=RevisionState.PUBLISHED).select_related("category")
        categories = self.fields["categories"]
        if isinstance(categories, forms.MultipleChoiceField):
            categories.choices = [(str(edition.category.uid), edition.name) for edition in editions]

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows


class VerifyForm(Form):
    """A PDF to be verified."""

    file = forms.FileField(label="PDF file", help_text="Any PDF. It is judged and not kept.")


class DeclineForm(Form):
    """Why a signatory declines."""

    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))
