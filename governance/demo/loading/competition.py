"""Competition notes of counsel on the vendors."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from governance.demo.loading.book import Book, Row, Step, data
from policies.domain.types import CompetitionFinding
from policies.services.competition import write_note


def steps() -> Iterator[Step]:
    """Each note on the day it was written."""
    for row in data("competition")["notes"]:
        yield Step(row["days_ago"], partial(_write, row=row))


def _write(book: Book, *, row: Row) -> None:
    ends_on = book.date(row["ends_on"])
    if ends_on is None:
        raise ValueError("a competition note has an end")
    write_note(
        actor=book.act(row["by"]),
        vendor=book.vendors[row["vendor"]],
        subject=book.codebases[row["subject"]] if row["subject"] else None,
        finding=CompetitionFinding(row["finding"]),
        reasons=row["reasons"],
        reasons_open=row["reasons_open"],
        ends_on=ends_on,
    )
