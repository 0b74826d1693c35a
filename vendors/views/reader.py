"""What the reader shows besides the text: where citations lie in it, which answers rest on each. No view lives here."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from vendors.domain.anchoring import Selector, find_quote
from vendors.domain.layout import Span
from vendors.domain.questions import QUESTIONS
from vendors.domain.terms import AREA_LABELS, AssessmentState, ClauseArea
from vendors.models import AnswerCitation, Assessment, CanonicalText, Citation, TermsVersion

LIVE = [AssessmentState.APPROVED.value, AssessmentState.IN_REVIEW.value, AssessmentState.DRAFT.value]
LETTERS = {
    ClauseArea.OUTPUT_OWNERSHIP: "O",
    ClauseArea.TRAINING_RESTRICTIONS: "T",
    ClauseArea.RETENTION: "R",
    ClauseArea.INDEMNITY: "I",
}


@dataclass(frozen=True, slots=True)
class Ref:
    """The little number after a cited passage, and the answer it leads to."""

    label: str
    assessment: uuid.UUID
    question: str
    title: str


@dataclass(slots=True)
class Cited:
    """A passage of the text that answers rest on."""

    span: Span
    refs: list[Ref] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Resting:
    """A reading that cites this text, for the list beside it."""

    assessment: Assessment
    area: str
    tier: str
    count: int


def text_of(version: TermsVersion) -> CanonicalText:
    """The newest canonical text of a version."""
    return version.texts.order_by("-canonicaliser")[0]


def cited_in(version: TermsVersion, text: CanonicalText) -> tuple[list[Cited], list[Resting]]:
    """The citations of live readings in this version, in the order of the text, and the readings they belong to."""
    links = AnswerCitation.objects.filter(answer__assessment__state__in=LIVE).select_related(
        "answer__assessment__record__tier__product"
    )
    rows = (
        Citation.objects.filter(text__version=version, links__answer__assessment__state__in=LIVE)
        .distinct()
        .prefetch_related(Prefetch("links", queryset=links.order_by("answer__assessment__state", "pk")))
    )
    placed = sorted(_placed(rows, text), key=lambda item: (item[0].start, item[0].end))
    counts: dict[str, int] = {}
    readings: dict[int, list[Any]] = {}
    cited: list[Cited] = []
    for span, citation in placed:
        found = Cited(span)
        labels: dict[str, str] = {}
        seen: set[int] = set()
        for link in citation.links.all():
            assessment = link.answer.assessment
            entry = readings.setdefault(assessment.pk, [assessment, set()])
            entry[1].add(citation.pk)
            if assessment.record_id not in seen and link.answer.question in QUESTIONS:
                seen.add(assessment.record_id)
                found.refs.append(_ref(link, labels, counts))
        cited.append(found)
    return cited, [_resting(assessment, len(citations)) for assessment, citations in readings.values()]


def _placed(citations: Iterable[Citation], text: CanonicalText) -> Iterable[tuple[Span, Citation]]:
    for citation in citations:
        start = citation.start
        if citation.text_id == text.pk and start is not None and text.text.startswith(citation.exact, start):
            yield Span(str(citation.uid), start, start + len(citation.exact)), citation
            continue
        match = find_quote(text.text, Selector(citation.exact, citation.prefix, citation.suffix, start))
        if match is not None:
            yield Span(str(citation.uid), match.start, match.end), citation


def _ref(link: AnswerCitation, labels: dict[str, str], counts: dict[str, int]) -> Ref:
    record = link.answer.assessment.record
    letter = LETTERS[ClauseArea(record.area)]
    if letter not in labels:
        counts[letter] = counts.get(letter, 0) + 1
        labels[letter] = f"{letter}{counts[letter]}"
    title = f"{AREA_LABELS[ClauseArea(record.area)]} of {record.tier}: {QUESTIONS[link.answer.question].label}"
    return Ref(labels[letter], link.answer.assessment.uid, link.answer.question, title)


def _resting(assessment: Assessment, count: int) -> Resting:
    record = assessment.record
    return Resting(assessment, AREA_LABELS[ClauseArea(record.area)], str(record.tier), count)
