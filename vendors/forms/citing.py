"""Forms of citing a passage: which words, what they support, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from governance.web.forms import LARGEST_INTEGER, Form
from vendors.domain.questions import Question, QuestionKind, questions_of
from vendors.domain.questions.read_first import READ_FIRST
from vendors.domain.terms import ClauseArea
from vendors.forms.clauses import QuestionsForm
from vendors.forms.desk import ENTRY, entry_field, own_choices


class PassageForm(Form):
    """The words chosen: by position (a *cite* link), or by the words themselves (a selection)."""

    exact = forms.CharField(required=False, strip=False)
    prefix = forms.CharField(required=False, strip=False)  # type: ignore[assignment] # the metaclass takes fields out
    suffix = forms.CharField(required=False, strip=False)
    start = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_INTEGER)
    end = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_INTEGER)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the form asks it: its answer, and beside it the days or words."""

    question: Question
    main: forms.BoundField
    entry: forms.BoundField | None
    first: bool


class CiteForm(QuestionsForm):
    """The questions that the words support, and the answers they give. An answer left open stays as it was; words that
    are quoted are neither silence nor undocumented, so neither is offered."""

    def __init__(self, *args: Any, area: ClauseArea, **kwargs: Any) -> None:
        super().__init__(*args, area=area, **kwargs)
        self.area = area
        for question in questions_of(area):
            kind = forms.MultipleChoiceField if question.kind is QuestionKind.CHOICES else forms.ChoiceField
            widget = forms.CheckboxSelectMultiple if question.kind is QuestionKind.CHOICES else forms.RadioSelect
            self.fields[question.code] = kind(
                label=question.label, choices=own_choices(question), required=False, widget=widget
            )
            if question.kind in (QuestionKind.DAYS, QuestionKind.TEXT):
                self.fields[f"{question.code}__{ENTRY}"] = entry_field(question)

    def asked(self) -> list[Asked]:
        """The questions of the area, those the starter rules read first."""
        found = [
            Asked(
                question,
                self[question.code],
                self[name] if (name := f"{question.code}__{ENTRY}") in self.fields else None,
                question.code in READ_FIRST,
            )
            for question in questions_of(self.area)
        ]
        return sorted(found, key=lambda item: not item.first)

    def answers(self) -> dict[str, Any]:
        """What was answered, as `validate_value` takes it. Only after `is_valid()`."""
        found = {}
        for question in questions_of(self.area):
            value: Any = self.cleaned_data.get(question.code)
            entry = str(self.cleaned_data.get(f"{question.code}__{ENTRY}") or "").strip()
            if entry and value in ("", ENTRY):
                found[question.code] = entry
            elif value and value != ENTRY:
                found[question.code] = value
        return found

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for question in questions_of(self.area):
            name = f"{question.code}__{ENTRY}"
            if name in self.fields and values.get(question.code) == ENTRY and not values.get(name):
                self.add_error(name, "Enter the number of days, or answer in words.")
        return values
