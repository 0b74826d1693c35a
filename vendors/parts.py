"""Releases that come with the row that holds them, without a query: bases of a release, what a tool has switched on."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet, Subquery

from governance.database.within import rows_within
from vendors.models import ModelRelease

PARTS = ("family", "release", "size")
"""What the name of a release is made of, and what such lists are sorted by."""


def releases_within(rows: QuerySet[ModelRelease]) -> Subquery:
    """`rows` (narrowed with OuterRef) as an annotation for `releases_named`."""
    return rows_within(rows, uid="uid", **{part: part for part in PARTS})


def releases_named(rows: Iterable[Mapping[str, Any]] | None) -> list[dict[str, Any]]:
    """Uid and name of each, sorted; from what `releases_within` brought."""
    chosen = sorted(rows or (), key=lambda row: [row[part] for part in PARTS])
    return [
        {"uid": uuid.UUID(row["uid"]), "name": str(ModelRelease(**{part: row[part] for part in PARTS}))}
        for row in chosen
    ]
