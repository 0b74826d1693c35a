"""Codebases with their category, and the flows between them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from governance.demo.loading.book import Book, Row, Step, data
from policies.domain.types import CodebaseKind, Destination, FlowKind
from policies.models import Category
from policies.services.codebases import add_flow, categorise, save_codebase


def steps() -> Iterator[Step]:
    """Codebases by their owners; flows by whoever the file names, who sees both ends."""
    content = data("codebases")
    for row in content["codebases"]:
        yield Step(row["added_days_ago"], partial(_register, row=row))
    for row in content["flows"]:
        yield Step(row["from_days_ago"], partial(_flow, row=row))


def _register(book: Book, *, row: Row) -> None:
    codebase = book.codebases[row["key"]] = save_codebase(
        actor=book.act(row["owner"]),
        team=book.teams[row["team"]],
        name=row["name"],
        kind=CodebaseKind(row["kind"]),
        destination=Destination(row["destination"]),
        owner=book.people[row["owner"]],
        url=row["url"],
        description=row["description"],
    )
    category = Category.objects.get(slug=row["category"])
    categorise(actor=book.act(row["owner"]), codebase=codebase, category=category)


def _flow(book: Book, *, row: Row) -> None:
    add_flow(
        actor=book.act(row["by"]),
        source=book.codebases[row["source"]],
        target=book.codebases[row["target"]],
        kind=FlowKind(row["kind"]),
        note=row["note"],
    )
