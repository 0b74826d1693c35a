"""Deeds on notes of review: the checker writes them, the drafter resolves them with a word, the checker may reopen.

While one is open the reading is neither submitted nor approved (trigger). Words never enter the trail: they are
privileged, and its events are read by more people than counsel.
"""

from __future__ import annotations

from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, record
from governance.errors import Conflict, Invalid, NotAllowed
from governance.modelling import locked
from vendors.domain.questions import QUESTIONS
from vendors.domain.terms import AssessmentState
from vendors.models import Assessment, NoteStep, ReadingNote
from vendors.services.clauses import contribute
from vendors.services.inputs import refuse, too_much

_AT_WORK = (AssessmentState.DRAFT, AssessmentState.IN_REVIEW)
OPEN_NOTES = "open-notes"


@deed
def write_note(*, actor: Actor, assessment: Assessment, text: str, question: str = "") -> ReadingNote:
    """Put on record what the checker wants changed: of one answer, or of the whole reading.

    Raises NotAllowed for whoever edited the draft (they change it themselves), Conflict once the reading is closed,
    Invalid without words or for a question of another area.
    """
    assessment = _at_work(actor, assessment, "assessment.note")
    _checker(actor, assessment)
    words = _words(text, "note", "Say what should be changed.")
    asked = QUESTIONS.get(question)
    if question and (asked is None or asked.area != assessment.record.area):
        raise Invalid("This question is not asked in this clause area.", problems={"question": [question]})
    note: ReadingNote = ReadingNote.objects.create(
        assessment=assessment, question=question, text=words, written_by=actor.person, written_at=timezone.now()
    )
    record(actor, "note.written", subject=assessment, detail={"note": note.uid, "question": question})
    return note


@deed
def resolve_note(*, actor: Actor, note: ReadingNote, word: str) -> NoteStep:
    """Say what was done about a note. Whoever does so for another's note has a hand in the draft from then on; its
    writer may take it back without.

    Raises Conflict where it is resolved already or the reading is closed, Invalid without a word.
    """
    assessment = _at_work(actor, note.assessment, "assessment.edit")
    step = _step(actor, note, resolves=True, word=_words(word, "word", "Say in a word what was done about it."))
    if note.written_by_id != actor.person.pk:
        contribute(actor, assessment)
    record(actor, "note.resolved", subject=assessment, detail={"note": note.uid, "question": note.question})
    return step


@deed
def reopen_note(*, actor: Actor, note: ReadingNote, word: str) -> NoteStep:
    """Say why what was done about a note does not settle it. Raises NotAllowed for whoever edited the draft."""
    assessment = _at_work(actor, note.assessment, "assessment.note")
    _checker(actor, assessment)
    step = _step(actor, note, resolves=False, word=_words(word, "word", "Say why it is not settled."))
    record(actor, "note.reopened", subject=assessment, detail={"note": note.uid, "question": note.question})
    return step


def refuse_open_notes(assessment: Assessment, what: str) -> None:
    """Raises Conflict with the code `open-notes` while a note on the reading is open; `what` it cannot be: submitted,
    approved."""
    count = assessment.notes.open().count()
    if count:
        told = "A note on it is open" if count == 1 else f"{count} notes on it are open"
        raise Conflict(
            f"The reading cannot be {what} yet: {told}. Each is resolved with a word first.", code=OPEN_NOTES
        )


def _at_work(actor: Actor, assessment: Assessment, permission: str) -> Assessment:
    assessment = locked(assessment)
    require(actor, permission)
    if assessment.state not in _AT_WORK:
        raise Conflict("This reading is closed; notes on it can only be read.")
    return assessment


def _checker(actor: Actor, assessment: Assessment) -> None:
    if assessment.contributors.filter(person=actor.person).exists():
        raise NotAllowed(
            "You edited this draft, so notes on it are a second counsel's. Change the draft itself.", code="separation"
        )


def _words(text: str, field: str, ask: str) -> str:
    words = text.strip()
    if not words:
        raise Invalid(ask, problems={field: [ask]})
    refuse("note", too_much(**{field: words}))
    return words


def _step(actor: Actor, note: ReadingNote, *, resolves: bool, word: str) -> NoteStep:
    number = note.steps.count() + 1
    if (number % 2 == 1) is not resolves:
        raise Conflict("This note is resolved already." if resolves else "This note is open already.")
    step: NoteStep = NoteStep.objects.create(note=note, number=number, word=word, by=actor.person, at=timezone.now())
    return step
