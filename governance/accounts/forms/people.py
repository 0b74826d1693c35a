"""Forms of the administrator's pages: people, roles, teams, the organisation."""

from __future__ import annotations

import functools
from typing import Any
from zoneinfo import available_timezones

from django import forms

from governance.accounts.models import Team, User
from governance.accounts.roles import Role
from governance.web.forms import Form, VersionedForm
from governance.web.markup.words import label_of


class PersonForm(Form):
    """A new account."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="Work e-mail", max_length=254)
    job_title = forms.CharField(label="Job title", max_length=120, required=False)
    ends_on = forms.DateField(
        label="Last day of the account", required=False, help_text="For auditors of one engagement. Empty: no end."
    )


class PersonEditForm(VersionedForm, PersonForm):
    """An account as it is to be."""

    def __init__(self, *args: Any, address_fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if address_fixed:
            self.fields["email"].widget.attrs["readonly"] = True
            self.fields["email"].help_text = "Fixed, since the person has set a password for it."


class RoleForm(Form):
    """A role to give."""

    role = forms.TypedChoiceField(
        label="Role",
        choices=[(role.value, label_of(role)) for role in Role],
        coerce=Role,
        widget=forms.RadioSelect,
    )


class ScopeForm(Form):
    """The teams an auditor is limited to."""

    teams = forms.ModelMultipleChoiceField(
        label="Sees the matters of",
        queryset=Team.objects.all(),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: the whole organisation.",
    )


class PeopleFilterForm(Form):
    """Which people the list shows."""

    q = forms.CharField(
        label="Name or e-mail",
        required=False,
        max_length=120,
    )
    role = forms.ChoiceField(
        label="Role", required=False, choices=[("", "Any role"), *((role.value, label_of(role)) for role in Role)]
    )
    account = forms.ChoiceField(
        label="Account",
        required=False,
        choices=[("", "Open and closed"), ("open", "Open"), ("closed", "Closed or ended")],
    )


class TeamForm(Form):
    """A new team."""

    name = forms.CharField(label="Name", max_length=80)


class TeamEditForm(VersionedForm, TeamForm):
    """A team's name as it is to be."""


class MemberForm(Form):
    """Somebody who joins a team."""

    person = forms.ModelChoiceField(
        label="Person", queryset=User.objects.filter(is_active=True), to_field_name="uid", empty_label="Choose a person"
    )


@functools.cache
def _zone_choices() -> list[tuple[str, str]]:
    names = sorted(name for name in available_timezones() if "/" in name or name == "UTC")
    return [(name, name.replace("_", " ")) for name in names]


class OrganisationForm(VersionedForm):
    """The organisation as it is to be."""

    name = forms.CharField(label="Name", max_length=120)
    legal_owner = forms.ModelChoiceField(
        label="Legal owner",
        queryset=User.objects.filter(is_active=True),
        to_field_name="uid",
        required=False,
        empty_label="Nobody yet",
        help_text="Has to be counsel.",
    )
    engineering_owner = forms.ModelChoiceField(
        label="Engineering owner",
        queryset=User.objects.filter(is_active=True),
        to_field_name="uid",
        required=False,
        empty_label="Nobody yet",
        help_text="Has to hold the role engineering owner; never the same person as the legal owner.",
    )
    escalation_contact = forms.ModelChoiceField(
        label="Escalation contact",
        queryset=User.objects.filter(is_active=True),
        to_field_name="uid",
        required=False,
        empty_label="Nobody yet",
        help_text="Counsel or engineering owner. Names who may decide when a lane is overdue.",
    )
    legal_days = forms.IntegerField(label="Days for a legal decision", min_value=1, max_value=90)
    engineering_days = forms.IntegerField(label="Days for an engineering decision", min_value=1, max_value=90)
    time_zone = forms.ChoiceField(
        label="Time zone", choices=_zone_choices, help_text="Times are shown in it, and days end in it."
    )
    warning_days = forms.CharField(
        label="Warnings before an end",
        max_length=40,
        help_text="Days before an approval or an exception ends at which its team is told, with commas between them.",
    )
