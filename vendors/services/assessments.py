"""Deeds of review: submit, return, approve, discard, confirm. Maker and checker are never one person."""

from __future__ import annotations

from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, record
from governance.errors import Conflict, Invalid, NotAllowed
from governance.modelling import check_version, locked
from vendors.domain.lifecycle import next_state
from vendors.domain.questions import check_submission
from vendors.domain.terms import AssessmentState, ClauseArea, Rating, Settlement
from vendors.due import date_due, rhythm
from vendors.facts import ANSWERS, answer_facts
from vendors.models import Assessment
from vendors.overtaken import overtaken
from vendors.services.change_reviews import mark_late, settle_reading
from vendors.services.clauses import contribute
from vendors.services.consequences import tell_of_reading
from vendors.services.notes import refuse_open_notes, write_note
from vendors.services.staleness import resting_on

OLDER_TEXT = "older-text"


def _moved(assessment: Assessment, event: str) -> AssessmentState:
    target = next_state(AssessmentState(assessment.state), event)
    if not isinstance(target, AssessmentState):
        raise Conflict(target.reason, code="illegal-transition")
    return target


def _locked(actor: Actor, assessment: Assessment, permission: str, version: int | None) -> Assessment:
    assessment = locked(assessment)
    require(actor, permission)
    check_version(assessment, version)
    return assessment


@deed
def submit_assessment(
    *, actor: Actor, assessment: Assessment, version: int | None, on_older_text: bool = False
) -> Assessment:
    """Send a draft to a second counsel; whoever sends it has a hand in it from then on. Unanswered questions stay
    undocumented and keep nothing back.

    Raises Conflict (`open-notes`) while a note on it is open, Invalid naming each answer that cannot stand as it is;
    with the code `older-text` where all that is wrong is that newer texts do not carry what it rests on, and the person
    did not say that it is a reading of the older text.
    """
    assessment = _locked(actor, assessment, "assessment.submit", version)
    target = _moved(assessment, "submit")
    refuse_open_notes(assessment, "submitted")
    answers = answer_facts(Assessment.objects.prefetch_related(ANSWERS).get(pk=assessment.pk).answers.all())
    found = check_submission(
        ClauseArea(assessment.record.area),
        answers.values(),
        rating=Rating(assessment.rating),
        conditions=assessment.conditions,
    )
    lost = overtaken(assessment)
    if found or (lost and not on_older_text):
        problems: dict[str, list[str]] = {}
        told = [(problem.question, problem.sentence) for problem in found]
        for question, sentence in told + [(item.question, item.sentence) for item in lost if not on_older_text]:
            problems.setdefault(question, []).append(sentence)
        code = "" if found else OLDER_TEXT
        raise Invalid("The reading cannot be submitted yet.", problems=problems, code=code)
    assessment.state, assessment.submitted_by = target, actor.user
    assessment.submitted_at, assessment.unverified_source = timezone.now(), ""
    assessment.version += 1
    contribute(actor, assessment)
    assessment.save(update_fields=["state", "submitted_by", "submitted_at", "unverified_source", "version"])
    older = {"older_text": sorted({item.question for item in lost})} if lost else {}
    record(actor, "assessment.submitted", subject=assessment, detail={"rating": assessment.rating, **older})
    return assessment


@deed
def return_assessment(*, actor: Actor, assessment: Assessment, version: int | None, note: str = "") -> Assessment:
    """Ask for changes: give a reading in review back to be drafted on. The reason becomes a note on the whole reading,
    to be resolved like every other; it may be left out where a note is open. Raises Invalid without either."""
    assessment = _locked(actor, assessment, "assessment.return", version)
    target = _moved(assessment, "return")
    if note.strip():
        write_note(actor=actor, assessment=assessment, text=note)
    elif not assessment.notes.open().exists():
        raise Invalid("Say what should be changed.", problems={"note": ["Say what should be changed."]})
    open_notes = assessment.notes.open().count()
    assessment.state, assessment.reviewer, assessment.review_by = target, None, None
    assessment.version += 1
    assessment.save(update_fields=["state", "reviewer", "review_by", "version"])
    record(actor, "assessment.returned", subject=assessment, detail={"open_notes": open_notes})
    return assessment


@deed
def approve_assessment(*, actor: Actor, assessment: Assessment, version: int | None) -> Assessment:
    """Approve a reading in review; the former approved reading is superseded.

    Raises NotAllowed when the person edited this draft (separation 1; the database refuses it too), Conflict (with the
    code `open-notes` while a note on it is open), Stale.
    """
    assessment = _locked(actor, assessment, "assessment.approve", version)
    target = _moved(assessment, "approve")
    person = actor.person
    if assessment.submitted_by_id == person.pk or assessment.contributors.filter(person=person).exists():
        raise NotAllowed("You edited this draft, so a second counsel has to approve it.", code="separation")
    refuse_open_notes(assessment, "approved")
    now = timezone.now()
    former = assessment.record.assessments.filter(state=AssessmentState.APPROVED).select_for_update().first()
    if former is not None:
        former.state, former.superseded_at = _moved(former, "supersede"), now
        former.version += 1
        former.save(update_fields=["state", "superseded_at", "version"])
        record(actor, "assessment.superseded", subject=former, detail={"by": assessment.uid})
    assessment.state, assessment.approved_by, assessment.approved_at = target, person, now
    assessment.reviewer, assessment.review_by = None, None
    assessment.review_due = date_due(assessment, rhythm())
    assessment.version += 1
    fields = ["state", "approved_by", "approved_at", "reviewer", "review_by", "review_due", "version"]
    assessment.save(update_fields=fields)
    record(
        actor,
        "assessment.approved",
        subject=assessment,
        detail={"record": str(assessment.record), "number": assessment.number, "rating": assessment.rating},
    )
    mark_late(actor=actor, assessment=assessment, documents=resting_on(assessment))
    if former is not None:
        settle_reading(actor=actor, rows=former.affected.all(), how=Settlement.READ_ANEW)
    tell_of_reading(tiers=[assessment.record.tier_id])
    assessment.refresh_from_db()
    return assessment


@deed
def discard_assessment(*, actor: Actor, assessment: Assessment, version: int | None) -> Assessment:
    """Give a draft up; it stays readable in the history."""
    assessment = _locked(actor, assessment, "assessment.edit", version)
    assessment.state = _moved(assessment, "discard")
    assessment.version += 1
    assessment.save(update_fields=["state", "version"])
    record(actor, "assessment.discarded", subject=assessment, detail={"number": assessment.number})
    return assessment


@deed
def confirm_assessment(*, actor: Actor, assessment: Assessment, version: int | None) -> Assessment:
    """Confirm an approved reading after its text changed elsewhere. A stale one cannot be confirmed, only read anew."""
    assessment = locked(assessment)
    require(actor, "assessment.confirm")
    check_version(assessment, version)
    if assessment.state != AssessmentState.APPROVED or not assessment.to_be_confirmed:
        raise Conflict("There is nothing to confirm about this reading.")
    if assessment.stale:
        raise Conflict("A quote of this reading changed. Start a new draft and read the clause again.")
    record(actor, "assessment.confirmed", subject=assessment, detail={"number": assessment.number})
    settle_reading(actor=actor, rows=assessment.affected.all(), how=Settlement.CONFIRMED)
    assessment.refresh_from_db()
    return assessment
