"""Counsel confirms the readings that wait for it after a new version: one act per document."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from governance.demo.loading.book import Book, Row, Step, data
from vendors.services.assessments import confirm_assessment
from vendors.services.staleness import citing


def steps() -> Iterator[Step]:
    """Each confirmation on its day."""
    for row in data("confirmations")["confirmations"]:
        yield Step(row["days_ago"], partial(_confirm, row=row))


def _confirm(book: Book, *, row: Row) -> None:
    touched = citing(book.versions[row["document"], row["version"]])
    waiting = [reading for reading in touched if reading.to_be_confirmed and not reading.stale]
    if not waiting and not row["only_if_asked"]:
        raise ValueError(f"nothing of {row['document']} waits to be confirmed, and the files say that something does")
    for reading in waiting:
        confirm_assessment(actor=book.act(row["by"]), assessment=reading, version=None)
