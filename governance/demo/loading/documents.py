"""Terms documents, their captures and the links by which they govern tiers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from governance.demo.loading.book import Book, Row, Step, bytes_of, data
from vendors.domain.terms import Applicability, CaptureSource, DocumentKind, DocumentVisibility, LinkMode
from vendors.models import Citation
from vendors.services.captures import capture_document
from vendors.services.citations import quote_citation
from vendors.services.documents import add_link, save_document


def steps() -> Iterator[Step]:
    """Documents with their versions, later looks at them, and the links, made by whoever brought the document in."""
    content = data("documents")
    brought_by = {}
    for row in content["documents"]:
        first = row["versions"][0]
        brought_by[row["key"]] = first["captured_by"]
        yield Step(first["captured_days_ago"], partial(_document, row=row))
        for version in row["versions"]:
            yield Step(version["captured_days_ago"], partial(_capture, row=version, document=row["key"]))
    for row in content["recaptures"]:
        yield Step(row["captured_days_ago"], partial(_capture, row=row, document=row["document"]))
    for row in content["links"]:
        yield Step(row["from_days_ago"], partial(_link, row=row, by=brought_by[row["document"]]))


def _document(book: Book, *, row: Row) -> None:
    book.documents[row["key"]] = save_document(
        actor=book.act(row["versions"][0]["captured_by"]),
        vendor=book.vendors[row["vendor"]],
        title=row["title"],
        kind=DocumentKind(row["kind"]),
        visibility=DocumentVisibility(row["visibility"]),
        source_url=row["source_url"],
        readers=[book.people[key] for key in row["readers"]],
    )


def _capture(book: Book, *, row: Row, document: str) -> None:
    content, media_type = bytes_of(row["file"])
    source = CaptureSource(row["source"])
    effective_on = row.get("effective_on")
    captured = capture_document(
        actor=book.act(row["captured_by"]),
        document=book.documents[document],
        data=content,
        media_type=media_type,
        source=source,
        source_name=row["file"] if source is CaptureSource.UPLOAD else "",
        effective_on=dt.date.fromisoformat(effective_on) if effective_on else None,
    )
    if captured.version is None:
        raise ValueError(f"{row['file']} does not look like terms: {captured.capture.problem}")
    book.versions[document, captured.version.number] = captured.version


def _link(book: Book, *, row: Row, by: str) -> None:
    actor = book.act(by)
    add_link(
        actor=actor,
        document=book.documents[row["document"]],
        tier=book.tiers[row["tier"]],
        mode=LinkMode(row["mode"]),
        rank=row["rank"],
        rank_citation=_rank_citation(book, row["rank_quote"], by),
        applicability=Applicability(**row["applicability"]),
    )


def _rank_citation(book: Book, quote: Row | None, by: str) -> Citation | None:
    """One sentence ranks several texts: it is cited once."""
    if quote is None:
        return None
    key = (quote["document"], quote["version"], quote["exact"])
    if key not in book.rank_citations:
        text = book.text(quote["document"], quote["version"])
        book.rank_citations[key] = quote_citation(actor=book.act(by), text=text, exact=quote["exact"])
    return book.rank_citations[key]
