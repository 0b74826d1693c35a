"""Which version of each document binds a tool as it is held: pinned, after notice, or the newest in effect.

Reads only, in a fixed number of queries, however many tools are asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from governance.accounts.access import organisation
from policies.domain.lifecycle import local_date
from policies.domain.types import BindingMode
from policies.models import Binding
from vendors.domain.in_force import Look, in_force
from vendors.looks import documents_ahead, looks_of


def pinned_on(row: Binding, day: dt.date) -> bool:
    """Whether the text pinned to still binds on `day`: from the renewal date on, the newest does."""
    return row.mode == BindingMode.PINNED and (row.renews_on is None or day < row.renews_on)


def notice_of(row: Binding | None) -> int:
    """Days of notice that a new text of the document needs before it binds."""
    return (row.notice_days or 0) if row is not None and row.mode == BindingMode.ON_NOTICE else 0


def older_texts(held: Mapping[int, Iterable[Binding]]) -> dict[int, Mapping[int, int]]:
    """By key of `held`: document -> version (primary keys) that binds today, of pinned documents and of those whose
    newest text does not bind yet. All other documents bind by what the last look found. Three queries at most."""
    zone = organisation().time_zone
    day = local_date(timezone.now(), zone)
    owed = {row.document_id for rows in held.values() for row in rows if row.mode == BindingMode.ON_NOTICE}
    waiting = owed | documents_ahead(day)
    looks = looks_of(waiting) if waiting else {}
    return {key: _older({row.document_id: row for row in rows}, looks, day, zone) for key, rows in held.items()}


def _older(
    rows: Mapping[int, Binding], looks: Mapping[int, Sequence[Look]], day: dt.date, zone: str
) -> Mapping[int, int]:
    found = {}
    for document in rows.keys() | looks.keys():
        row = rows.get(document)
        if row is not None and row.version_id is not None and pinned_on(row, day):
            found[document] = row.version_id
        elif document in looks:
            bound = in_force(looks[document], day, zone, notice_of(row))
            if bound is not looks[document][-1]:
                found[document] = bound.version
    return found
