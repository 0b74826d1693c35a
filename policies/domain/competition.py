"""Competition notes (domain.md, "Competition note"): what counsel's findings on one vendor come to on a day.

*Undetermined* counts as yes; a note that is over is undetermined, and so is what no note speaks of. Wording of rules is
in `policies.domain.rules.competition`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from policies.domain.types import CodebaseKind, CompetitionFinding

SUBJECT_KINDS = frozenset({CodebaseKind.SHIPPED_PRODUCT, CodebaseKind.MODEL})
"""What of ours can compete: products and models. Anything else competes, if at all, as a part of one."""

WARNING_DAYS = 30
"""How long before the end of a note counsel is warned, in days."""

_SEVERITY: Mapping[CompetitionFinding, int] = {
    CompetitionFinding.NO: 0,
    CompetitionFinding.UNDETERMINED: 1,
    CompetitionFinding.YES: 2,
}


@dataclass(frozen=True, slots=True)
class NoteFact:
    """One note on a vendor: its subject (None: everything of ours), its place in the order of writing, what it found,
    and the last day on which it counts."""

    subject: int | None
    order: int
    finding: CompetitionFinding
    ends_on: dt.date


def newest(notes: Iterable[NoteFact]) -> list[NoteFact]:
    """The note that speaks of each subject: the last one written."""
    found: dict[int | None, NoteFact] = {}
    for note in sorted(notes, key=lambda note: note.order):
        found[note.subject] = note
    return list(found.values())


def finding_on(notes: Iterable[NoteFact], day: dt.date) -> CompetitionFinding:
    """What the notes on one vendor come to on `day`: the strictest over everything of ours and each subject.

    A subject whose note is over is covered by a note on everything of ours that was written after it. Without one on
    everything of ours, what no note names is undetermined.
    """
    speaking = newest(notes)
    whole = next((note for note in speaking if note.subject is None), None)
    found = [CompetitionFinding.UNDETERMINED if whole is None or whole.ends_on < day else whole.finding]
    for note in speaking:
        if note.subject is None:
            continue
        if note.ends_on >= day:
            found.append(note.finding)
        elif whole is None or whole.order < note.order:
            found.append(CompetitionFinding.UNDETERMINED)
    return max(found, key=_SEVERITY.__getitem__)


def is_worse(now: CompetitionFinding, before: CompetitionFinding) -> bool:
    """Whether `now` is stricter than `before`."""
    return _SEVERITY[now] > _SEVERITY[before]
