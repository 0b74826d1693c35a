"""Forms of lanes: delegating one, naming a nominee, asking for changes and answering."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.accounts.access import today
from governance.web.forms import Form, VersionedForm
from policies.domain.types import Lane
from policies.forms.fields import EnumField, RowField, narrow, people
from policies.models import Category
from policies.services.deciders import holders
from policies.services.delegations import lanes_owned


class DelegationForm(Form):
    """Whom, which of one's categories, until when, why. The lane is the one the person owns."""

    lane = EnumField(Lane, label="Lane")
    delegate = RowField(people(), label="Who decides in your place", empty_label="Choose somebody")
    categories = forms.ModelMultipleChoiceField(
        Category.objects.none(),
        to_field_name="slug",
        required=False,
        label="Only these categories",
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose none to hand over all you own in the lane.",
    )
    ends_on = forms.DateField(label="Last day", required=False, help_text="It ends by itself; a year is the longest.")
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=2000,
        help_text="Everybody reads it. Leave health and family out of it: “away” will do.",
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owned = lanes_owned(actor.person)
        offered: Any = self.fields["lane"]
        offered.choices = [(value, word) for value, word in offered.choices if Lane(value) in owned]
        able = people().none()
        for lane in owned:
            able = able | people().filter(pk__in=holders(lane, today()).exclude(pk=actor.person.pk))
        narrow(self, "delegate", able)
        editions = {edition.category_id: edition for rows in owned.values() for edition in rows}
        narrow(self, "categories", Category.objects.filter(pk__in=editions))
        named: Any = self.fields["categories"]
        named.label_from_instance = lambda row: editions[row.pk].name


class NomineeForm(Form):
    """Whom the escalation contact names for a lane."""

    lane = EnumField(Lane, widget=forms.HiddenInput)
    nominee = RowField(people(), label="Who decides", empty_label="Choose somebody")
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2000)

    def __init__(self, *args: Any, lane: Lane | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if lane is not None:
            self.initial["lane"] = lane
            narrow(self, "nominee", people().filter(pk__in=holders(lane, today())))


class AskForm(Form):
    """What a lane wants changed or explained."""

    lane = EnumField(Lane, widget=forms.HiddenInput)
    reasons = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
        label="What is to be changed or explained",
        help_text="The requester and their team read it.",
    )


class LaneForm(Form):
    """In which lane."""

    lane = EnumField(Lane, widget=forms.HiddenInput)


class AnswerForm(VersionedForm):
    """The requester's answer."""

    answer = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
        label="Your answer",
        help_text="What you changed, or what there is to say. The line is then before both lanes again.",
    )
