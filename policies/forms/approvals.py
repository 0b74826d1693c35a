"""Forms of approvals: filter, and the reason for a change of state."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.accounts.access import Actor, team_ids_of
from governance.accounts.models import Team, User
from governance.web.forms import Form, VersionedForm
from policies.domain.lifecycle import Standing
from policies.facts import categories_named
from policies.forms.fields import EnumField, NamedField, RowField, narrow, people
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


class ConditionForm(VersionedForm):
    """Who answers for a condition, and until when it is to be met."""

    owner = RowField(
        User.objects.none(),
        required=False,
        empty_label="Nobody yet",
        help_text="Says when it is met, and so may a lane.",
    )
    due_on = forms.DateField(label="To be met by", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self, "owner", people())


class MetForm(VersionedForm):
    """That a condition is met, or that something has stopped: what shows it, and since when."""

    word = forms.CharField(
        label="What shows it",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=2000,
        help_text="Where the proof lies, or what was done.",
    )
    on = forms.DateField(label="Since", required=False)


class RenewForm(Form):
    """What an approval is asked anew for."""

    team = RowField(Team.objects.none(), empty_label=None, help_text="Its members and both lanes see the request.")
    purpose = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False)
    wanted_until = forms.DateField(
        required=False, label="Wanted until", help_text="Leave it empty where you do not know. Both lanes set the end."
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self, "team", Team.objects.filter(pk__in=team_ids_of(actor.person)))


class ReasonForm(VersionedForm):
    """Why an approval changes its state."""

    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
        help_text="The people who use the tool will read it.",
    )
