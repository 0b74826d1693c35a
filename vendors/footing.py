"""Whether a reading stands on the versions that bind a tool: pinned ones, else what the last look at a document found.

Readings carry marks of what happened after their approval (stale, to be confirmed). What was overtaken before it, and
what binds one tool only, no mark can say; it is worked out here. Reads only, in a fixed number of queries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from vendors.domain.anchoring import Selector
from vendors.domain.following.follow import carried
from vendors.domain.terms import ReadingFact
from vendors.models import AnswerCitation, CanonicalText, Capture, Citation, TermsVersion


@dataclass(frozen=True, slots=True)
class InForce:
    """The version the last look at a document found, and when it was found."""

    version: int
    since: dt.datetime


class Footing:
    """What readings rest on, loaded once for all of them."""

    def __init__(self, readings: Iterable[ReadingFact], pinned: Iterable[int] = ()) -> None:
        """`pinned`: primary keys of the versions any tool is pinned to."""
        uids = {reading.assessment_uid for reading in readings}
        links = AnswerCitation.objects.filter(answer__assessment__uid__in=uids).select_related(
            "answer__assessment", "citation__text__version"
        )
        self._resting: dict[UUID, dict[int, Citation]] = {}
        for link in links.prefetch_related("citation__silent_versions__version"):
            self._resting.setdefault(link.answer.assessment.uid, {})[link.citation_id] = link.citation
        self._in_force = self._looked_at()
        versions = {found.version for found in self._in_force.values()} | set(pinned)
        rows = CanonicalText.objects.filter(version__in=versions).order_by("canonicaliser")
        self._texts = dict(rows.values_list("version_id", "text"))

    def _looked_at(self) -> dict[int, InForce]:
        documents = {
            version.document_id
            for citations in self._resting.values()
            for citation in citations.values()
            for version in _versions_of(citation)
        }
        rows = Capture.objects.filter(document__in=documents, version__isnull=False).order_by("sequence")
        return {row.document_id: InForce(row.version_id or 0, row.captured_at) for row in rows}

    def stands(self, reading: ReadingFact, pins: Mapping[int, int]) -> bool:
        """Whether `reading` stands on the versions that bind; `pins`: document -> version, by primary key."""
        citations = self._resting.get(reading.assessment_uid, {}).values()
        return all(self._holds(citation, reading, pins) for citation in citations)

    def _holds(self, citation: Citation, reading: ReadingFact, pins: Mapping[int, int]) -> bool:
        if citation.text is not None:
            own = citation.text.version
            binding = pins.get(own.document_id) or self._in_force[own.document_id].version
            selector = Selector(citation.exact, citation.prefix, citation.suffix, citation.start)
            return binding == own.pk or carried(citation.text.text, self._texts.get(binding, ""), selector)
        read = {version.pk for version in _versions_of(citation)}
        return all(
            self._was_read(document, read, reading, pins)
            for document in {version.document_id for version in _versions_of(citation)}
        )

    def _was_read(self, document: int, read: set[int], reading: ReadingFact, pins: Mapping[int, int]) -> bool:
        if document in pins:
            return pins[document] in read
        found = self._in_force[document]
        # What came after the approval has left its mark on the reading, and a person confirms that.
        later = reading.approved_at is not None and found.since > reading.approved_at
        return later or found.version in read


def _versions_of(citation: Citation) -> list[TermsVersion]:
    if citation.text is not None:
        return [citation.text.version]
    return [row.version for row in citation.silent_versions.all()]
