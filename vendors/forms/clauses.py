"""Forms around readings: opening a clause record, notes of a review, citations that are no quotes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from governance.web.forms import Form, VersionedForm
from vendors.domain.questions import questions_of
from vendors.domain.terms import Channel, ClauseArea, FeatureStatus
from vendors.forms.fields import EnumField
from vendors.models import TermsVersion


class ClauseOpenForm(Form):
    """Which area of a tier to read, and where the reading applies. Empty means everywhere."""

    area = EnumField(ClauseArea, label="Clause area")
    contracting_entity = forms.CharField(label="Contracting entity", max_length=120, required=False)
    region = forms.CharField(label="Region", max_length=60, required=False)
    channel = EnumField(Channel, label="Channel", required=False, empty="Every channel")
    feature_status = EnumField(FeatureStatus, label="Feature status", required=False, empty="Every status")


class MoveForm(VersionedForm):
    """A step of a review: the version that was looked at."""


class ReturnForm(VersionedForm):
    """Why a reading goes back."""

    note = forms.CharField(
        label="What should be changed", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class NoteForm(Form):
    """What the checker wants changed: in one answer, or (no question) in the whole reading."""

    question = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    note = forms.CharField(
        label="What should be changed", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )


class WordForm(Form):
    """What was done about a note, or why that does not settle it."""

    word = forms.CharField(
        label="What was done", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )


class QuestionsForm(Form):
    """The questions of an area that a citation supports."""

    questions = forms.MultipleChoiceField(
        label="Answers it supports", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, area: ClauseArea, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["questions"]
        field.choices = [(question.code, question.label) for question in questions_of(area)]


class SilenceForm(QuestionsForm):
    """Versions that were read whole and say nothing."""

    versions = forms.ModelMultipleChoiceField(
        label="Versions read whole",
        queryset=TermsVersion.objects.none(),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label="Note", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, versions: Sequence[TermsVersion] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["versions"]
        field.queryset = TermsVersion.objects.filter(pk__in=[version.pk for version in versions]).select_related(
            "document"
        )


class ProofForm(QuestionsForm):
    """A document outside the terms: order form, admin page, e-mail."""

    title = forms.CharField(label="What it is", required=False, max_length=200)
    file = forms.FileField(label="File", required=False, allow_empty_file=True, help_text="Up to 5 MB.")
    page = forms.CharField(label="Page", required=False, max_length=40)
    dated_on = forms.DateField(label="Date of the document", required=False)
    note = forms.CharField(label="Note", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
