"""Readings as rules, the matrix and reports take them: rows to facts in two queries, however many tiers are asked for.

The first brings the assessments with their answers and what each answer cites by key, the second every citation once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from governance.database.within import rows_within
from vendors.cited import Cited, citations
from vendors.domain.questions import QUESTIONS, decode_conditions, decode_value
from vendors.domain.terms import (
    AnswerFact,
    Applicability,
    AssessmentState,
    CitationFact,
    ClauseArea,
    Effect,
    Rating,
    ReadingFact,
    Settlement,
)
from vendors.facts import NOTHING_HIDDEN, Hidden, cited_fact
from vendors.models import AffectedReading, Answer, AnswerCitation, Assessment

_APPLIES = tuple(Applicability.__dataclass_fields__)
_NAMES = {"record": "record_id", "record_uid": "record__uid", "tier": "record__tier_id", "area": "record__area"}
_PEOPLE = ("drafted_by", "submitted_by", "approved_by")
_OWN = ("uid", "number", "state", "rating", "plain_reading", "stale_since", "confirm_since")
_INSTANTS = ("created_at", "submitted_at", "approved_at")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a change of a document made of a reading, settled or not: from the version numbered `former` to `newest`
    (document and version by primary key)."""

    effect: Effect
    settlement: Settlement | None
    document: int
    newest: int
    former: int


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A reading with the row it comes from: record and tier by primary key, people by name ("" for none), each citation
    its answers rest on, once, and what changes made of it."""

    fact: ReadingFact
    record: int
    record_uid: UUID
    tier: int
    submitted_by: str
    submitted_at: dt.datetime | None
    created_at: dt.datetime
    cited: tuple[Cited, ...]
    marks: tuple[Mark, ...]


def reading_rows(tiers: Iterable[int], which: Q, hidden: Hidden = NOTHING_HIDDEN) -> list[ReadingRow]:
    """Readings of `tiers` (primary keys) that `which` picks, by area, record and falling number; two queries at most.

    What is `hidden` must not enter with its words and titles. Privileged notes have no field to enter by.
    """
    chosen = Assessment.objects.filter(which, record__tier__in=set(tiers))
    answers = Answer.objects.filter(assessment=OuterRef("pk"))
    links = AnswerCitation.objects.filter(answer__assessment=OuterRef("pk"))
    columns = [*_OWN, *_INSTANTS, *_NAMES.values(), *(f"record__{name}" for name in _APPLIES)]
    rows = chosen.order_by("record__area", "record_id", "-number").values(
        *columns,
        *(f"{name}__name" for name in _PEOPLE),
        answers_held=rows_within(
            answers,
            pk="pk",
            question="question",
            value="value",
            conditions="conditions",
            secondary_source="secondary_source",
        ),
        links_held=rows_within(links, pk="pk", answer="answer_id", citation="citation_id"),
        marks_held=rows_within(
            AffectedReading.objects.filter(assessment=OuterRef("pk")),
            effect="effect",
            settlement="settlement",
            document="review__document_id",
            newest="review__newest_id",
            former="review__former__number",
        ),
    )
    found = list(rows)
    links_held = (link for row in found for link in row["links_held"] or ())
    cited = {citation.pk: citation for citation in citations(link["citation"] for link in links_held)}
    facts = {pk: cited_fact(citation, hidden) for pk, citation in cited.items()}
    return [_row(row, cited, facts) for row in found]


def resting_on(documents: Iterable[int] | QuerySet[Any, Any]) -> Exists:
    """Whether a reading cites one of `documents` (primary keys), by quote or silence."""
    links = AnswerCitation.objects.filter(answer__assessment=OuterRef("pk"))
    quoted = Q(citation__text__version__document__in=documents)
    return Exists(links.filter(quoted | Q(citation__silent_versions__version__document__in=documents)))


def _row(row: Mapping[str, Any], cited: Mapping[int, Cited], facts: Mapping[int, CitationFact]) -> ReadingRow:
    links = sorted(row["links_held"] or (), key=itemgetter("pk"))
    return ReadingRow(
        fact=ReadingFact(
            area=ClauseArea(row["record__area"]),
            assessment_uid=row["uid"],
            number=row["number"],
            state=AssessmentState(row["state"]),
            rating=Rating(row["rating"]),
            stale=row["stale_since"] is not None,
            to_be_confirmed=row["confirm_since"] is not None,
            drafted_by=row["drafted_by__name"] or "",
            approved_by=row["approved_by__name"] or "",
            approved_at=row["approved_at"],
            plain_reading=row["plain_reading"],
            answers=_answers(row["answers_held"] or (), links, facts),
            applicability=Applicability(*(row[f"record__{name}"] for name in _APPLIES)),
        ),
        record=row["record_id"],
        record_uid=row["record__uid"],
        tier=row["record__tier_id"],
        submitted_by=row["submitted_by__name"] or "",
        submitted_at=row["submitted_at"],
        created_at=row["created_at"],
        cited=tuple(cited[pk] for pk in dict.fromkeys(link["citation"] for link in links)),
        marks=tuple(_mark(mark) for mark in row["marks_held"] or ()),
    )


def _mark(row: Mapping[str, Any]) -> Mark:
    settlement = Settlement(row["settlement"]) if row["settlement"] else None
    return Mark(Effect(row["effect"]), settlement, row["document"], row["newest"], row["former"])


def _answers(
    answers: Iterable[Mapping[str, Any]], links: Sequence[Mapping[str, Any]], facts: Mapping[int, CitationFact]
) -> Mapping[str, AnswerFact]:
    """By question, in their order. A code this version of the product no longer asks is left out."""
    resting: dict[int, list[CitationFact]] = {}
    for link in links:
        resting.setdefault(link["answer"], []).append(facts[link["citation"]])
    return {
        answer["question"]: AnswerFact(
            question=answer["question"],
            value=decode_value(answer["value"]),
            conditions=decode_conditions(answer["conditions"]),
            citations=tuple(resting.get(answer["pk"], ())),
            secondary_source=answer["secondary_source"],
        )
        for answer in sorted(answers, key=itemgetter("question"))
        if answer["question"] in QUESTIONS
    }
