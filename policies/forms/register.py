"""Forms of the regulatory register: which entries the list shows, an instrument, where it stands, what was alleged."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from governance.web.forms import Form, VersionedForm
from policies.domain.register import InstrumentKind, Stage, lines_of
from policies.domain.rules import REGISTRY
from policies.forms.fields import EnumField, NamedField
from policies.models import Instrument
from policies.registered import InstrumentFact
from policies.services.register import InstrumentInput, StageInput
from vendors.models import Vendor

LONG = 20_000
NEEDS = (
    ("", "All"),
    ("review", "A change waits for counsel"),
    ("check", "Next check has come"),
    ("unchecked", "Not checked"),
)
RULES = sorted({code: rule.title for (code, _), rule in REGISTRY.items()}.items(), key=lambda item: item[1])
STAGE_FIELDS = ("stage", "staged_on", "source", "source_url", "seen_on", "note")


class InstrumentFilterForm(Form):
    """Which instruments the list shows."""

    q = forms.CharField(label="Name", required=False)
    kind = EnumField(InstrumentKind, label="Kind", required=False, empty="Every kind")
    stage = EnumField(Stage, label="Stage", required=False, empty="Every stage")
    vendor = NamedField(Vendor.objects.all(), label="Reaches", required=False, empty_label="Every vendor")
    needs = forms.ChoiceField(label="Needs", required=False, choices=NEEDS)


class _InstrumentFields(Form):
    """What an instrument is and whom it reaches."""

    name = forms.CharField(label="Name", max_length=200, help_text="In full, with its number.")
    short_name = forms.CharField(label="Short name", max_length=60)
    kind = EnumField(InstrumentKind, label="Kind")
    jurisdiction = forms.CharField(label="Jurisdiction", max_length=120)
    summary = forms.CharField(
        label="What it does", max_length=LONG, widget=forms.Textarea(attrs={"rows": 4}), help_text="In your own words."
    )
    countries = forms.CharField(
        label="Whom it reaches",
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One country to a line, as vendors name theirs; “European Union” reaches its member states.",
    )
    vendors = forms.ModelMultipleChoiceField(
        Vendor.objects.all(), label="Vendors it names", required=False, to_field_name="uid"
    )
    rules = forms.MultipleChoiceField(label="Rules it bears on", required=False, choices=RULES)
    next_check_on = forms.DateField(
        label="Look again on", required=False, help_text="From that day it waits in counsel’s queue."
    )
    privileged_note = forms.CharField(
        label="Note of counsel",
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Legal advice: on pages of counsel only, in no event, export or report.",
    )

    def instrument(self) -> InstrumentInput:
        """What to hand to the service. Only after `is_valid()`."""
        said = self.cleaned_data
        plain = ("name", "short_name", "kind", "jurisdiction", "summary", "next_check_on", "privileged_note")
        return InstrumentInput(
            **{name: said[name] for name in plain},
            countries=lines_of(said["countries"]),
            rules=tuple(said["rules"]),
            vendors=list(said["vendors"]),
        )


class _StageFields(Form):
    """Where an instrument stands, and where that was read."""

    stage = EnumField(Stage, label="Stage")
    staged_on = forms.DateField(label="Since", required=False, help_text="Leave it out where the source names no day.")
    source = forms.CharField(
        label="Source", max_length=300, help_text="Where it was read: the official record, a ministry’s page."
    )
    source_url = forms.URLField(
        label="Web address of the source", max_length=500, required=False, assume_scheme="https"
    )
    seen_on = forms.DateField(label="Seen on")
    note = forms.CharField(label="Note", required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 2}))

    def where(self) -> StageInput:
        """What to hand to the service. Only after `is_valid()`."""
        return StageInput(**{name: self.cleaned_data[name] for name in STAGE_FIELDS})


class InstrumentAddForm(_StageFields, _InstrumentFields):
    """A new instrument with where it stands."""


class InstrumentEditForm(VersionedForm, _InstrumentFields):
    """An instrument on record."""


class StageForm(VersionedForm, _StageFields):
    """Where an instrument stands now."""


class LookForm(VersionedForm):
    """One looked, and nothing is new."""

    next_check_on = forms.DateField(label="Look again on")


class MeaningForm(VersionedForm):
    """What a change means for us."""

    reasons = forms.CharField(
        label="What it means for us",
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Everybody signed in reads it. Legal advice belongs in the note of counsel.",
    )


class AllegationForm(Form):
    """Somebody was named in public."""

    named = forms.CharField(label="Who was named", max_length=120, help_text="As the source names them.")
    vendor = NamedField(
        Vendor.objects.all(), label="Vendor on record", required=False, empty_label="None of those on record"
    )
    what = forms.CharField(label="What was said", max_length=LONG, widget=forms.Textarea(attrs={"rows": 4}))
    alleged = forms.CharField(label="When it was said", max_length=60)
    source = forms.CharField(label="Source", max_length=300)
    source_url = forms.URLField(
        label="Web address of the source", max_length=500, required=False, assume_scheme="https"
    )
    seen_on = forms.DateField(label="Seen on")


def initial_of(row: Instrument, vendors: list[Any]) -> dict[str, Any]:
    """What the form of an instrument shows at first."""
    plain = ("version", "name", "short_name", "kind", "jurisdiction", "summary", "countries", "next_check_on")
    return {
        **{name: getattr(row, name) for name in plain},
        "rules": list(lines_of(row.rules)),
        "vendors": vendors,
        "privileged_note": row.privileged_note,
    }


def stage_initial(row: Instrument, fact: InstrumentFact, day: dt.date) -> dict[str, Any]:
    """Where it stands by the newest source, seen today."""
    now = fact.now
    return {"version": row.version, "stage": now.stage, "staged_on": now.staged_on, "seen_on": day}
