"""The form of the clause desk: a field per structured question of an area, besides rating and prose.

A question that takes a number or words has a choice and beside it the entry; a question that may hang on tool settings
has a field per setting. Whether an answer is right is judged by the service, not here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms

from governance.canonical import canonical_json
from governance.web.forms import VersionedForm
from vendors.domain.labels import label
from vendors.domain.questions import ADMITTED, Question, QuestionKind, implied_conditions, questions_of
from vendors.domain.settings_catalogue import SETTINGS, SettingValueKind, setting_value_in_words
from vendors.domain.terms import SILENT, UNDOCUMENTED, AnswerFact, AnswerValue, ClauseArea, Condition, Rating

ENTRY = "entry"
PROSE = ("rating", "plain_reading", "rationale", "conditions", "privileged_note")


class DeskForm(VersionedForm):
    """The reading of one clause area as it is to be."""

    opened = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    rating = forms.TypedChoiceField(
        label="Rating",
        choices=[(rating.value, label(rating)) for rating in Rating],
        coerce=Rating,
        widget=forms.RadioSelect,
    )
    plain_reading = forms.CharField(
        label="In plain language",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What an engineer needs to know, in a few sentences.",
    )
    rationale = forms.CharField(label="Why rated so", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    conditions = forms.CharField(
        label="Conditions",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What has to be so for the rating to hold.",
    )
    privileged_note = forms.CharField(
        label="Privileged note",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Legal advice. Shown to counsel only, never exported.",
    )

    def __init__(self, *args: Any, area: ClauseArea, privileged: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area = area
        if not privileged:
            del self.fields["privileged_note"]
        for question in questions_of(area):
            self.fields.update(_question_fields(question))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for question in questions_of(self.area):
            entry = f"{question.code}__{ENTRY}"
            if entry in self.fields and values.get(question.code) == ENTRY and not values.get(entry):
                days = question.kind is QuestionKind.DAYS
                self.add_error(entry, "Enter the number of days." if days else "Answer in words.")
        return values

    def raw_answer(self, question: Question) -> Any:
        """What was entered for a question, as `validate_value` takes it. Only after `is_valid()`."""
        value = self.cleaned_data[question.code]
        if question.kind is QuestionKind.CHOICES:  # undocumented is ticked at the start: any other tick takes its place
            return [ticked for ticked in value if ticked != UNDOCUMENTED] or value
        if question.kind not in (QuestionKind.DAYS, QuestionKind.TEXT):
            return value
        entry = str(self.cleaned_data[f"{question.code}__{ENTRY}"]).strip()
        if value == ENTRY or (value == UNDOCUMENTED and entry):
            return entry
        return value

    def entered_conditions(self, question: Question, before: AnswerFact | None) -> list[Condition]:
        """The settings the answer was said to hang on; a condition that was there keeps its words. What the former
        answer implied is left out: the service adds what the new one implies."""
        implied = implied_conditions(question, before.value) if before else ()
        known = {(item.setting, item.required): item for item in (before.conditions if before else ())}
        found: list[Condition] = []
        for code in question.settings:
            value = self.cleaned_data[f"{question.code}__if_{code}"].strip()
            if value:
                words = f"Holds only while “{SETTINGS[code].label}” is {setting_value_in_words(code, value)}."
                found.append(known.get((code, (value,))) or Condition(code, (value,), words))
        return [condition for condition in found if condition not in implied]


def _question_fields(question: Question) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {question.code: _main_field(question)}
    if question.kind in (QuestionKind.DAYS, QuestionKind.TEXT):
        fields[f"{question.code}__{ENTRY}"] = entry_field(question)
    for code in question.settings:
        fields[f"{question.code}__if_{code}"] = _condition_field(question, code)
    return fields


def entry_field(question: Question) -> forms.Field:
    """Where the days, or the words, of an answer go."""
    days = question.kind is QuestionKind.DAYS
    return forms.CharField(
        label=f"{question.label}: {'days' if days else 'in words'}",
        required=False,
        max_length=9 if days else 500,
        widget=forms.TextInput(attrs={"inputmode": "numeric"} if days else {}),
    )


def own_choices(question: Question) -> list[tuple[str, str]]:
    """What may be chosen of a question's own values, besides what every question admits."""
    own = [(option.value, option.label) for option in question.options]
    if question.kind is QuestionKind.YES_NO:
        return [("yes", "Yes"), ("no", "No")]
    if question.kind in (QuestionKind.DAYS, QuestionKind.TEXT):
        return [(ENTRY, "Days" if question.kind is QuestionKind.DAYS else "In words"), *own]
    return own


def _main_field(question: Question) -> forms.Field:
    admitted = [(option.value, option.label) for option in ADMITTED]
    own = own_choices(question)
    if question.kind is QuestionKind.CHOICES:
        return forms.MultipleChoiceField(
            label=question.label,
            choices=[*own, *admitted],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
    return forms.ChoiceField(label=question.label, choices=[*own, *admitted], required=False, widget=forms.RadioSelect)


def _condition_field(question: Question, code: str) -> forms.Field:
    setting = SETTINGS[code]
    title = f"{question.label}: only while “{setting.label}” is"
    if setting.kind is SettingValueKind.CHOICE:
        return forms.ChoiceField(label=title, required=False, choices=[("", "whatever it is"), *setting.values])
    return forms.CharField(label=title, required=False, max_length=200)


def initial_answers(area: ClauseArea, answers: Mapping[str, AnswerFact]) -> dict[str, Any]:
    """What the answers look like in the form."""
    initial: dict[str, Any] = {}
    for question in questions_of(area):
        fact = answers.get(question.code)
        value: AnswerValue = fact.value if fact else UNDOCUMENTED
        initial |= _initial_value(question, value)
        for code in question.settings:
            held = next((item for item in (fact.conditions if fact else ()) if item.setting == code), None)
            initial[f"{question.code}__if_{code}"] = held.required[0] if held and held.required else ""
    return initial


def _initial_value(question: Question, value: AnswerValue) -> dict[str, Any]:
    code = question.code
    if question.kind is QuestionKind.CHOICES:
        return {code: list(value) if isinstance(value, tuple) else [value]}
    if isinstance(value, bool):
        return {code: "yes" if value else "no"}
    if question.kind not in (QuestionKind.DAYS, QuestionKind.TEXT):
        return {code: value}
    plain = value in (UNDOCUMENTED, SILENT) or any(option.value == value for option in question.special)
    return {code: value if plain else ENTRY, f"{code}__{ENTRY}": "" if plain else str(value)}


def digest_of(initial: Mapping[str, Any]) -> str:
    """What a desk showed when it was opened, in short: tells a change of words from a mere added citation."""
    shown = {name: str(value) for name, value in initial.items() if name not in {"version", "opened"}}
    return hashlib.sha256(canonical_json(shown).encode()).hexdigest()
