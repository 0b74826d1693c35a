"""Whether a reading stands on the versions that bind a tool: older ones, else what the last look at a document found.

Readings carry marks of what happened after their approval (stale, to be confirmed). What was overtaken before it, and
what binds one tool only, no mark can say; it is worked out here. Reads only, in a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from vendors.domain.anchoring import Selector
from vendors.domain.following.follow import carried
from vendors.domain.in_force import Look, was_read
from vendors.domain.terms import AssessmentState, ReadingFact
from vendors.looks import looks_of
from vendors.models import AnswerCitation, CanonicalText, Citation, TermsVersion


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
        versions = {found.version for found in self._newest.values()} | set(older)
        rows = CanonicalText.objects.filter(version__in=versions).order_by("canonicaliser")
        self._texts = dict(rows.values_list("version_id", "text"))

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

    def marked(self, reading: ReadingFact, older: Mapping[int, int]) -> bool:
        """Whether what marked `reading` after its approval (stale, to be confirmed) binds, where `older` does: a text
        that does not bind a tool takes nothing from what the tool is judged on."""
        if not older or reading.approved_at is None:
            return True
        return any(
            (self._newest[document].dated_back or self._newest[document].since > reading.approved_at)
            and older.get(document, self._newest[document].version) == self._newest[document].version
            for document in self.documents(reading)
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
        marked = later and reading.state != AssessmentState.SUPERSEDED
        return marked or was_read(self._looks[document], read)


def _versions_of(citation: Citation) -> list[TermsVersion]:
    if citation.text is not None:
        return [citation.text.version]
    return [row.version for row in citation.silent_versions.all()]
