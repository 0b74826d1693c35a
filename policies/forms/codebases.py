"""Forms of codebases: filter, description, category, flows."""

from __future__ import annotations

from typing import Any

from django import forms

from governance.accounts.access import Actor
from governance.accounts.models import Team
from governance.web.forms import Form, VersionedForm
from policies.domain.types import CodebaseKind, Destination, FlowKind
from policies.facts import categories_in_force, categories_named, category_names
from policies.forms.fields import EnumField, NamedField, RowField, narrow, own_teams, people
from policies.models import Category, Codebase


class CodebaseFilterForm(Form):
    """Which codebases the list shows."""

    q = forms.CharField(label="Name", required=False, max_length=120)
    team = NamedField(Team.objects.all(), label="Team", required=False, empty_label="Every team")
    kind = EnumField(CodebaseKind, label="Kind", required=False, empty="Every kind")
    category = forms.ChoiceField(label="Category", required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self, "team", own_teams(actor))
        offered: Any = self.fields["category"]
        offered.choices = [("", "Every category"), *categories_named(), ("none", "In no category")]


class CodebaseForm(Form):
    """A codebase. Its category is chosen apart, since that is kept by date."""

    name = forms.CharField(max_length=120, help_text="As engineers call it.")
    team = RowField(
        Team.objects.none(),
        empty_label="Choose a team",
        help_text="The team that owns it sees it, and so do both lanes and auditors.",
    )
    kind = EnumField(CodebaseKind, widget=forms.RadioSelect)
    destination = EnumField(
        Destination, widget=forms.RadioSelect, help_text="Where it ends up, or the strictest of several."
    )
    owner = RowField(people(), required=False, empty_label="Nobody yet")
    url = forms.URLField(label="Address", max_length=300, required=False, assume_scheme="https")
    description = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow(self, "team", own_teams(actor))


class CodebaseEditForm(VersionedForm, CodebaseForm):
    """A codebase as it is to be."""


class CategoriseForm(Form):
    """The category a codebase is put into."""

    category = RowField(Category.objects.none(), widget=forms.RadioSelect, empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = category_names()
        field: Any = self.fields["category"]
        field.queryset = categories_in_force()
        field._words = lambda row: names.get(row.pk, row.slug)


class FlowForm(Form):
    """A flow out of a codebase."""

    target = RowField(Codebase.objects.none(), label="Feeds", words=lambda row: f"{row.name} ({row.team.name})")
    kind = EnumField(FlowKind, widget=forms.RadioSelect, label="How")
    note = forms.CharField(required=False, max_length=300)

    def __init__(self, *args: Any, actor: Actor, source: Codebase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Codebase.objects.visible_to(actor.person).exclude(pk=source.pk)
        narrow(self, "target", rows.select_related("team"))
