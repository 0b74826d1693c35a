"""Maker and checker: submitting, returning, approving, discarding, confirming. The database refuses too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.errors import Conflict, DomainError, Invalid, NotAllowed, Stale
from tests.cast import AsActor, AsToken
from tests.factories.vendors import TERMS, make_approved, make_draft, make_in_review
from vendors.domain.terms import AssessmentState, CaptureSource, Rating
from vendors.models import Answer, AnswerCitation, Assessment, AssessmentContributor, TermsDocument, Tier
from vendors.services.assessments import (
    approve_assessment,
    confirm_assessment,
    discard_assessment,
    return_assessment,
    submit_assessment,
)
from vendors.services.captures import capture_document
from vendors.services.clauses import AnswerInput, ReadingInput, save_draft, start_draft
from vendors.services.notes import resolve_note


def last_action() -> str:
    return Event.objects.order_by("-sequence")[0].action


def test_a_draft_is_submitted_and_a_second_counsel_approves_it(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    waiting = make_in_review(drafter, business, terms)
    assert (waiting.state, waiting.submitted_by) == (AssessmentState.IN_REVIEW, drafter.user)
    approved = approve_assessment(actor=checker, assessment=waiting, version=waiting.version)
    assert (approved.state, approved.approved_by) == (AssessmentState.APPROVED, checker.user)
    assert last_action() == "assessment.approved"


def test_what_keeps_a_draft_from_review_is_named_question_by_question(drafter: Actor, business: Tier) -> None:
    draft = make_draft(drafter, business)
    save_draft(
        actor=drafter,
        assessment=draft,
        version=None,
        reading=ReadingInput(Rating.ON_CONDITIONS),
        answers={"own_owner": AnswerInput("customer"), "own_mechanism": AnswerInput("silent")},
    )
    with pytest.raises(Invalid) as refused:
        submit_assessment(actor=drafter, assessment=draft, version=None)
    assert set(refused.value.problems) == {"", "own_owner", "own_mechanism"}
    draft.refresh_from_db()
    assert draft.state == AssessmentState.DRAFT


def test_whoever_edited_the_draft_cannot_approve_it(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    draft = make_draft(drafter, business, document=terms)
    save_draft(actor=checker, assessment=draft, version=None, reading=ReadingInput(Rating.ACCEPTABLE), answers={})
    waiting = submit_assessment(actor=drafter, assessment=draft, version=None)
    for actor in (drafter, checker):
        with pytest.raises(NotAllowed) as refused:
            approve_assessment(actor=actor, assessment=waiting, version=None)
        assert refused.value.code == "separation"


def test_the_database_refuses_an_approval_by_somebody_who_edited(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    waiting = make_in_review(drafter, business, terms)
    AssessmentContributor.objects.create(assessment=waiting, person=checker.person)
    now = timezone.now()
    for person in (drafter.person, checker.person, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Assessment.objects.filter(pk=waiting.pk).update(state="approved", approved_by=person, approved_at=now)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vendors_assessment SET state = 'approved', approved_by_id = %s, approved_at = %s WHERE id = %s",
            [checker.person.pk, now, waiting.pk],
        )
    with pytest.raises(Error), transaction.atomic():
        AssessmentContributor.objects.filter(person=checker.person).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.create(
            record=waiting.record, number=7, question_schema=1, state="approved", approved_by=checker.person,
            approved_at=now,
        )  # fmt: skip


def test_an_approved_reading_keeps_its_words_for_ever(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    approved = make_approved(drafter, checker, business, terms)
    answer = Answer.objects.get(assessment=approved)
    changes: list[Callable[[], object]] = [
        lambda: Assessment.objects.filter(pk=approved.pk).update(rating="not_acceptable"),
        lambda: Assessment.objects.filter(pk=approved.pk).update(plain_reading="Otherwise."),
        lambda: Assessment.objects.filter(pk=approved.pk).delete(),
        lambda: Answer.objects.filter(pk=answer.pk).update(value='"vendor"'),
        lambda: Answer.objects.create(assessment=approved, question="own_qualified", value="true"),
        lambda: AnswerCitation.objects.filter(answer=answer).delete(),
    ]
    for change in changes:
        with pytest.raises(Error), transaction.atomic():
            change()
    with pytest.raises(Conflict):
        save_draft(
            actor=drafter, assessment=approved, version=None, reading=ReadingInput(Rating.ACCEPTABLE), answers={}
        )


def test_a_returned_reading_carries_the_reason_and_can_be_drafted_on(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    waiting = make_in_review(drafter, business, terms)
    with pytest.raises(Invalid) as refused:
        return_assessment(actor=checker, assessment=waiting, version=None, note="  ")
    assert "note" in refused.value.problems
    with pytest.raises(Invalid):
        return_assessment(actor=checker, assessment=waiting, version=None, note="n" * 20_001)
    returned = return_assessment(actor=checker, assessment=waiting, version=None, note="Cite 5.1 whole.")
    note = returned.notes.get()
    assert (returned.state, note.text, note.question) == (AssessmentState.DRAFT, "Cite 5.1 whole.", "")
    with pytest.raises(Conflict) as kept_back:
        submit_assessment(actor=drafter, assessment=returned, version=None)
    assert kept_back.value.code == "open-notes"
    resolve_note(actor=drafter, note=note, word="Cited.")
    assert submit_assessment(actor=drafter, assessment=returned, version=None).state == AssessmentState.IN_REVIEW


def test_the_reading_before_is_superseded_in_the_same_act(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    first = make_approved(drafter, checker, business, terms)
    draft = start_draft(actor=drafter, record_row=first.record)
    submit_assessment(actor=drafter, assessment=draft, version=None)
    approve_assessment(actor=checker, assessment=draft, version=None)
    first.refresh_from_db()
    assert first.state == AssessmentState.SUPERSEDED
    assert first.superseded_at is not None
    assert first.record.assessments.get(state="approved").number == 2


def test_a_discarded_draft_stays_readable_and_makes_room(drafter: Actor, business: Tier) -> None:
    draft = make_draft(drafter, business)
    discarded = discard_assessment(actor=drafter, assessment=draft, version=1)
    assert discarded.state == AssessmentState.DISCARDED
    assert start_draft(actor=drafter, record_row=draft.record).number == 2


def test_each_step_is_refused_from_a_state_it_does_not_lead_from(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    approved = make_approved(drafter, checker, business, terms)
    steps: list[Callable[[], object]] = [
        lambda: submit_assessment(actor=drafter, assessment=approved, version=None),
        lambda: return_assessment(actor=drafter, assessment=approved, version=None, note="x"),
        lambda: approve_assessment(actor=checker, assessment=approved, version=None),
        lambda: discard_assessment(actor=drafter, assessment=approved, version=None),
        lambda: confirm_assessment(actor=checker, assessment=approved, version=None),
    ]
    for step in steps:
        with pytest.raises(Conflict):
            step()


def test_a_step_on_another_version_than_was_looked_at_is_refused(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    waiting = make_in_review(drafter, business, terms)
    with pytest.raises(Stale):
        approve_assessment(actor=checker, assessment=waiting, version=waiting.version - 1)
    with pytest.raises(Stale):
        return_assessment(actor=checker, assessment=waiting, version=waiting.version - 1, note="x")


def test_a_reading_is_confirmed_unless_a_quote_of_it_changed(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    reading = make_approved(drafter, checker, business, terms)
    more = TERMS + "\nThe Service may change.\n"
    capture_document(
        actor=drafter, document=terms, data=more.encode(), media_type="text/markdown", source=CaptureSource.PASTE
    )
    confirmed = confirm_assessment(actor=drafter, assessment=reading, version=None)
    assert not confirmed.to_be_confirmed
    assert last_action() == "assessment.confirmed"
    capture_document(
        actor=drafter, document=terms, data=b"All is new.", media_type="text/markdown", source=CaptureSource.PASTE
    )
    with pytest.raises(Conflict):
        confirm_assessment(actor=drafter, assessment=reading, version=None)


@pytest.mark.parametrize("who", ["requester", "engineering_owner", "auditor", "outsider", "administrator"])
def test_nobody_but_counsel_moves_a_reading(
    who: str, request: pytest.FixtureRequest, drafter: Actor, business: Tier, terms: TermsDocument, as_actor: AsActor
) -> None:
    actor = as_actor(request.getfixturevalue(who))
    waiting = make_in_review(drafter, business, terms)
    before = Event.objects.count()
    steps: list[Callable[[], object]] = [
        lambda: submit_assessment(actor=actor, assessment=waiting, version=None),
        lambda: return_assessment(actor=actor, assessment=waiting, version=None, note="x"),
        lambda: approve_assessment(actor=actor, assessment=waiting, version=None),
        lambda: discard_assessment(actor=actor, assessment=waiting, version=None),
        lambda: confirm_assessment(actor=actor, assessment=waiting, version=None),
    ]
    for step in steps:
        with pytest.raises(NotAllowed):
            step()
    assert Event.objects.count() == before


def test_a_judgement_needs_a_person_who_confirmed_just_now(
    drafter: Actor,
    second_counsel: User,
    business: Tier,
    terms: TermsDocument,
    as_token: AsToken,
) -> None:
    waiting = make_in_review(drafter, business, terms)
    codes: list[str] = []
    for actor in (as_token(second_counsel, ["read", "draft"]), Actor(user=second_counsel, via="session")):
        for step in (approve_assessment, confirm_assessment):
            with pytest.raises(DomainError) as refused:
                step(actor=actor, assessment=waiting, version=None)
            codes.append(refused.value.code)
    assert codes == ["human-session-required"] * 2 + ["step-up-required"] * 2
