"""Forms of exceptions: filter, what is asked for, a lane's answer."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.accounts.access import Actor, team_ids_of
from governance.accounts.models import Team
from governance.web.forms import Form
from policies.domain.ending import ExceptionState
from policies.domain.types import Lane, Verdict
from policies.forms.fields import EnumField, NamedField, RowField, narrow
from policies.models import Category, Codebase, Tool


class ExceptionFilterForm(Form):
    """Which exceptions the list shows."""

    state = EnumField(ExceptionState, label="State", required=False, empty="Every state")
    tool = NamedField(
        Tool.objects.filter(exceptions__isnull=False).distinct(), label="Tool", required=False, empty_label="Every tool"
    )


class ExceptionForm(Form):
    """What is asked for. Tool, category and rule come with the address, from the rule that bars."""

    team = RowField(Team.objects.none(), empty_label=None, help_text="Its members and both lanes see it.")
    codebase = RowField(
        Codebase.objects.none(),
        required=False,
        empty_label="Everything in the category",
        help_text="Bound to one codebase it helps there and nowhere else.",
    )
    reason = forms.CharField(
        label="Why it is needed",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
        help_text="What cannot be done without it, in words that somebody who does not write code understands.",
    )
    control = forms.CharField(
        label="Compensating control",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text="What is done instead of what the rule asks for. It becomes a condition of the approval, which "
        "everybody reads.",
    )
    ends_on = forms.DateField(
        label="Last day", required=False, help_text="At most a year. It is never extended, only decided anew."
    )

    def __init__(self, *args: Any, actor: Actor, category: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = team_ids_of(actor.person)
        narrow(self, "team", Team.objects.filter(pk__in=teams))
        inside = Codebase.objects.filter(
            team__in=teams, categories__category=category, categories__valid_until__isnull=True
        )
        narrow(self, "codebase", inside)


class ExceptionDecisionForm(Form):
    """A lane's answer to an exception. Reasons are judged by the service."""

    reasons = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
        help_text="Why you decide so. It stays with the exception.",
    )
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
            self.add_error(None, "Choose “Decline” or “Agree” at the end of the page. Nothing was decided.")
