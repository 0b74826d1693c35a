"""What is searched for."""

from __future__ import annotations

from django import forms

from governance.desk.searching import LONGEST, SHORTEST
from governance.web.forms import Form


class SearchForm(Form):
    """The words as typed."""

    q = forms.CharField(
        label="Search for",
        required=False,
        min_length=SHORTEST,
        max_length=LONGEST,
        error_messages={
            "min_length": "Type at least two characters.",
            "max_length": "Search for at most a hundred characters.",
        },
    )

    def clean_q(self) -> str:
        """White space between words counts as one space."""
        return " ".join(str(self.cleaned_data["q"]).split())
