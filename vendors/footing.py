"""Whether a reading stands on the versions that bind a tool: older ones, else what the last look at a document found.

Changes mark readings after their approval (stale, to be confirmed). What was overtaken before it, and what binds one
tool only, no mark can say; it is worked out here. Reads texts only, in one query at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from vendors.cited import Cited, VersionCited
from vendors.domain.anchoring import Selector
from vendors.domain.following.follow import carried
from vendors.domain.in_force import Look, was_read
from vendors.domain.terms import AssessmentState, Effect, ReadingFact, Settlement
from vendors.models import CanonicalText
from vendors.readings import Mark, ReadingRow

STANDING = frozenset({AssessmentState.APPROVED, AssessmentState.SUPERSEDED})
"""States in which a reading may bind a tool; whatever is not approved rests on nothing yet."""


class Footing:
    """What readings rest on, for all of them at once."""

    def __init__(
        self,
        readings: Sequence[ReadingRow],
        looks: Mapping[int, Sequence[Look]],
        older: Iterable[Mapping[int, int]] = (),
    ) -> None:
        """`looks`: those of every document the readings cite; `older`: for each tool, document -> version (primary
        keys) that binds it in place of the newest."""
        self._resting = {row.fact.assessment_uid: row.cited for row in readings if row.fact.state in STANDING}
        self._marks = {row.fact.assessment_uid: row.marks for row in readings}
        self._looks = looks
        self._numbers = {look.version: look.number for found in looks.values() for look in found}
        self._newest = {document: found[-1] for document, found in looks.items()}
        self._texts: dict[int, str] = {}
        self._own: dict[int, str] = {}
        self._carried: dict[tuple[int, int], bool] = {}
        self._load(older)

    def _load(self, older: Iterable[Mapping[int, int]]) -> None:
        """The texts of quotes that are not of the version that binds, and of the versions that do."""
        binding: dict[int, set[int]] = {document: {look.version} for document, look in self._newest.items()}
        for found in older:
            for document, version in found.items():
                binding.setdefault(document, set()).add(version)
        quotes = [(cited.text, cited.quoted) for rests in self._resting.values() for cited in rests if cited.quoted]
        moved = [(text, own) for text, own in quotes if binding.get(own.document, {own.pk}) != {own.pk}]
        if not moved:
            return
        wanted = {version for _, own in moved for version in binding[own.document]}
        which = Q(version__in=wanted) | Q(pk__in={text for text, _ in moved})
        rows = CanonicalText.objects.filter(which).order_by("canonicaliser")
        for pk, version, text in rows.values_list("pk", "version_id", "text"):
            self._own[pk] = self._texts[version] = text

    def documents(self, reading: ReadingFact) -> set[int]:
        """Documents (primary keys) the reading cites, by quote or silence."""
        return {version.document for cited in self._cited(reading) for version in cited.versions}

    def marks(self, reading: ReadingFact, older: Mapping[int, int]) -> frozenset[Effect]:
        """What changes since its approval made of `reading`, where `older` binds: a text that does not bind a tool
        takes nothing from what the tool is judged on."""
        return frozenset(
            mark.effect
            for mark in self._marks.get(reading.assessment_uid, ())
            if mark.settlement in (None, Settlement.READ_ANEW)  # it had these when another took over
            if self._binds(mark, older.get(mark.document))
        )

    def _binds(self, mark: Mark, bound: int | None) -> bool:
        """Whether the new text of a change binds where version `bound` does; None: where the newest text does."""
        return bound is None or bound == mark.newest or self._numbers[bound] > mark.former

    def stands(self, reading: ReadingFact, older: Mapping[int, int]) -> bool:
        """Whether `reading` stands on the versions that bind; `older`: document -> version that binds in place of the
        newest, by primary key."""
        return all(self._holds(cited, reading, older) for cited in self._cited(reading))

    def _cited(self, reading: ReadingFact) -> Sequence[Cited]:
        return self._resting.get(reading.assessment_uid, ())

    def _holds(self, cited: Cited, reading: ReadingFact, older: Mapping[int, int]) -> bool:
        if cited.quoted is not None:
            return self._carries(cited, cited.quoted, older.get(cited.quoted.document))
        read = {version.pk for version in cited.silent}
        return all(
            self._was_read(document, read, reading, older)
            for document in {version.document for version in cited.silent}
        )

    def _carries(self, cited: Cited, own: VersionCited, bound: int | None) -> bool:
        """Whether the version that binds still says what `cited` quotes; worked out once for all tools it binds."""
        binding = bound or self._newest[own.document].version
        if binding == own.pk:
            return True
        if (cited.pk, binding) not in self._carried:
            selector = Selector(cited.exact, cited.prefix, cited.suffix, cited.start)
            old, new = self._own[cited.text or 0], self._texts.get(binding, "")
            self._carried[cited.pk, binding] = carried(old, new, selector)
        return self._carried[cited.pk, binding]

    def _was_read(self, document: int, read: set[int], reading: ReadingFact, older: Mapping[int, int]) -> bool:
        if document in older:
            return older[document] in read
        newest = self._newest[document]
        # What came after the approval has left its mark on the reading, and a person confirms that; what came after
        # the reading was superseded has not.
        later = reading.approved_at is not None and newest.since > reading.approved_at
        told = any(mark.document == document for mark in self._marks.get(reading.assessment_uid, ()))
        marked = (later or told) and reading.state != AssessmentState.SUPERSEDED
        return marked or was_read(self._looks[document], read)
