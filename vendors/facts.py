"""Rows to domain values: the only bridge from what vendors say to rules, snapshots and reports.

Everything is loaded in a fixed number of queries, however many tiers are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from governance.accounts.models import User
from vendors.domain.questions import QUESTIONS, decode_conditions, decode_value
from vendors.domain.terms import (
    AnswerFact,
    Applicability,
    AssessmentState,
    CitationFact,
    CitationKind,
    ClauseArea,
    DocumentVisibility,
    Rating,
    ReadingFact,
)
from vendors.models import Answer, AnswerCitation, Assessment, Citation, SilenceVersion, TermsDocument

WITHHELD = "A contract"
WITHHELD_FILE = "A document on file"
WITHHELD_FILE_NOTE = "Only counsel and auditors in scope may read what it is and says."
WITHHELD_SILENCE = "Names a contract that only counsel, auditors and its named readers may read."
WITHHELD_NOTE = "Rests on words of a contract that only counsel, auditors and its named readers may read."

SILENT_VERSIONS = SilenceVersion.objects.select_related("version__document").order_by("pk")
CITATIONS = Prefetch(
    "links",
    queryset=AnswerCitation.objects.select_related(
        "citation__text__version__document", "citation__blob"
    ).prefetch_related(Prefetch("citation__silent_versions", queryset=SILENT_VERSIONS)),
)
ANSWERS = Prefetch("answers", queryset=Answer.objects.prefetch_related(CITATIONS))


class Hidden:
    """What somebody may not read of what readings rest on, by primary key: contracts, and document citations. Each is
    asked for once, when it is needed."""

    def __init__(self, documents: Iterable[int] = (), files: Iterable[int] = ()) -> None:
        self._documents, self._files = documents, files

    @cached_property
    def documents(self) -> frozenset[int]:
        """Contracts whose words are kept back."""
        return frozenset(self._documents)

    @cached_property
    def files(self) -> frozenset[int]:
        """Document citations whose words are kept back."""
        return frozenset(self._files)


NOTHING_HIDDEN = Hidden()


def hidden_from(person: User) -> Hidden:
    """What is kept back from `person`."""
    documents = TermsDocument.objects.hidden_from(person).values_list("pk", flat=True)
    seen = Citation.objects.files_open_to(person).values("pk")
    files = Citation.objects.filter(kind=CitationKind.DOCUMENT).exclude(pk__in=seen).values_list("pk", flat=True)
    return Hidden(documents, files)


def hidden_from_reports() -> Hidden:
    """What is kept back from reports: they are read by more people than contracts and files are."""
    contracts = TermsDocument.objects.filter(visibility=DocumentVisibility.CONTRACT).values_list("pk", flat=True)
    files = Citation.objects.filter(kind=CitationKind.DOCUMENT).values_list("pk", flat=True)
    return Hidden(frozenset(contracts), frozenset(files))


def with_quote(rows: QuerySet[Any], relation: str) -> QuerySet[Any]:
    """`rows`, each with the quote it points to and all that `citation_fact` reads of one, in the same query.

    Not the text it stands in, which is long: only its hash is told.
    """
    found: QuerySet[Any] = rows.select_related(f"{relation}__text__version__document", f"{relation}__blob")
    return found.defer(f"{relation}__text__text")


def readings_of(
    tier_ids: Iterable[int],
    states: Iterable[AssessmentState] = (AssessmentState.APPROVED,),
    hidden: Hidden = NOTHING_HIDDEN,
) -> dict[int, list[ReadingFact]]:
    """Readings in `states` of each tier, by primary key of the tier. Five queries at most.

    What is `hidden` must not enter with its words and titles.
    """
    assessments = (
        Assessment.objects.filter(record__tier_id__in=list(tier_ids), state__in=[state.value for state in states])
        .select_related("record", "drafted_by", "approved_by")
        .prefetch_related(ANSWERS)
        .order_by("record__area", "record_id", "-number")
    )
    found: dict[int, list[ReadingFact]] = {}
    for assessment in assessments:
        found.setdefault(assessment.record.tier_id, []).append(reading_fact(assessment, hidden))
    return found


def binding_readings(readings: Iterable[ReadingFact], held: Applicability) -> dict[ClauseArea, ReadingFact]:
    """For each clause area the reading that speaks for a tool held like `held`: approved before any other state, and of
    those the one whose applicability is narrowest."""
    chosen: dict[ClauseArea, ReadingFact] = {}
    for reading in readings:
        if not reading.applicability.covers(held):
            continue
        rival = chosen.get(reading.area)
        if rival is None or _precedence(reading) > _precedence(rival):
            chosen[reading.area] = reading
    return chosen


def _precedence(reading: ReadingFact) -> tuple[bool, int, int]:
    # A superseded one is among them only where it still binds (a tool pinned to what it read).
    approved = reading.state in (AssessmentState.APPROVED, AssessmentState.SUPERSEDED)
    return (approved, reading.applicability.narrowness, reading.number)


def reading_fact(assessment: Assessment, hidden: Hidden = NOTHING_HIDDEN) -> ReadingFact:
    """One assessment as a value. Privileged notes have no field to enter by."""
    return ReadingFact(
        area=ClauseArea(assessment.record.area),
        assessment_uid=assessment.uid,
        number=assessment.number,
        state=AssessmentState(assessment.state),
        rating=Rating(assessment.rating),
        stale=assessment.stale,
        to_be_confirmed=assessment.to_be_confirmed,
        drafted_by=assessment.drafted_by.name if assessment.drafted_by else "",
        approved_by=assessment.approved_by.name if assessment.approved_by else "",
        approved_at=assessment.approved_at,
        plain_reading=assessment.plain_reading,
        answers=answer_facts(assessment.answers.all(), hidden),
        applicability=assessment.record.applicability,
    )


def answer_facts(answers: Iterable[Answer], hidden: Hidden = NOTHING_HIDDEN) -> Mapping[str, AnswerFact]:
    """Answers by question code. A code this version of the product no longer asks is left out.

    What is `hidden` from the reader does not enter with its words and titles.
    """
    return {answer.question: answer_fact(answer, hidden) for answer in answers if answer.question in QUESTIONS}


def answer_fact(answer: Answer, hidden: Hidden = NOTHING_HIDDEN) -> AnswerFact:
    """One answer with its conditions and citations."""
    return AnswerFact(
        question=answer.question,
        value=decode_value(answer.value),
        conditions=decode_conditions(answer.conditions),
        citations=tuple(citation_fact(link.citation, hidden) for link in answer.links.all()),
        secondary_source=answer.secondary_source,
    )


def citation_fact(citation: Citation, hidden: Hidden = NOTHING_HIDDEN) -> CitationFact:
    """One citation, whole enough to stand by itself; what is `hidden` says only that there is one."""
    kind = CitationKind(citation.kind)
    if kind == CitationKind.QUOTE:
        secret = citation.text is not None and citation.text.version.document_id in hidden.documents
        return _secret_fact(citation) if secret else _quote_fact(citation)
    if kind == CitationKind.SILENCE:
        return _silence_fact(citation, hidden.documents)
    if citation.pk in hidden.files:
        return withheld_file(_file_fact(citation))
    return _file_fact(citation)


def withheld_file(fact: CitationFact) -> CitationFact:
    """A document citation without its words. Hash and date stay: they reveal none."""
    return replace(fact, document=WITHHELD_FILE, page="", note=WITHHELD_FILE_NOTE)


def _file_fact(citation: Citation) -> CitationFact:
    return CitationFact(
        uid=citation.uid,
        kind=CitationKind.DOCUMENT,
        document=citation.title,
        page=citation.page,
        dated_on=citation.dated_on,
        note=citation.note,
        version_sha256=citation.blob.sha256 if citation.blob else "",
    )


def silences_for(uids: Iterable[UUID], person: User) -> dict[UUID, CitationFact]:
    """Silence citations by uid, without the contracts `person` may not read. Three queries."""
    silences = Citation.objects.filter(uid__in=list(uids), kind=CitationKind.SILENCE).prefetch_related(
        Prefetch("silent_versions", queryset=SILENT_VERSIONS)
    )
    hidden = frozenset(TermsDocument.objects.hidden_from(person).values_list("pk", flat=True))
    return {citation.uid: _silence_fact(citation, hidden) for citation in silences}


def _quote_fact(citation: Citation) -> CitationFact:
    text = citation.text
    if text is None:  # the constraint vendors_citation_shape rules it out
        raise ValueError("a quote names no text")
    return CitationFact(
        uid=citation.uid,
        kind=CitationKind.QUOTE,
        document=text.version.document.title,
        exact=citation.exact,
        prefix=citation.prefix,
        suffix=citation.suffix,
        heading=citation.heading,
        start=citation.start,
        version_number=text.version.number,
        version_uid=text.version.uid,
        version_sha256=text.version.sha256,
        text_sha256=text.sha256,
        note=citation.note,
    )


def _secret_fact(citation: Citation) -> CitationFact:
    """The hash stays: it reveals no word, and whoever may read the contract can check it."""
    return CitationFact(
        uid=citation.uid,
        kind=CitationKind.DOCUMENT,
        document=WITHHELD,
        note=WITHHELD_NOTE,
        version_sha256=citation.text.version.sha256 if citation.text else "",
    )


def _silence_fact(citation: Citation, hidden: frozenset[int]) -> CitationFact:
    named_versions = [silence.version for silence in citation.silent_versions.all()]
    versions = [version for version in named_versions if version.document_id not in hidden]
    first = versions[0] if versions else None
    named = "; ".join(
        [f"{version.document.title}, version {version.number}" for version in versions]
        + [WITHHELD] * (len(versions) < len(named_versions))
    )
    return CitationFact(
        uid=citation.uid,
        kind=CitationKind.SILENCE,
        document=named,
        version_number=first.number if first else None,
        version_uid=first.uid if first else None,
        version_sha256=first.sha256 if first else "",
        note=citation.note if len(versions) == len(named_versions) else WITHHELD_SILENCE,
    )
