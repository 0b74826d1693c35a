"""The form in which a person chooses what they are told by mail, and how soon."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.desk.domain.notices import REMINDER_DAYS, RHYTHM_WORDS, Rhythm
from governance.desk.queue import KINDS
from governance.desk.services.choices import Choices
from governance.web.forms import Form

PREFIX = "kind-"


class NoticeForm(Form):
    """One choice per kind of matter, and the days of reminders."""

    reminders = forms.TypedMultipleChoiceField(
        label="Remind me before a due date",
        choices=[(str(day), "The day before" if day == 1 else f"{day} days before") for day in REMINDER_DAYS],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What is late is said again the day after its due date and then each week, four times at most.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, word in KINDS.items():
            self.fields[PREFIX + kind] = forms.TypedChoiceField(
                label=word,
                choices=[(rhythm.value, RHYTHM_WORDS[rhythm]) for rhythm in Rhythm],
                coerce=Rhythm,
                required=False,  # what is not sent stays as it was
            )

    @property
    def kinds(self) -> list[forms.BoundField]:
        """The fields of the kinds, in the order of the queue."""
        return [self[PREFIX + kind] for kind in KINDS]

    def rhythms(self) -> dict[str, Rhythm]:
        """What was chosen, by kind."""
        named = {kind: self.cleaned_data[PREFIX + kind] for kind in KINDS}
        return {kind: rhythm for kind, rhythm in named.items() if rhythm}


def chosen(choices: Choices) -> dict[str, Any]:
    """What the form shows at first."""
    shown: dict[str, Any] = {PREFIX + kind: choices.rhythm(kind).value for kind in KINDS}
    return {**shown, "reminders": [str(day) for day in choices.reminders]}
