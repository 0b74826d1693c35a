"""Which version of each document binds a tool as it is held: pinned, after notice, or the newest in effect.

Decides from bindings and looks that whoever asks has loaded; no query here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from policies.domain.types import BindingMode
from policies.models import Binding
from vendors.domain.in_force import Look, in_force


def pinned_on(row: Binding, day: dt.date) -> bool:
    """Whether the text pinned to still binds on `day`: from the renewal date on, the newest does."""
    return row.mode == BindingMode.PINNED and (row.renews_on is None or day < row.renews_on)


def notice_of(row: Binding | None) -> int:
    """Days of notice that a new text of the document needs before it binds."""
    return (row.notice_days or 0) if row is not None and row.mode == BindingMode.ON_NOTICE else 0


def older_texts(
    held: Mapping[int, Mapping[int, Binding]], looks: Mapping[int, Sequence[Look]], day: dt.date, zone: str
) -> dict[int, Mapping[int, int]]:
    """By key of `held` (bindings by document): document -> version (primary keys) that binds on `day` in `zone`, of
    pinned documents and of those whose newest text does not bind yet. All others bind by what the last look found.

    `looks` are those of every document that owes notice or has a text ahead; more do no harm.
    """
    everywhere = {
        document: older for document, found in looks.items() if (older := _older(None, found, day, zone)) is not None
    }
    return {key: _of_tool(rows, looks, everywhere, day, zone) for key, rows in held.items()}


def _of_tool(
    rows: Mapping[int, Binding],
    looks: Mapping[int, Sequence[Look]],
    everywhere: Mapping[int, int],
    day: dt.date,
    zone: str,
) -> Mapping[int, int]:
    own = {document: _older(row, looks.get(document, ()), day, zone) for document, row in rows.items()}
    found = {document: version for document, version in everywhere.items() if document not in own}
    return found | {document: version for document, version in own.items() if version is not None}


def _older(row: Binding | None, looks: Sequence[Look], day: dt.date, zone: str) -> int | None:
    """The version of one document that binds in place of its newest; None where the newest binds."""
    if row is not None and row.version_id is not None and pinned_on(row, day):
        return row.version_id
    bound = in_force(looks, day, zone, notice_of(row)) if looks else None
    return bound.version if bound is not None and bound is not looks[-1] else None
