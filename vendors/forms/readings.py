"""Forms of the list of readings: which to show, who looks at them until when, and the rhythm of reviews."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.web.forms import LARGEST_INTEGER, Form
from vendors.domain.cadence import LONGEST_MONTHS
from vendors.domain.labels import label
from vendors.domain.terms import UNDOCUMENTED, ClauseArea, Rating
from vendors.forms.fields import EnumField
from vendors.models import Assessment
from vendors.services.carrying import Plan


class ReadingFilterForm(Form):
    """Which readings to show."""

    q = forms.CharField(label="Vendor, product or tier", required=False, max_length=120)
    area = EnumField(ClauseArea, label="Clause area", required=False, empty="Every area")


class AssignForm(Form):
    """Who reviews the readings ticked, and until when. Signing is done one by one, on the page of each."""

    readings = forms.ModelMultipleChoiceField(
        label="Readings",
        queryset=Assessment.objects.filter(state__in=["in_review", "approved"]).select_related("record__tier__product"),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reviewer = forms.ModelChoiceField(
        label="Reviewer", queryset=User.objects.none(), to_field_name="uid", required=False, empty_label="Nobody named"
    )
    by = forms.DateField(label="Review by", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reviewer"]
        field.queryset = User.objects.filter(
            is_active=True, role_grants__role=Role.COUNSEL, role_grants__valid_until__isnull=True
        ).order_by("name")
        field.label_from_instance = lambda person: person.name


class CarryForm(Form):
    """The readings to carry over to another tier."""

    readings = forms.MultipleChoiceField(label="Readings", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, plans: Sequence[Plan] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans = plans
        field: Any = self.fields["readings"]
        field.choices = [(str(plan.reading.uid), str(plan.reading)) for plan in plans]

    def preset(self) -> list[Assessment]:
        """What is ticked when the page is shown: as sent, else all that may be carried."""
        if self.is_bound:
            sent = set(self["readings"].value() or [])
            return [plan.reading for plan in self.plans if str(plan.reading.uid) in sent]
        return [plan.reading for plan in self.plans if not plan.blocked and plan.carrying]

    def chosen(self) -> list[Assessment]:
        """The readings ticked. Only after `is_valid()`."""
        ticked = set(self.cleaned_data["readings"])
        return [plan.reading for plan in self.plans if str(plan.reading.uid) in ticked]


class SendForm(Form):
    """One draft among those of a tier: its rating, its plain words, and whether it is sent."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_INTEGER)
    rating = forms.TypedChoiceField(
        label="Rating",
        choices=[(rating.value, label(rating)) for rating in Rating],
        coerce=Rating,
        widget=forms.RadioSelect,
    )
    plain_reading = forms.CharField(label="In plain language", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    conditions = forms.CharField(label="Conditions", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    send = forms.BooleanField(label="Send it", required=False)

    def __init__(self, *args: Any, reading: Assessment, **kwargs: Any) -> None:
        values = {name: getattr(reading, name) for name in ("version", "rating", "plain_reading", "conditions")}
        answered = any(row.value != f'"{UNDOCUMENTED}"' for row in reading.answers.all())
        super().__init__(*args, prefix=str(reading.uid), initial={**values, "send": answered}, **kwargs)
        self.reading = reading


class RhythmForm(Form):
    """After how many months a reading is due for review, by its rating."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rating in Rating:
            self.fields[rating.value] = forms.IntegerField(
                label=f"{label(rating)}: months", min_value=1, max_value=LONGEST_MONTHS
            )

    def months(self) -> dict[Rating, int]:
        """What was entered. Only after `is_valid()`."""
        return {rating: self.cleaned_data[rating.value] for rating in Rating}


class StandForm(Form):
    """A word on why a reading stands as it is; privileged."""

    note = forms.CharField(
        label="Note", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Privileged. Shown to counsel only.",
    )  # fmt: skip
