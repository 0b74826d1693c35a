"""Forms of requests: filter, the three steps of asking, and a lane's answer."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.accounts.access import Actor, team_ids_of
from governance.accounts.models import Team
from governance.web.forms import Form, VersionedForm
from policies.domain.types import Lane, RequestState, Verdict
from policies.facts import categories_in_force
from policies.forms.fields import EnumField, NamedField, RowField, narrow
from policies.models import Category, Tool


class RequestFilterForm(Form):
    """Which requests the list shows."""

    state = EnumField(RequestState, label="State", required=False, empty="Every state")
    team = NamedField(Team.objects.all(), label="Team", required=False, empty_label="Every team")
    tool = NamedField(
        Tool.objects.filter(requests__isnull=False).distinct(), label="Tool", required=False, empty_label="Every tool"
    )
    mine = forms.BooleanField(label="Only mine", required=False)


class ChooseToolForm(Form):
    """Step 1: which tool."""

    tool = RowField(Tool.objects.select_related("tier__product__vendor"))


class ChooseCategoriesForm(Form):
    """Step 2: for which categories. Travels to step 3 in the address."""

    category = forms.ModelMultipleChoiceField(Category.objects.none(), to_field_name="slug", label="Categories")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["category"]
        offered.queryset = categories_in_force()


class PurposeForm(Form):
    """Step 3: what for, until when, for which team."""

    team = RowField(Team.objects.none(), empty_label=None, help_text="Its members and both lanes see the request.")
    purpose = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
        help_text="What it is wanted for, in words that somebody who does not write code understands.",
    )
    wanted_until = forms.DateField(
        required=False, label="Wanted until", help_text="Leave it empty where you do not know. Both lanes set the end."
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self, "team", Team.objects.filter(pk__in=team_ids_of(actor.person)))


class RequestEditForm(VersionedForm):
    """What a request says, before any lane has decided."""

    purpose = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False)
    wanted_until = forms.DateField(required=False, label="Wanted until")


class DecisionForm(Form):
    """A lane's answer to a line. Reasons and dates are judged by the service."""

    reasons = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
        help_text="Why you decide so. It stays with the decision.",
    )
    conditions = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=8000,
        help_text="One per line. Those the rules demand are filled in and stay; add your own below them.",
    )
    ends_on = forms.DateField(label="Last day of the approval", required=False)
    lane = EnumField(Lane, widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    say_approve = forms.CharField(widget=forms.HiddenInput, required=False)
    say_decline = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def verdict(self) -> Verdict | None:
        """The button that was pressed. None for a form that came without one: nothing is decided by default."""
        return next((known for known in Verdict if known == self.data.get("verdict")), None)

    def clean(self) -> None:
        """Refuse an answer that is neither."""
        super().clean()
        if self.verdict is None:
            self.add_error(None, "Choose “Decline” or “Approve” at the end of the page. Nothing was decided.")

    def condition_list(self) -> list[str]:
        """Conditions as entered, one per line."""
        return [line.strip() for line in self.cleaned_data.get("conditions", "").splitlines() if line.strip()]
