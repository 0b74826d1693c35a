"""Attacks on what readings rest on: texts, versions, citations, answers, and who approves them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.utils import timezone

from governance.accounts.access import Actor, system_actor
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.errors import NotAllowed
from policies.domain.types import BindingMode
from policies.facts import tool_facts
from policies.services.held_inputs import BindingInput
from policies.services.tools import configure_tool, save_tool
from tests.cast import AsActor, person
from tests.factories.policies import held
from tests.factories.vendors import (
    OWNERSHIP_SENTENCE,
    TERMS,
    cite,
    make_approved,
    make_draft,
    make_in_review,
    newest_version,
)
from vendors.domain.terms import CaptureSource, ClauseArea, Rating
from vendors.models import Answer, AnswerCitation, Assessment, AssessmentContributor, ClauseRecord, TermsDocument, Tier
from vendors.services.assessments import approve_assessment, return_assessment, submit_assessment
from vendors.services.captures import capture_document
from vendors.services.clauses import AnswerInput, ReadingInput, open_record, save_draft, start_draft
from vendors.services.notes import resolve_note

WITHOUT = TERMS.replace(OWNERSHIP_SENTENCE, "As between the parties, the vendor owns the Output.")


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match="countersign"), transaction.atomic():
        act()


def raw(statement: str, *values: Any) -> None:
    with pytest.raises(Error, match="countersign"), transaction.atomic(), connection.cursor() as cursor:
        if statement.startswith("TRUNCATE"):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else what this transaction still owes is the refusal
        cursor.execute(statement, values)


def new_text(actor: Actor, document: TermsDocument, text: str) -> None:
    capture_document(
        actor=actor, document=document, data=text.encode(), media_type="text/markdown", source=CaptureSource.PASTE
    )


def tool_of(actor: Actor, tier: Tier, name: str, *bindings: BindingInput) -> Any:
    tool = save_tool(actor=actor, tier=tier, name=name)
    configure_tool(actor=actor, tool=tool, version=None, entry=held(bindings=bindings))
    return tool


def reading_of(tool: Any) -> Any:
    return tool_facts(tool).readings.get(ClauseArea.OUTPUT_OWNERSHIP)


@pytest.fixture
def engineer(engineering_owner: User, as_actor: AsActor) -> Actor:
    return as_actor(engineering_owner)


def test_an_edit_that_was_taken_back_still_bars_from_approving(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    draft = make_draft(drafter, business, document=terms)
    for rating in (Rating.NOT_ACCEPTABLE, Rating.ACCEPTABLE):
        save_draft(actor=checker, assessment=draft, version=None, reading=ReadingInput(rating), answers={})
    waiting = submit_assessment(actor=drafter, assessment=draft, version=None)
    with pytest.raises(NotAllowed):
        approve_assessment(actor=checker, assessment=waiting, version=None)


def test_returned_and_resubmitted_by_another_counsel_bars_both_and_lets_a_third_approve(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument, as_actor: AsActor
) -> None:
    waiting = make_in_review(drafter, business, terms)
    back = return_assessment(actor=checker, assessment=waiting, version=None, note="Read on.")
    resolve_note(actor=drafter, note=back.notes.get(), word="Read.")
    waiting = submit_assessment(actor=checker, assessment=back, version=None)
    third = as_actor(person("Thea Third", Role.COUNSEL))
    for barred in (drafter, checker):
        with pytest.raises(NotAllowed):
            approve_assessment(actor=barred, assessment=waiting, version=None)
        refused(
            lambda barred=barred: Assessment.objects.filter(pk=waiting.pk).update(
                state="approved", approved_by=barred.person, approved_at=timezone.now()
            )
        )
    assert approve_assessment(actor=third, assessment=waiting, version=None).state == "approved"


def test_a_draft_without_contributors_is_not_approved_by_who_is_written_on_it(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    record = make_in_review(drafter, business, terms).record
    row = Assessment.objects.filter(record=record)
    row.update(drafted_by=checker.person)
    refused(lambda: row.update(state="approved", approved_by=checker.person, approved_at=timezone.now()))


@pytest.mark.parametrize("state", ["in_review", "approved", "superseded", "discarded"])
def test_a_reading_enters_the_database_as_a_draft_only(
    drafter: Actor, checker: Actor, business: Tier, state: str
) -> None:
    record = open_record(actor=drafter, area=ClauseArea.OUTPUT_OWNERSHIP, tier=business)
    row = {"record": record, "number": 1, "question_schema": 1, "state": state, "submitted_by": drafter.person}
    approved = {"approved_by": checker.person, "approved_at": timezone.now()}
    refused(lambda: Assessment.objects.create(**row, **approved))


def test_a_draft_that_nobody_is_recorded_to_have_edited_is_neither_submitted_nor_approved(
    drafter: Actor, checker: Actor, business: Tier
) -> None:
    record = open_record(actor=drafter, area=ClauseArea.OUTPUT_OWNERSHIP, tier=business)
    bare = Assessment.objects.create(record=record, number=1, question_schema=1, drafted_by=drafter.person)
    row, now = Assessment.objects.filter(pk=bare.pk), timezone.now()
    refused(lambda: row.update(state="in_review"))
    refused(lambda: row.update(state="in_review", submitted_by=drafter.person, submitted_at=now))
    AssessmentContributor.objects.create(assessment=bare, person=drafter.person)
    refused(lambda: row.update(state="in_review", submitted_by=checker.person, submitted_at=now))
    row.update(state="in_review", submitted_by=drafter.person, submitted_at=now)
    refused(lambda: row.update(state="approved", approved_by=drafter.person, approved_at=now))
    row.update(state="approved", approved_by=checker.person, approved_at=now)


def test_starter_facts_are_nobodys_until_a_counsel_submits_them_and_then_another_approves(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    system = system_actor("starter catalogue")
    record = open_record(actor=system, area=ClauseArea.OUTPUT_OWNERSHIP, tier=business)
    draft = start_draft(actor=system, record_row=record)
    assert not draft.contributors.exists()
    with pytest.raises(NotAllowed):
        submit_assessment(actor=system, assessment=draft, version=None)
    waiting = submit_assessment(actor=drafter, assessment=draft, version=None)
    assert [row.person for row in waiting.contributors.all()] == [drafter.person]
    with pytest.raises(NotAllowed):
        approve_assessment(actor=drafter, assessment=waiting, version=None)
    assert approve_assessment(actor=checker, assessment=waiting, version=None).state == "approved"


def test_an_approved_reading_never_goes_back_to_a_draft_and_takes_no_answers_in(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    approved = make_approved(drafter, checker, business, terms)
    rows = Assessment.objects.filter(pk=approved.pk)
    for state in ("draft", "in_review", "discarded"):
        refused(lambda state=state: rows.update(state=state))
    other = start_draft(actor=drafter, record_row=approved.record)
    mine = Answer.objects.filter(assessment=other)
    Answer.objects.create(assessment=other, question="own_qualified", value="true")
    refused(lambda: mine.filter(question="own_qualified").update(assessment=approved))
    refused(lambda: Answer.objects.filter(assessment=approved).update(assessment=other))
    links = AnswerCitation.objects.filter(answer__assessment=other)
    theirs = Answer.objects.get(assessment=approved)
    refused(lambda: links.update(answer=theirs))
    refused(lambda: Assessment.objects.filter(pk=other.pk).update(state="approved", approved_by=checker.person))
    raw("DELETE FROM vendors_answer WHERE assessment_id = %s", approved.pk)


def test_answers_in_review_are_closed_to_every_road(drafter: Actor, business: Tier, terms: TermsDocument) -> None:
    waiting = make_in_review(drafter, business, terms)
    refused(lambda: Answer.objects.filter(assessment=waiting).update(value='"vendor"'))
    refused(lambda: AnswerCitation.objects.filter(answer__assessment=waiting).delete())


def test_texts_versions_captures_and_where_a_clause_applies_are_never_rewritten(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    make_approved(drafter, checker, business, terms)
    for table, column in (
        ("vendors_termsversion", "sha256 = 'x'"),
        ("vendors_canonicaltext", "text = 'x'"),
        ("vendors_capture", "source_name = 'x'"),
        ("vendors_citation", "exact = 'x'"),
        ("blobs_blob", "size = 1"),
        ("audit_event", "body = 'x'"),
        ("vendors_clauserecord", "region = 'x'"),
        ("vendors_governinglink", "region = 'x'"),
        ("vendors_assessmentcontributor", "person_id = 0"),
    ):
        raw(f"UPDATE {table} SET {column}")
        raw(f"DELETE FROM {table}")
        if connection.vendor == "postgresql":
            raw(f"TRUNCATE {table} CASCADE")
    if connection.vendor == "sqlite":
        raw("REPLACE INTO audit_event SELECT * FROM audit_event")
        raw("UPDATE OR REPLACE audit_event SET hash = 'x'")
        raw("INSERT OR REPLACE INTO vendors_canonicaltext SELECT * FROM vendors_canonicaltext")
    raw("INSERT INTO vendors_canonicaltext SELECT * FROM vendors_canonicaltext WHERE 1 = 1"
        " ON CONFLICT (id) DO UPDATE SET text = 'x'")  # fmt: skip


def test_a_reading_approved_after_its_quote_went_serves_no_tool(
    drafter: Actor, checker: Actor, engineer: Actor, business: Tier, terms: TermsDocument
) -> None:
    waiting = make_in_review(drafter, business, terms)
    new_text(drafter, terms, WITHOUT)
    approve_assessment(actor=checker, assessment=waiting, version=None)
    assert reading_of(tool_of(engineer, business, "Plain")).stale


def test_a_stale_reading_copied_and_approved_again_is_stale_still(
    drafter: Actor, checker: Actor, engineer: Actor, business: Tier, terms: TermsDocument
) -> None:
    approved = make_approved(drafter, checker, business, terms)
    new_text(drafter, terms, WITHOUT)
    copied = start_draft(actor=drafter, record_row=approved.record)
    waiting = submit_assessment(actor=drafter, assessment=copied, version=None, on_older_text=True)
    approve_assessment(actor=checker, assessment=waiting, version=None)
    assert reading_of(tool_of(engineer, business, "Plain")).stale


def test_a_return_to_an_earlier_text_makes_stale_what_rests_on_the_text_left(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    new_text(drafter, terms, WITHOUT)
    draft = make_draft(drafter, business)
    save_draft(
        actor=drafter,
        assessment=draft,
        version=None,
        reading=ReadingInput(Rating.NOT_ACCEPTABLE, plain_reading="Theirs."),
        answers={"own_owner": AnswerInput("vendor")},
    )
    draft = cite(drafter, draft, terms, ["own_owner"], "As between the parties, the vendor owns the Output.")
    waiting = submit_assessment(actor=drafter, assessment=draft, version=None)
    approved = approve_assessment(actor=checker, assessment=waiting, version=None)
    new_text(drafter, terms, TERMS)
    approved.refresh_from_db()
    assert approved.stale


def test_a_pinned_tool_is_judged_on_the_version_that_binds_it(
    drafter: Actor, checker: Actor, engineer: Actor, business: Tier, terms: TermsDocument
) -> None:
    first = newest_version(terms)
    old = make_approved(drafter, checker, business, terms)
    pinned = tool_of(engineer, business, "Pinned", BindingInput(terms, BindingMode.PINNED, version=first))
    plain = tool_of(engineer, business, "Rolling")
    new_text(drafter, terms, WITHOUT)
    assert not reading_of(pinned).stale
    assert reading_of(plain).stale
    draft = start_draft(actor=drafter, record_row=old.record)
    AnswerCitation.objects.filter(answer__assessment=draft).delete()
    save_draft(actor=drafter, assessment=draft, version=None, reading=ReadingInput(Rating.NOT_ACCEPTABLE),
               answers={"own_owner": AnswerInput("vendor")})  # fmt: skip
    cite(drafter, draft, terms, ["own_owner"], "As between the parties, the vendor owns the Output.")
    waiting = submit_assessment(actor=drafter, assessment=draft, version=None)
    new = approve_assessment(actor=checker, assessment=waiting, version=None)
    assert (reading_of(plain).assessment_uid, reading_of(plain).stale) == (new.uid, False)
    assert (reading_of(pinned).assessment_uid, reading_of(pinned).stale) == (old.uid, False)
    late = tool_of(engineer, business, "Late", BindingInput(terms, BindingMode.PINNED, version=newest_version(terms)))
    assert reading_of(late).assessment_uid == new.uid


def test_a_reading_of_the_newest_text_alone_does_not_speak_for_a_tool_pinned_to_an_older_one(
    drafter: Actor, checker: Actor, engineer: Actor, business: Tier, terms: TermsDocument
) -> None:
    first = newest_version(terms)
    better = TERMS + "\n\n7.1 Customer owns the Output without any condition.\n"
    new_text(drafter, terms, better)
    make_approved(drafter, checker, business, terms, exact="Customer owns the Output without any condition.")
    pinned = tool_of(engineer, business, "Pinned", BindingInput(terms, BindingMode.PINNED, version=first))
    assert reading_of(pinned).stale
    assert ClauseRecord.objects.count() == 1
