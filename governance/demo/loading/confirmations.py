"""Counsel confirms what a new version left standing: one act per document."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from governance.demo.loading.book import Book, Row, Step, data
from vendors.domain.terms import Effect
from vendors.models import ChangeReview
from vendors.services.change_reviews import confirm_change


def steps() -> Iterator[Step]:
    """Each confirmation on its day."""
    for row in data("confirmations")["confirmations"]:
        yield Step(row["days_ago"], partial(_confirm, row=row))


def _confirm(book: Book, *, row: Row) -> None:
    version = book.versions[row["document"], row["version"]]
    review = ChangeReview.objects.open().filter(document=version.document, newest=version).first()
    if review is None and not row["only_if_asked"]:
        raise ValueError(f"nothing of {row['document']} waits to be confirmed, and the files say that something does")
    if review is not None:
        waiting = review.readings.filter(settled_at__isnull=True, effect=Effect.TO_BE_CONFIRMED)
        holds = list(waiting.values_list("assessment__uid", flat=True))
        note = row.get("note", "")
        confirm_change(actor=book.act(row["by"]), review=review, version=None, holds=holds, note=note)
