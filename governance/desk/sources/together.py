"""Sources whose rows come in one query together, however many they are: of tables that hold few rows for one person.

A queue shows rows of many tables. Those that can be long keep a query of their own; the others are read within the row
of the person, each as one JSON array (`rows_within`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Subquery

from governance.accounts.models import User
from governance.desk.items import Item
from governance.desk.sources.asker import Asker

Row = dict[str, Any]
Found = Mapping[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Part:
    """A source in two halves. `asks` names the rows it needs; nothing for a person whose roles have none of them, and
    then it says nothing. `says` makes items of the rows, which come in no order, and asks no query."""

    asks: Callable[[Asker], Mapping[str, Subquery]]
    says: Callable[[Asker, Found], Iterable[Item]]


def read_together(asker: Asker, parts: Iterable[Part]) -> dict[Part, Found]:
    """What each of `parts` asks, in one query; those that ask nothing are left out."""
    asked = {part: rows for part in parts if (rows := part.asks(asker))}
    if not asked:
        return {}
    columns = {(part, name): f"part_{number}_{name}" for number, part in enumerate(asked) for name in asked[part]}
    within: dict[str, Any] = {column: asked[part][name] for (part, name), column in columns.items()}
    row = User.objects.filter(pk=asker.user.pk).values(**within).get()
    return {part: {name: row[columns[part, name]] or [] for name in rows} for part, rows in asked.items()}
