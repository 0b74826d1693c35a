"""Forms of saved views."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.accounts.access import Actor, team_ids_of
from governance.accounts.models import Team
from governance.desk.models import Sharing
from governance.web.forms import Form, VersionedForm


class _Sharing(Form):
    """The name of a view and who sees it."""

    name = forms.CharField(label="Name", max_length=80)
    shared = forms.ChoiceField(label="Who sees it", required=False, choices=Sharing.choices)
    team = forms.ModelChoiceField(
        Team.objects.none(), label="Which team", required=False, to_field_name="uid", empty_label="No team"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields["team"]
        own.queryset = Team.objects.filter(pk__in=team_ids_of(actor.person)).order_by("name")


class ViewForm(_Sharing):
    """The filters of a page, to be kept."""

    page = forms.CharField(widget=forms.HiddenInput, max_length=40)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)


class ViewEditForm(VersionedForm, _Sharing):
    """A view that is kept."""
