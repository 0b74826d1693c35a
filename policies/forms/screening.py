"""Forms of screening: a list to import, a comparison to make, a possible match to decide, a share to record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat

from governance.web.forms import Form, VersionedForm
from policies.domain.screening.lists import LIST_NAMES, ListKind
from policies.domain.screening.matching import LEAST, MOST
from policies.domain.screening.standing import HitState
from policies.forms.fields import NamedField
from vendors.models import Vendor

LARGEST = 128 * 1024 * 1024
"""Bytes of one file; the published lists are a tenth of it."""
VERDICTS = (
    (HitState.FALSE_MATCH, "Another party: a false match"),
    (HitState.TRUE_MATCH, "The same party: a true match"),
    (HitState.UNDECIDED, "Looked at, and not decided yet"),
)
DAY = forms.DateInput(attrs={"type": "date"})


class ListForm(Form):
    """A list as it was published."""

    kind = forms.ChoiceField(label="List", choices=[(kind.value, LIST_NAMES[kind]) for kind in ListKind])
    main = forms.FileField(
        label="The list",
        allow_empty_file=True,
        help_text="CSV or JSON of the Consolidated Screening List as it is published, or SDN.CSV of OFAC.",
    )
    alternates = forms.FileField(label="ALT.CSV", required=False, allow_empty_file=True, help_text="For OFAC’s list.")
    addresses = forms.FileField(label="ADD.CSV", required=False, allow_empty_file=True, help_text="For OFAC’s list.")
    dated_on = forms.DateField(label="Published on", widget=DAY, help_text="The day the list itself says.")
    source = forms.CharField(label="Got from", max_length=300, help_text="The address, or who sent it.")
    knowing = forms.BooleanField(
        label="The file is whole, though it is less than half of the list before", required=False
    )

    def clean(self) -> dict[str, Any]:
        """Files in bounds."""
        for name in ("main", "alternates", "addresses"):
            file = self.cleaned_data.get(name)
            if file is not None and file.size > LARGEST:
                self.add_error(name, f"The file is larger than {filesizeformat(LARGEST)}. Import it by command.")
        return self.cleaned_data


class CompareForm(Form):
    """From which score names count as alike."""

    threshold = forms.IntegerField(
        label="From a score of",
        min_value=LEAST,
        max_value=MOST,
        help_text=f"{LEAST} finds most, {MOST} only the same spelling. What was found before stays.",
    )


class HitFilterForm(Form):
    """Which possible matches are shown."""

    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[
            ("", "Not decided"),
            *((state.value, state.value.replace("_", " ").capitalize()) for state in HitState),
            ("all", "All"),
        ],
    )
    vendor = NamedField(
        Vendor.objects.filter(screening_hits__isnull=False).distinct(),
        label="Vendor",
        required=False,
        empty_label="Every vendor",
    )


class HitForm(VersionedForm):
    """What a possible match is, and why."""

    verdict = forms.ChoiceField(
        label="What it is",
        choices=[(state.value, words) for state, words in VERDICTS],
        widget=forms.RadioSelect,
        required=False,
    )
    reasons = forms.CharField(
        label="Reasons",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=4000,
        help_text="Legal advice: counsel only, never exported. Say what you compared, and with which source.",
    )


class ShareForm(Form):
    """Who owns how much, and where that stands."""

    owner = forms.CharField(label="Owner", max_length=200, required=False)
    owner_vendor = NamedField(
        Vendor.objects.all(), label="Which is this vendor", required=False, empty_label="None of the vendors here"
    )
    percent = forms.DecimalField(label="Share in percent", max_digits=5, decimal_places=2)
    source = forms.CharField(
        label="Read in", max_length=300, required=False, help_text="A register, a filing, a letter."
    )
    source_date = forms.DateField(label="Which is of", widget=DAY)
