"""The category each codebase is in, in words. Reads only, decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from policies.domain.types import Mode
from policies.facts import category_named
from policies.models import Codebase, CodebaseCategory


@dataclass(frozen=True, slots=True)
class Place:
    """A category a codebase is or was in."""

    row: CodebaseCategory
    name: str

    @property
    def mode(self) -> Mode:
        """How AI output may enter there."""
        return Mode(self.row.category.mode)


@dataclass(frozen=True, slots=True)
class CodebaseListed:
    """A codebase in a list."""

    row: Codebase
    place: Place | None


def with_names(rows: QuerySet[CodebaseCategory]) -> QuerySet[Any]:
    """`rows`, each with its category and what that is called, in the same query."""
    found: QuerySet[Any] = rows.select_related("category").annotate(category_name=category_named())
    return found


def places(rows: Iterable[Any]) -> list[Place]:
    """Each interval, read `with_names`, with the name of its category."""
    return [Place(row, row.category_name or row.category.slug) for row in rows]


def codebases_listed(rows: Iterable[Codebase]) -> list[CodebaseListed]:
    """Codebases with their category now; `open_categories` is prefetched by whoever asks."""
    codebases = list(rows)
    found = places(place for row in codebases for place in getattr(row, "open_categories", ()))
    now = {place.row.codebase_id: place for place in found}
    return [CodebaseListed(row, now.get(row.pk)) for row in codebases]
