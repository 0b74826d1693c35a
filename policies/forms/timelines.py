"""The question a timeline answers: which text applied on a day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from governance.web.forms import Form
from policies.models import Tool


class DayForm(Form):
    """A day, and the tool it is asked for; without a tool, what the documents themselves say."""

    on = forms.DateField(label="Which text applied on", required=False)
    tool = forms.ChoiceField(label="As it bound", required=False)

    def __init__(self, *args: Any, tools: Iterable[Tool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["tool"]
        offered.choices = [("", "Anybody, by the documents themselves"), *((str(row.uid), row.name) for row in tools)]
