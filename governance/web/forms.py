"""What every form shares. No rules live in forms: they turn text into values, services judge."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import UUIDField
from django.http import HttpRequest

from governance.errors import Invalid
from governance.visible import unseen
from governance.web.inputs import NUL_WORDS, unkeepable

LARGEST_INTEGER = 2**31 - 1
"""What an integer column holds on PostgreSQL; a larger number is refused by the form, not by the database."""


def posted_version(request: HttpRequest) -> int:
    """The version a small form of buttons was opened on; one that no row has where the form came without."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def apply_problems(form: forms.BaseForm, error: Invalid) -> None:
    """Put what a service refused beside the fields it names; what names no field of the form goes on top."""
    form.errors  # noqa: B018 - cleans the form, without which add_error has nowhere to put anything
    if not error.problems:
        form.add_error(None, error.message)
    for name, texts in error.problems.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)


class Form(forms.Form):
    """A form of the product: strips text (Django's default), refuses what no database keeps, whatever the field, and in
    single lines what nobody can see."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def add_error(self, field: str | None, error: Any) -> None:
        """Django's, without its word for a choice that is named by no uid at all."""
        if getattr(error, "message", "") == UUIDField.default_error_messages["invalid"]:
            error = "This is none of the choices. Choose one of those offered."
        super().add_error(field, error)

    def _clean_form(self) -> None:
        for name, value in list(self.cleaned_data.items()):
            texts = value if isinstance(value, list | tuple | set) else [value]
            if any(isinstance(text, str) and unkeepable(text) for text in texts):
                self.add_error(name, NUL_WORDS)
            elif why := next(filter(None, (unseen(line) for line in self._lines(name, value))), ""):
                self.add_error(name, why)
        super()._clean_form()  # type: ignore[misc]

    def _lines(self, name: str, value: Any) -> list[str]:
        """The single lines of a field: its text, or each of several. None of prose, nor where every blank counts
        (quotes, passwords)."""
        field = self.fields[name]
        if not isinstance(field, forms.CharField) or not field.strip:
            return []
        if isinstance(value, list):
            return value
        return [value] if isinstance(field.widget, forms.TextInput) and value else []


class VersionedForm(Form):
    """A form that edits a row: carries the version it was opened on, so that nobody overwrites another's work."""

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=LARGEST_INTEGER,
        error_messages={"required": "This form came without the version it was opened on. Reload the page."},
    )

    @property
    def expected_version(self) -> int:
        """What to hand to the service as `version`. Only after `is_valid()`."""
        return int(self.cleaned_data["version"])

    def values(self) -> dict[str, Any]:
        """The cleaned values without the version: what the service takes as its keywords."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
