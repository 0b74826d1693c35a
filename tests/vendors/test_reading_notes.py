"""Notes of the second counsel: they keep a reading back until resolved, whoever asks, and only counsel reads them."""

from __future__ import annotations

import re

import pytest
from django.db import Error, IntegrityError, transaction
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed
from tests.cast import AsActor, SignedIn
from tests.factories.vendors import make_approved, make_in_review
from tests.vendors.desk import desk
from vendors.domain.terms import AssessmentState
from vendors.models import Assessment, NoteStep, ReadingNote, TermsDocument, Tier
from vendors.services.assessments import approve_assessment, return_assessment, submit_assessment
from vendors.services.clauses import start_draft
from vendors.services.notes import reopen_note, resolve_note, write_note


@pytest.fixture
def waiting(drafter: Actor, business: Tier, terms: TermsDocument) -> Assessment:
    return make_in_review(drafter, business, terms)


def test_a_reading_goes_back_and_forth_until_every_note_is_resolved(
    drafter: Actor, checker: Actor, waiting: Assessment
) -> None:
    one = write_note(actor=checker, assessment=waiting, text="Who owns code?", question="own_owner")
    with pytest.raises(Conflict) as refused:
        approve_assessment(actor=checker, assessment=waiting, version=None)
    assert refused.value.code == "open-notes"
    returned = return_assessment(actor=checker, assessment=waiting, version=None)
    resolve_note(actor=drafter, note=one, word="5.1 says so.")
    reopen_note(actor=checker, note=one, word="Only for the assignment.")
    with pytest.raises(Conflict):
        submit_assessment(actor=drafter, assessment=returned, version=None)
    resolve_note(actor=drafter, note=one, word="Answered for both.")
    again = submit_assessment(actor=drafter, assessment=returned, version=None)
    assert approve_assessment(actor=checker, assessment=again, version=None).state == AssessmentState.APPROVED
    assert [(step.resolves, step.word) for step in one.steps.all()] == [
        (True, "5.1 says so."), (False, "Only for the assignment."), (True, "Answered for both."),
    ]  # fmt: skip
    told = " ".join(Event.objects.values_list("body", flat=True))
    assert "note.reopened" in told and "Only for" not in told and "Who owns code" not in told


def test_whoever_edits_the_draft_writes_no_note_and_whoever_resolves_one_cannot_approve(
    drafter: Actor, checker: Actor, waiting: Assessment, as_actor: AsActor
) -> None:
    with pytest.raises(NotAllowed) as refused:
        write_note(actor=drafter, assessment=waiting, text="Mine.")
    assert refused.value.code == "separation"
    note = write_note(actor=checker, assessment=waiting, text="Say more.")
    resolve_note(actor=checker, note=note, word="I misread it.")
    assert not waiting.contributors.filter(person=checker.person).exists()
    reopen_note(actor=checker, note=note, word="I did not.")
    resolve_note(actor=drafter, note=note, word="Said.")
    with pytest.raises(NotAllowed):
        reopen_note(actor=drafter, note=note, word="Not quite.")


@pytest.mark.parametrize("who", ["requester", "engineering_owner", "auditor", "administrator"])
def test_nobody_but_counsel_writes_or_reads_a_note(
    who: str, request: pytest.FixtureRequest, checker: Actor, waiting: Assessment, as_actor: AsActor,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    note = write_note(actor=checker, assessment=waiting, text="HUSH HUSH")
    person = request.getfixturevalue(who)
    for deed in (
        lambda actor: write_note(actor=actor, assessment=waiting, text="x"),
        lambda actor: resolve_note(actor=actor, note=note, word="x"),
    ):
        with pytest.raises(NotAllowed):
            deed(as_actor(person))
    page = signed_in(person).get(desk(waiting)).content.decode()
    assert "HUSH" not in page and "Notes of the second counsel" not in page
    assert signed_in(person).post(f"/notes/{note.uid}/resolve/", {"word": "x"}).status_code == 403


def test_notes_are_written_and_resolved_on_the_pages_and_nothing_typed_is_lost(
    counsel: User, second_counsel: User, waiting: Assessment, signed_in: SignedIn
) -> None:
    simon, clara = signed_in(second_counsel), signed_in(counsel)
    address = f"/assessments/{waiting.uid}/notes/"
    assert "Leave a note" in simon.get(desk(waiting)).content.decode()
    assert "Leave a note" not in clara.get(desk(waiting)).content.decode()
    assert simon.post(address, {"question": "own_owner", "note": " "}).status_code == 422
    unknown = simon.post(address, {"question": "train_vendor_use", "note": "Three lines."})
    assert unknown.status_code == 422 and "Three lines." in unknown.content.decode()
    assert clara.post(address, {"question": "own_owner", "note": "Mine."}).status_code == 403
    key = re.search(r'name="form_key" value="([^"]+)"', simon.get(desk(waiting)).content.decode())
    assert key is not None
    for _ in range(2):
        assert simon.post(address, {"question": "own_owner", "note": "Why?", "form_key": key[1]}).status_code == 302
    note = ReadingNote.objects.get()
    page = simon.get(desk(waiting)).content.decode()
    assert "A note is open" in page and "Take it back" in page
    assert simon.post(f"{desk(waiting)}return/", {"version": waiting.version}).status_code == 302
    page = clara.get(desk(waiting)).content.decode()
    assert "Changes requested" in page and "Why?" in page and "Resolve it" in page
    assert "Changes requested" in clara.get("/").content.decode()
    assert clara.post(f"/notes/{note.uid}/resolve/", {"word": ""}).status_code == 422
    assert clara.post(f"/notes/{note.uid}/resolve/", {"word": "Because."}).status_code == 302
    assert clara.post(f"/notes/{note.uid}/resolve/", {"word": "Again."}).status_code == 409
    assert "Because." in simon.get(desk(waiting)).content.decode()
    assert simon.post(f"/notes/{note.uid}/reopen/", {"word": "No."}).status_code == 302


def test_the_database_keeps_notes_and_what_they_keep_back(
    drafter: Actor, checker: Actor, waiting: Assessment, business: Tier, terms: TermsDocument
) -> None:
    note = write_note(actor=checker, assessment=waiting, text="Say more.")
    now = timezone.now()
    refused = [
        lambda: ReadingNote.objects.filter(pk=note.pk).update(text="Say less."),
        lambda: ReadingNote.objects.filter(pk=note.pk).delete(),
        lambda: NoteStep.objects.create(note=note, number=2, word="x", by=drafter.person, at=now),
        lambda: Assessment.objects.filter(pk=waiting.pk).update(
            state="approved", approved_by=checker.person, approved_at=now
        ),
    ]
    for change in refused:
        with pytest.raises(Error), transaction.atomic():
            change()
    resolve_note(actor=drafter, note=note, word="Said.")
    approved = approve_assessment(actor=checker, assessment=waiting, version=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        NoteStep.objects.create(note=note, number=2, word="x", by=drafter.person, at=now)
    with pytest.raises(Conflict):
        write_note(actor=checker, assessment=approved, text="Too late.")
    with pytest.raises(Invalid):
        write_note(actor=checker, assessment=make_in_review_again(drafter, approved), text="n" * 20_001)


def make_in_review_again(drafter: Actor, approved: Assessment) -> Assessment:
    draft = start_draft(actor=drafter, record_row=approved.record)
    return submit_assessment(actor=drafter, assessment=draft, version=None)


def test_an_approved_reading_takes_no_note(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    approved = make_approved(drafter, checker, business, terms)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadingNote.objects.create(assessment=approved, text="x", written_by=checker.person, written_at=timezone.now())
