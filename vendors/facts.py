"""Rows to domain values: the only bridge from what vendors say to rules, snapshots and reports.

Everything is loaded in a fixed number of queries, however many tiers are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet

from governance.accounts.models import User
from vendors.cited import Cited, cited
from vendors.domain.questions import QUESTIONS, decode_conditions, decode_value
from vendors.domain.terms import (
    AnswerFact,
    Applicability,
    AssessmentState,
    CitationFact,
    CitationKind,
    ClauseArea,
    DocumentVisibility,
    ReadingFact,
)
from vendors.models import Answer, AnswerCitation, Citation, SilenceVersion, TermsDocument

WITHHELD = "A contract"
WITHHELD_FILE = "A document on file"
WITHHELD_FILE_NOTE = "Only counsel and auditors in scope may read what it is and says."
WITHHELD_SILENCE = "Names a contract that only counsel, auditors and its named readers may read."
WITHHELD_NOTE = "Rests on words of a contract that only counsel, auditors and its named readers may read."

SILENT_VERSIONS = SilenceVersion.objects.select_related("version__document").order_by("pk")
CITATIONS = Prefetch(
    "links",
    queryset=AnswerCitation.objects.select_related("citation__text__version__document", "citation__blob")
    .defer("citation__text__text")
    .prefetch_related(Prefetch("citation__silent_versions", queryset=SILENT_VERSIONS)),
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
    return cited_fact(cited(citation), hidden)


def cited_fact(citation: Cited, hidden: Hidden = NOTHING_HIDDEN) -> CitationFact:
    """As `citation_fact`, of a citation read as a value."""
    if citation.kind == CitationKind.QUOTE:
        return _quote_fact(citation, hidden.documents)
    if citation.kind == CitationKind.SILENCE:
        return _silence_fact(citation, hidden.documents)
    return withheld_file(_file_fact(citation)) if citation.pk in hidden.files else _file_fact(citation)


def withheld_file(fact: CitationFact) -> CitationFact:
    """A document citation without its words. Hash and date stay: they reveal none."""
    return replace(fact, document=WITHHELD_FILE, page="", note=WITHHELD_FILE_NOTE)


def _file_fact(citation: Cited) -> CitationFact:
    return CitationFact(
        uid=citation.uid,
        kind=CitationKind.DOCUMENT,
        document=citation.title,
        page=citation.page,
        dated_on=citation.dated_on,
        note=citation.note,
        version_sha256=citation.blob_sha256,
    )


def _quote_fact(citation: Cited, hidden: frozenset[int]) -> CitationFact:
    version = citation.quoted
    if version is None:  # the constraint vendors_citation_shape rules it out
        raise ValueError("a quote names no text")
    if version.document in hidden:  # the hash stays: it reveals no word, and whoever may read the contract checks it
        return CitationFact(
            uid=citation.uid,
            kind=CitationKind.DOCUMENT,
            document=WITHHELD,
            note=WITHHELD_NOTE,
            version_sha256=version.sha256,
        )
    return CitationFact(
        uid=citation.uid,
        kind=CitationKind.QUOTE,
        document=version.title,
        exact=citation.exact,
        prefix=citation.prefix,
        suffix=citation.suffix,
        heading=citation.heading,
        start=citation.start,
        version_number=version.number,
        version_uid=version.uid,
        version_sha256=version.sha256,
        text_sha256=citation.text_sha256,
        note=citation.note,
    )


def _silence_fact(citation: Cited, hidden: frozenset[int]) -> CitationFact:
    versions = [version for version in citation.silent if version.document not in hidden]
    first = versions[0] if versions else None
    named = "; ".join(
        [f"{version.title}, version {version.number}" for version in versions]
        + [WITHHELD] * (len(versions) < len(citation.silent))
    )
    return CitationFact(
        uid=citation.uid,
        kind=CitationKind.SILENCE,
        document=named,
        version_number=first.number if first else None,
        version_uid=first.uid if first else None,
        version_sha256=first.sha256 if first else "",
        note=citation.note if len(versions) == len(citation.silent) else WITHHELD_SILENCE,
    )
