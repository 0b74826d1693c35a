"""Whether a reading stands on the versions that bind a tool: older ones, else what the last look at a document found.

Changes mark readings after their approval (stale, to be confirmed). What was overtaken before it, and what binds one
tool only, no mark can say; it is worked out here. Reads only, in a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from vendors.domain.anchoring import Selector
from vendors.domain.following.follow import carried
from vendors.domain.in_force import Look, was_read
from vendors.domain.terms import AssessmentState, Effect, ReadingFact, Settlement
from vendors.looks import looks_of
from vendors.models import AffectedReading, AnswerCitation, CanonicalText, ChangeReview, Citation, TermsVersion


class Footing:
    """What readings rest on, loaded once for all of them."""

    def __init__(self, readings: Iterable[ReadingFact], older: Iterable[int] = ()) -> None:
        """`older`: primary keys of the versions, not found by the last look, that bind any tool."""
        uids = {reading.assessment_uid for reading in readings}
        links = AnswerCitation.objects.filter(answer__assessment__uid__in=uids).select_related(
            "answer__assessment", "citation__text__version"
        )
        self._resting: dict[UUID, dict[int, Citation]] = {}
        for link in links.prefetch_related("citation__silent_versions__version"):
            self._resting.setdefault(link.answer.assessment.uid, {})[link.citation_id] = link.citation
        self._looks = self._looked_at()
        self._newest = {document: looks[-1] for document, looks in self._looks.items()}
        older = set(older)
        self._versions = TermsVersion.objects.in_bulk(older)
        versions = {found.version for found in self._newest.values()} | older
        rows = CanonicalText.objects.filter(version__in=versions).order_by("canonicaliser")
        self._texts = dict(rows.values_list("version_id", "text"))
        self._affected = self._affected_by(uids)

    def _affected_by(self, readings: Iterable[UUID]) -> Mapping[UUID, Sequence[AffectedReading]]:
        """What changes made of readings, settled or not."""
        rows = AffectedReading.objects.filter(assessment__uid__in=readings)
        found: dict[UUID, list[AffectedReading]] = {}
        for row in rows.select_related("assessment", "review__former"):
            found.setdefault(row.assessment.uid, []).append(row)
        return found

    def _looked_at(self) -> Mapping[int, Sequence[Look]]:
        documents = {
            version.document_id
            for citations in self._resting.values()
            for citation in citations.values()
            for version in _versions_of(citation)
        }
        return looks_of(documents)

    def documents(self, reading: ReadingFact) -> set[int]:
        """Documents (primary keys) the reading cites, by quote or silence."""
        citations = self._resting.get(reading.assessment_uid, {}).values()
        return {version.document_id for citation in citations for version in _versions_of(citation)}

    def marks(self, reading: ReadingFact, older: Mapping[int, int]) -> frozenset[Effect]:
        """What changes since its approval made of `reading`, where `older` binds: a text that does not bind a tool
        takes nothing from what the tool is judged on."""
        return frozenset(
            Effect(row.effect)
            for row in self._affected.get(reading.assessment_uid, ())
            if row.settled_at is None or row.settlement == Settlement.READ_ANEW  # it had these when another took over
            if _binds(row.review, self._versions.get(older.get(row.review.document_id, 0)))
        )

    def stands(self, reading: ReadingFact, older: Mapping[int, int]) -> bool:
        """Whether `reading` stands on the versions that bind; `older`: document -> version that binds in place of the
        newest, by primary key."""
        citations = self._resting.get(reading.assessment_uid, {}).values()
        return all(self._holds(citation, reading, older) for citation in citations)

    def _holds(self, citation: Citation, reading: ReadingFact, older: Mapping[int, int]) -> bool:
        if citation.text is not None:
            own = citation.text.version
            binding = older.get(own.document_id) or self._newest[own.document_id].version
            selector = Selector(citation.exact, citation.prefix, citation.suffix, citation.start)
            return binding == own.pk or carried(citation.text.text, self._texts.get(binding, ""), selector)
        read = {version.pk for version in _versions_of(citation)}
        return all(
            self._was_read(document, read, reading, older)
            for document in {version.document_id for version in _versions_of(citation)}
        )

    def _was_read(self, document: int, read: set[int], reading: ReadingFact, older: Mapping[int, int]) -> bool:
        if document in older:
            return older[document] in read
        newest = self._newest[document]
        # What came after the approval has left its mark on the reading, and a person confirms that; what came after
        # the reading was superseded has not.
        later = reading.approved_at is not None and newest.since > reading.approved_at
        told = any(row.review.document_id == document for row in self._affected.get(reading.assessment_uid, ()))
        marked = (later or told) and reading.state != AssessmentState.SUPERSEDED
        return marked or was_read(self._looks[document], read)


def _versions_of(citation: Citation) -> list[TermsVersion]:
    if citation.text is not None:
        return [citation.text.version]
    return [row.version for row in citation.silent_versions.all()]


def _binds(review: ChangeReview, bound: TermsVersion | None) -> bool:
    """Whether the new text of a change binds where `bound` does; None: where the newest text does."""
    return bound is None or bound.pk == review.newest_id or bound.number > review.former.number
