"""The filter of a draft's consequences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from governance.web.forms import Form
from policies.domain.labels import label
from policies.domain.types import Effect
from policies.what_if import Row

CHANGES, ALL = "", "all"


class WhatIfFilterForm(Form):
    """Which tools and categories are shown; those where something changes unless told otherwise."""

    effect = forms.ChoiceField(label="Effect", required=False)
    category = forms.ChoiceField(label="Category", required=False)
    tool = forms.ChoiceField(label="Tool", required=False)
    concerns = forms.ChoiceField(
        label="Concerns",
        required=False,
        choices=[
            ("", "Anything"),
            ("approvals", "Approvals that would be flagged"),
            ("lines", "Open request lines"),
            ("exceptions", "Exceptions"),
            ("codebases", "Codebases"),
        ],
    )

    def __init__(self, *args: Any, rows: Iterable[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(rows)
        effects = [(effect.value, label(effect)) for effect in Effect]
        categories = sorted({(row.slug, row.category) for row in rows}, key=lambda pair: pair[1].casefold())
        tools = sorted({(str(row.tool.uid), row.tool.name) for row in rows}, key=lambda pair: pair[1].casefold())
        offered: dict[str, Any] = self.fields
        offered["effect"].choices = [(CHANGES, "Every change"), (ALL, "Changed or not"), *effects]
        offered["category"].choices = [("", "Every category"), *categories]
        offered["tool"].choices = [("", "Every tool"), *tools]

    def chosen(self, rows: Iterable[Row]) -> list[Row]:
        """The rows that pass; a filter that is not understood shows every change."""
        values = self.cleaned_data if self.is_valid() else {}
        effect, category, tool = values.get("effect", ""), values.get("category"), values.get("tool")
        concerns = values.get("concerns", "")
        return [
            row
            for row in rows
            if (row.changes if effect == CHANGES else effect in (ALL, row.effect.value))
            and (not category or row.slug == category)
            and (not tool or str(row.tool.uid) == tool)
            and (concerns != "approvals" or row.flagged)
            and (concerns != "lines" or row.line)
            and (concerns != "exceptions" or row.exceptions)
            and (concerns != "codebases" or row.codebases)
        ]
