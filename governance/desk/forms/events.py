"""Which events of the audit trail are shown."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from django import forms

from governance.audit.actions import ACTIONS
from governance.audit.reading import Wanted, people_in_trail
from governance.desk.subjects import KINDS
from governance.web.forms import Form
from governance.web.markup.words import label_of
from governance.web.zones import organisation_zone

Choices = list[tuple[str, Any]]


def _actions() -> Choices:
    """Every action in words, grouped by its noun."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code in ACTIONS:
        noun, _, verb = code.partition(".")
        groups.setdefault(label_of(noun), []).append((code, f"{label_of(noun)}: {verb.replace('-', ' ')}"))
    return [("", "Any action"), *groups.items()]


def _people() -> Iterator[tuple[str, str]]:
    yield "", "Anybody"
    for uid, name in people_in_trail():
        yield str(uid), name


def _kinds() -> Choices:
    return [("", "Any subject"), *sorted(((code, kind.word) for code, kind in KINDS.items()), key=lambda pair: pair[1])]


class EventFilterForm(Form):
    """Filters of the trail; they live in the address, so that a view of it can be passed on."""

    action = forms.ChoiceField(label="Action", required=False, choices=_actions)
    person = forms.ChoiceField(label="Person", required=False, choices=lambda: list(_people()))
    kind = forms.ChoiceField(label="Subject", required=False, choices=_kinds)
    since = forms.DateField(label="From", required=False)
    until = forms.DateField(label="To", required=False)
    uid = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def wanted(self) -> Wanted:
        """The filter as asked. Only after `is_valid()`. Days are days in the organisation's zone, the last included."""
        values = self.cleaned_data
        until = values["until"]
        return Wanted(
            action=values["action"],
            person=uuid.UUID(values["person"]) if values["person"] else None,
            kind=values["kind"],
            subject=values["uid"],
            since=_start(values["since"]) if values["since"] else None,
            until=_start(until + dt.timedelta(days=1)) if until and until < dt.date.max else None,
        )


def _start(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), organisation_zone())
