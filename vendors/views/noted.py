"""What the clause desk shows of notes on a reading, to counsel only. No view lives here."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass, field

from governance.accounts.access import Actor, allowed
from vendors.domain.questions import QUESTIONS
from vendors.models import Assessment, NoteStep, ReadingNote
from vendors.models.clause import OPEN_STATES


@dataclass(frozen=True, slots=True)
class NoteProblem:
    """A word or note that could not be kept: which (uid of the note, or code of the question), what was typed, why."""

    about: str
    typed: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Noted:
    """One note with its history, and what the person may do about it now."""

    note: ReadingNote
    label: str
    steps: tuple[NoteStep, ...]
    act: str
    problem: NoteProblem | None = None

    @property
    def open(self) -> bool:
        return len(self.steps) % 2 == 0

    @property
    def mine(self) -> bool:
        """Whether the act is that of its writer, who takes it back."""
        return self.act == "withdraw"


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes on a reading as the actor may see them: none for anybody but counsel."""

    shown: tuple[Noted, ...] = ()
    may_write: bool = False
    problem: NoteProblem | None = None
    open_of: dict[str, int] = field(default_factory=dict)

    @property
    def open(self) -> int:
        return sum(self.open_of.values())


def noted(assessment: Assessment, actor: Actor, problem: NoteProblem | None = None) -> Notes:
    """The notes on a reading in the order written, open ones first; two queries."""
    if not allowed(actor, "privileged.read"):
        return Notes()
    rows = assessment.notes.select_related("written_by").prefetch_related("steps__by").order_by("written_at", "pk")
    at_work = assessment.state in OPEN_STATES
    checks = at_work and not assessment.contributors.filter(person=actor.person).exists()
    found = [_noted(row, actor, problem, at_work=at_work, checks=checks) for row in rows]
    counts: dict[str, int] = defaultdict(int)
    for item in found:
        counts[item.note.question] += item.open
    found.sort(key=lambda item: not item.open)
    about = problem if problem and not _is_uid(problem.about) else None
    return Notes(tuple(found), checks and allowed(actor, "assessment.note"), about, dict(counts))


def _noted(row: ReadingNote, actor: Actor, problem: NoteProblem | None, *, at_work: bool, checks: bool) -> Noted:
    steps = tuple(row.steps.all())
    label = QUESTIONS[row.question].label if row.question in QUESTIONS else row.question or "The whole reading"
    act = ""
    if at_work and len(steps) % 2 == 0:
        act = "withdraw" if row.written_by_id == actor.person.pk else "resolve"
    elif checks:
        act = "reopen"
    return Noted(row, label, steps, act, problem if problem and problem.about == str(row.uid) else None)


def _is_uid(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False
