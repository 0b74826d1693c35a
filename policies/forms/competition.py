"""Forms of competition notes: which the list shows, and counsel's finding."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.accounts.access import Actor
from governance.web.forms import Form
from policies.domain.competition import SUBJECT_KINDS
from policies.domain.types import CompetitionFinding
from policies.forms.fields import EnumField, NamedField, RowField, narrow
from policies.models import Codebase
from vendors.models import Vendor


class NoteFilterForm(Form):
    """Which notes the list shows."""

    vendor = NamedField(
        Vendor.objects.filter(competition_notes__isnull=False).distinct(),
        label="Vendor",
        required=False,
        empty_label="Every vendor",
    )
    finding = EnumField(CompetitionFinding, label="Competes", required=False, empty="Every finding")


class NoteForm(Form):
    """Whether something of ours competes with one vendor."""

    vendor = NamedField(Vendor.objects.all(), label="Vendor", empty_label="Choose a vendor")
    subject = RowField(
        Codebase.objects.none(),
        label="What of ours",
        required=False,
        empty_label="Everything of ours",
        words=lambda row: f"{row.name} ({row.get_kind_display().lower()})",
        help_text="A product or model of ours. What no note names is covered by a note on everything of ours.",
    )
    finding = EnumField(
        CompetitionFinding,
        label="Does it compete?",
        widget=forms.RadioSelect,
        help_text="Undetermined counts as yes wherever the terms bar competing uses.",
    )
    reasons = forms.CharField(label="Why", max_length=8000, widget=forms.Textarea(attrs={"rows": 6}))
    reasons_open = forms.BooleanField(
        label="Everybody may read the reasons",
        required=False,
        help_text="Otherwise they are legal advice: on pages of counsel only, in no export, e-mail or report.",
    )
    ends_on = forms.DateField(
        label="Counts until", help_text="The last day. From the day after, the finding is undetermined again."
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Codebase.objects.visible_to(actor.person).filter(kind__in=SUBJECT_KINDS)
        narrow(self, "subject", own)
