"""The form in which a person makes a calendar feed."""

from __future__ import annotations

from django import forms

from governance.web.forms import Form


class FeedForm(Form):
    """What a feed is called and what is in it."""

    name = forms.CharField(label="Name", max_length=80, help_text="Where you use it, so that you know it again.")
    whole = forms.BooleanField(
        label="All dates I may see",
        required=False,
        help_text="Otherwise what concerns you: your queue, your categories, your team.",
    )
