"""Forms of the door: signing in, proving oneself again, asking for a link, setting a password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.password_validation import password_validators_help_texts

from governance.accounts.models import User
from governance.accounts.services.passwords import complete_password_reset
from governance.web.forms import Form

if TYPE_CHECKING:
    _SetPasswordForm = SetPasswordForm[User]
else:  # Django's form knows type parameters only in its stubs
    _SetPasswordForm = SetPasswordForm

STEP_UP_FIELD: Final = "step_up_password"
"""A confirm form may carry a password field of this name itself; `needs_step_up` then asks no second time."""
LONGEST_PASSWORD: Final = 4096
"""Hashing an endless password would keep the server busy."""


def _password_field(label: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(
        label=label, strip=False, max_length=LONGEST_PASSWORD, widget=widget, help_text=help_text, required=True
    )


def strength_words() -> str:
    """What a password has to be, in one line."""
    return " ".join(password_validators_help_texts())


class SignInForm(Form):
    """E-mail address and password."""

    email = forms.EmailField(
        label="Work e-mail", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = _password_field("Password", "current-password")


class StepUpForm(Form):
    """The password, to prove again who acts."""

    step_up_password = _password_field("Your password", "current-password")


class ResetRequestForm(Form):
    """The address to send a link to."""

    email = forms.EmailField(
        label="Work e-mail", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class NewPasswordForm(_SetPasswordForm):
    """The new password twice; what Django's reset view expects. Saving is the deed that records it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["new_password1"].label = "New password"
        self.fields["new_password1"].help_text = strength_words()
        self.fields["new_password2"].label = "New password again"
        self.fields["new_password2"].help_text = ""
        for field in self.fields.values():
            field.max_length = LONGEST_PASSWORD  # type: ignore[attr-defined]

    def save(self, commit: bool = True) -> User:
        """Hands over to the service; the form has judged the password already."""
        return complete_password_reset(person=self.user, password=self.cleaned_data["new_password1"])
