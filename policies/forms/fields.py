"""Form fields that several nouns share. No rules live here."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator

from governance.accounts.access import Actor, visible_team_ids
from governance.accounts.models import Team, User
from policies.domain.labels import label


class EnumField(forms.TypedChoiceField):
    """One value of a policy enum; where not required, `empty` is the word for none."""

    def __init__(self, enum: type[StrEnum], *, empty: str = "", **kwargs: Any) -> None:
        choices = [(member.value, label(member)) for member in enum]
        if empty:
            choices.insert(0, ("", empty))
        super().__init__(choices=choices, coerce=enum, empty_value=None, **kwargs)


class _Names(ModelChoiceIterator):  # type: ignore[type-arg]  # generic for the type checker only
    """Uids and names read as such: a filter that offers hundreds of rows needs no object of each."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield "", str(self.field.empty_label)
        yield from self.queryset.values_list("uid", "name")


class RowField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the type checker only
    """One row, named by its uid; `words` says how a row reads."""

    def __init__(self, queryset: QuerySet[Any], *, words: Any = str, **kwargs: Any) -> None:
        kwargs.setdefault("to_field_name", "uid")
        super().__init__(queryset, **kwargs)
        self._words = words

    def label_from_instance(self, obj: Any) -> str:
        return str(self._words(obj))


class NamedField(RowField):
    """One row, named by its uid, that reads as its column `name`."""

    iterator = _Names


def narrow(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Offer only `rows` in the field `name`."""
    field: Any = form.fields[name]
    field.queryset = rows


def own_teams(actor: Actor) -> QuerySet[Team]:
    """Teams whose codebases and tools the person may look after."""
    teams = visible_team_ids(actor.person)
    return Team.objects.all() if teams is None else Team.objects.filter(pk__in=teams)


def people() -> QuerySet[User]:
    """People whose account is open."""
    found: QuerySet[User] = User.objects.filter(is_active=True).order_by("name")
    return found
