"""Form fields that several nouns share: names one per line, and choices made of a domain enum. No rules live here."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django import forms

from vendors.domain.labels import label


class LinesField(forms.CharField):
    """Several short texts, one per line; the value is the list of those that are not empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value))
        return [line.strip() for line in text.splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value


class EnumField(forms.TypedChoiceField):
    """One value of a domain enum; empty allowed when not required, as "" or None of the enum."""

    def __init__(self, enum: type[StrEnum], *, empty: str = "", **kwargs: Any) -> None:
        choices = [(member.value, label(member)) for member in enum]
        if empty:
            choices.insert(0, ("", empty))
        super().__init__(choices=choices, coerce=enum, empty_value="", **kwargs)
