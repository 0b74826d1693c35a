"""Readings: drafted with answers and citations in a day, submitted, approved by a second counsel, or given up.

What later versions do to them (stale, to be confirmed, superseded) is the services' business and not loaded.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from governance.demo.loading.book import Book, Row, Step, bytes_of, data
from vendors.domain.terms import ClauseArea, Condition, Rating
from vendors.models import AnswerCitation, Assessment, Citation, ClauseRecord
from vendors.models.clause import OPEN_STATES
from vendors.services.assessments import approve_assessment, discard_assessment, submit_assessment
from vendors.services.citations import document_citation, quote_citation, silence_citation
from vendors.services.clauses import (
    AnswerInput,
    ReadingInput,
    attach_citation,
    detach_citation,
    open_record,
    save_draft,
    start_draft,
)

FILES = tuple(f"assessments-{vendor}" for vendor in ("larkspur", "meridian", "quillon", "fernhill"))


def steps() -> Iterator[Step]:
    """Each reading through its states, on the days and by the people the files name."""
    for row in (row for name in FILES for row in data(name)["assessments"]):
        yield Step(row["drafted_days_ago"], partial(_draft, row=row))
        if "submitted_days_ago" in row:
            yield Step(row["submitted_days_ago"], partial(_submit, row=row))
        if "approved_days_ago" in row:
            yield Step(row["approved_days_ago"], partial(_approve, row=row))
        if "discarded_days_ago" in row:
            yield Step(row["discarded_days_ago"], partial(_discard, row=row))


def _open_reading(book: Book, row: Row) -> Assessment:
    reading: Assessment = book.records[row["tier"], row["area"]].assessments.get(state__in=OPEN_STATES)
    return reading


def _submit(book: Book, *, row: Row) -> None:
    submit_assessment(
        actor=book.act(row["submitted_by"]),
        assessment=_open_reading(book, row),
        version=None,
        on_older_text=row.get("on_older_text", False),
    )


def _approve(book: Book, *, row: Row) -> None:
    approve_assessment(actor=book.act(row["approved_by"]), assessment=_open_reading(book, row), version=None)


def _discard(book: Book, *, row: Row) -> None:
    discard_assessment(actor=book.act(row["discarded_by"]), assessment=_open_reading(book, row), version=None)


def _draft(book: Book, *, row: Row) -> None:
    by, where = row["drafted_by"], (row["tier"], row["area"])
    if where not in book.records:
        book.records[where] = open_record(
            actor=book.act(by), area=ClauseArea(row["area"]), tier=book.tiers[row["tier"]]
        )
    record = book.records[where]
    draft = start_draft(actor=book.act(by), record_row=record)
    draft = save_draft(
        actor=book.act(by), assessment=draft, version=None, reading=_reading(row), answers=_answers(draft, row)
    )
    wanted = _wanted(row)
    _take_over(book, by, draft, record, wanted)
    for key, questions in wanted.items():
        if questions:
            citation = _citation(book, by, record, key)
            attach_citation(actor=book.act(by), assessment=draft, version=None, questions=questions, citation=citation)


def _reading(row: Row) -> ReadingInput:
    return ReadingInput(
        rating=Rating(row["rating"]),
        plain_reading=row["plain_reading"],
        rationale=row["rationale"],
        conditions=row["conditions"],
        privileged_note=row["privileged_note"],
    )


def _answers(draft: Assessment, row: Row) -> dict[str, AnswerInput]:
    """The answers of the row. What was copied from the former reading and is not in the row becomes undocumented."""
    given = {
        item["question"]: AnswerInput(
            raw=item["value"],
            conditions=[
                Condition(condition["setting"], tuple(condition["required"]), condition["text"])
                for condition in item["conditions"]
            ],
        )
        for item in row["answers"]
    }
    copied = draft.answers.values_list("question", flat=True)
    return {code: AnswerInput(raw="", conditions=()) for code in copied} | given


def _wanted(row: Row) -> dict[str, list[str]]:
    """Citation as canonical text -> questions that rest on it: one sentence is cited once per reading."""
    found: dict[str, list[str]] = {}
    for item in row["answers"]:
        for citation in item["citations"]:
            found.setdefault(json.dumps(citation, sort_keys=True), []).append(item["question"])
    return found


def _take_over(book: Book, by: str, draft: Assessment, record: ClauseRecord, wanted: dict[str, list[str]]) -> None:
    """Keep the citations of the former reading that are wanted again, take the others off the draft."""
    known = {citation.pk: key for (pk, key), citation in book.citations.items() if pk == record.pk}
    links = AnswerCitation.objects.filter(answer__assessment=draft).select_related("answer", "citation")
    for link in links:
        question, waiting = link.answer.question, wanted.get(known[link.citation_id], [])
        if question in waiting:
            waiting.remove(question)
        else:
            detach_citation(
                actor=book.act(by), assessment=draft, version=None, question=question, citation=link.citation
            )


def _citation(book: Book, by: str, record: ClauseRecord, key: str) -> Citation:
    if (record.pk, key) not in book.citations:
        book.citations[record.pk, key] = _new_citation(book, by, json.loads(key))
    return book.citations[record.pk, key]


def _new_citation(book: Book, by: str, row: Row) -> Citation:
    actor = book.act(by)
    if row["kind"] == "quote":
        return quote_citation(actor=actor, text=book.text(row["document"], row["version"]), exact=row["exact"])
    if row["kind"] == "silence":
        versions = [book.versions[item["document"], item["version"]] for item in row["versions"]]
        return silence_citation(actor=actor, versions=versions, note=row["note"])
    content, _ = bytes_of(row["file"])
    return document_citation(
        actor=actor,
        title=row["title"],
        data=content,
        media_type=row["media_type"],
        page=row["page"],
        dated_on=book.date(row["dated_on"]),
        note=row["note"],
    )
