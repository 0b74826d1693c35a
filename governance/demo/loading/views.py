"""Filters of lists that people kept under a name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from governance.demo.loading.book import Book, Row, Step, data
from governance.desk.services.views import save_view


def steps() -> Iterator[Step]:
    """Each view on the day it was saved."""
    for row in data("views")["views"]:
        yield Step(row["days_ago"], partial(_save, row=row))


def _save(book: Book, *, row: Row) -> None:
    texts = ("page", "name", "query", "shared")
    team = book.teams[row["team"]] if row["team"] else None
    save_view(actor=book.act(row["by"]), **{name: row[name] for name in texts}, team=team)
