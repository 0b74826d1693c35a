"""Forms of citing a passage: which words, and what they support."""

from __future__ import annotations

from django import forms

from governance.web.forms import LARGEST_INTEGER, Form
from vendors.forms.clauses import QuestionsForm


class PassageForm(Form):
    """The words chosen: by position (a *cite* link), or by the words themselves (a selection)."""

    exact = forms.CharField(required=False, strip=False)
    prefix = forms.CharField(required=False, strip=False)  # type: ignore[assignment] # the metaclass takes fields out
    suffix = forms.CharField(required=False, strip=False)
    start = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_INTEGER)
    end = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_INTEGER)


class CiteForm(QuestionsForm):
    """The questions that the words answer."""
