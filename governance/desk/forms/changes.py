"""Forms of changes of terms: which are listed, and what counsel answers for when confirming one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from governance.web.forms import Form, VersionedForm
from vendors.services.change_reviews import UNANSWERED
from vendors.services.inputs import MAX_PROSE

HOLDS, ANEW = "holds", "anew"
ANSWERS = [(HOLDS, "It still holds"), (ANEW, "It is to be read anew")]
STANDINGS = [("", "To be read"), ("anew", "To be read anew"), ("settled", "Settled"), ("all", "All")]


class ChangeFilterForm(Form):
    """Which changes are listed; those nobody has read unless asked otherwise."""

    standing = forms.ChoiceField(label="Standing", required=False, choices=STANDINGS)


class ChangeForm(VersionedForm):
    """For each reading that is to be confirmed whether it holds, and a note on the whole."""

    note = forms.CharField(
        label="Note",
        required=False,
        max_length=MAX_PROSE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What you found, for whoever asks later. It stays on record.",
    )

    def __init__(self, *args: Any, readings: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        """`readings`: uid and name of each reading to answer for."""
        super().__init__(*args, **kwargs)
        self.readings = [uid for uid, _ in readings]
        for uid, name in readings:
            self.fields[f"reading-{uid}"] = forms.ChoiceField(
                label=name, choices=ANSWERS, widget=forms.RadioSelect, error_messages={"required": UNANSWERED}
            )

    def answered(self, answer: str) -> list[UUID]:
        """The readings that were given `answer`. Only after `is_valid()`."""
        return [uid for uid in self.readings if self.cleaned_data[f"reading-{uid}"] == answer]
