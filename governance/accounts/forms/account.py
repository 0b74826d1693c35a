"""Forms of one's own account page: password, theme, API tokens."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.accounts.forms.sign_in import LONGEST_PASSWORD, strength_words
from governance.accounts.models import Theme
from governance.accounts.roles import SCOPE_SENTENCES, Scope
from governance.web.forms import Form


def _password(label: str, autocomplete: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=LONGEST_PASSWORD, widget=widget)


class PasswordForm(Form):
    """The present password once, the new one twice."""

    current = _password("Present password", "current-password")
    password = _password("New password", "new-password")
    again = _password("New password again", "new-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = strength_words()

    def clean_again(self) -> str:
        """Both entries must be the same text."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError("The two new passwords are not the same.")
        return again


class ThemeForm(Form):
    """Light, dark or as the system."""

    theme = forms.ChoiceField(label="Theme", choices=Theme.choices, widget=forms.RadioSelect)


class TokenForm(Form):
    """What a token is called, what it is for and until when."""

    name = forms.CharField(label="Name", max_length=80, help_text="Where it is used, so that you know it again.")
    scopes = forms.TypedMultipleChoiceField(
        label="What it is for",
        choices=[(scope.value, SCOPE_SENTENCES[scope]) for scope in Scope],
        coerce=Scope,
        widget=forms.CheckboxSelectMultiple,
        help_text="A token never decides, signs or approves; that takes a person in a session.",
    )
    ends_on = forms.DateField(label="Last day", help_text="At most one year from now.")
