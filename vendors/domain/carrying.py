"""Which answers of a reading another tier may start from: those whose every citation speaks for that tier too.

A quote is carried where the same version governs the other tier, a silence where the versions it names are all that
governs it; what was filed for one tier says nothing of another. An answer that would lose a citation starts as
undocumented: nobody has established it there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from vendors.domain.terms import CitationKind


@dataclass(frozen=True, slots=True)
class Resting:
    """A citation as far as carrying asks: its kind, and the versions (primary keys) it quotes or names."""

    uid: UUID
    kind: CitationKind
    versions: frozenset[int]


@dataclass(frozen=True, slots=True)
class Carried:
    """What becomes of one answer: the citations that go along, and why its value does not ("" where it does)."""

    citations: tuple[UUID, ...]
    left: str = ""


def carried(citations: Sequence[Resting], governing: frozenset[int]) -> Carried:
    """What of an answer resting on `citations` may be carried to a tier that the versions `governing` govern."""
    reasons = {item.uid: _left(item, governing) for item in citations}
    kept = tuple(uid for uid, reason in reasons.items() if not reason)
    return Carried(kept, " ".join(dict.fromkeys(filter(None, reasons.values()))))


def _left(item: Resting, governing: frozenset[int]) -> str:
    if item.kind is CitationKind.DOCUMENT:
        return "It rests on a document filed for the other tier."
    if not item.versions <= governing:
        if item.kind is CitationKind.SILENCE:
            return "A silence names a text that does not govern this tier now."
        return "It is quoted from a version that does not govern this tier now."
    if item.kind is CitationKind.SILENCE and item.versions != governing:
        return "A silence was not read in every text that governs this tier."
    return ""
