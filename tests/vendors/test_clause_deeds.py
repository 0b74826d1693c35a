"""Deeds of the clause desk: opening, drafting, answering, citing. Review is in test_assessment_review."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import Error, IntegrityError, transaction

from governance.accounts.access import Actor
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed, Stale
from tests.cast import AsActor
from tests.factories.vendors import (
    OWNERSHIP_SENTENCE,
    cite,
    make_approved,
    make_draft,
    make_in_review,
    make_tier,
    newest_text,
    newest_version,
)
from vendors.domain.anchoring import Selector
from vendors.domain.questions import decode_conditions, decode_value
from vendors.domain.terms import Applicability, AssessmentState, ClauseArea, Condition, Rating
from vendors.models import Answer, Assessment, Citation, ClauseRecord, SilenceVersion, TermsDocument, Tier
from vendors.services.citing import Clause, Proof, cite_document, cite_quote, cite_silence
from vendors.services.clauses import AnswerInput, ReadingInput, detach_citation, open_record, save_draft, start_draft
from vendors.services.opening import open_and_start

OWNERSHIP = ClauseArea.OUTPUT_OWNERSHIP


def save(actor: Actor, draft: Assessment, answers: dict[str, AnswerInput] | None = None, **values: Any) -> Assessment:
    version = values.pop("version", None)
    reading = ReadingInput(values.pop("rating", Rating.UNDOCUMENTED), **values)
    return save_draft(actor=actor, assessment=draft, version=version, reading=reading, answers=answers or {})


def value_of(draft: Assessment, code: str) -> Any:
    return decode_value(draft.answers.get(question=code).value)


def test_a_clause_is_opened_once_and_again_where_it_applies_otherwise(drafter: Actor, business: Tier) -> None:
    draft = open_and_start(actor=drafter, area=OWNERSHIP, tier=business)
    assert (draft.number, draft.state, draft.drafted_by) == (1, AssessmentState.DRAFT, drafter.user)
    with pytest.raises(Conflict):
        open_record(actor=drafter, area=OWNERSHIP, tier=business)
    open_record(actor=drafter, area=OWNERSHIP, tier=business, applicability=Applicability(region="EU"))
    with pytest.raises(Invalid) as refused:
        open_record(actor=drafter, area=OWNERSHIP, tier=business, applicability=Applicability(region="E" * 61))
    assert "region" in refused.value.problems
    assert ClauseRecord.objects.count() == 2


def test_only_one_reading_of_a_clause_is_open_at_a_time(drafter: Actor, business: Tier) -> None:
    draft = open_and_start(actor=drafter, area=OWNERSHIP, tier=business)
    with pytest.raises(Conflict):
        start_draft(actor=drafter, record_row=draft.record)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.create(record=draft.record, number=2, question_schema=1)


def test_a_new_draft_begins_with_the_answers_and_citations_in_force(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    approved = make_approved(drafter, checker, business, terms)
    draft = start_draft(actor=checker, record_row=approved.record)
    assert draft.number == 2
    assert value_of(draft, "own_owner") == "customer"
    assert list(draft.answers.get().links.values_list("citation", flat=True)) == list(
        approved.answers.get().links.values_list("citation", flat=True)
    )


def test_answers_and_prose_are_saved_and_what_is_not_named_stays(drafter: Actor, business: Tier) -> None:
    draft = make_draft(drafter, business)
    save(drafter, draft, {"own_owner": AnswerInput("customer")}, plain_reading="Ours.", privileged_note="Hush.")
    draft = save(drafter, draft, {"own_qualified": AnswerInput("yes")}, plain_reading="Ours, if any.")
    assert (value_of(draft, "own_owner"), value_of(draft, "own_qualified")) == ("customer", True)
    assert (draft.plain_reading, draft.privileged_note, draft.version) == ("Ours, if any.", "Hush.", 3)
    assert not Event.objects.filter(body__contains="Hush.").exists()


@pytest.mark.parametrize(
    ("code", "entry"),
    [
        ("own_owner", AnswerInput("everybody")),
        ("own_qualified", AnswerInput("perhaps")),
        ("train_vendor_use", AnswerInput("never")),
        ("no_such_question", AnswerInput("yes")),
        ("own_attribution_offered", AnswerInput(["none", "attribution"])),
        ("own_owner", AnswerInput("customer", conditions=[Condition("model_training", ("off",), "x")])),
        ("own_owner", AnswerInput("customer", secondary_source="s" * 301)),
    ],
)
def test_an_answer_that_cannot_be_kept_is_named_and_nothing_is_saved(
    code: str, entry: AnswerInput, drafter: Actor, business: Tier
) -> None:
    draft = make_draft(drafter, business)
    with pytest.raises(Invalid) as refused:
        save(drafter, draft, {"own_similar_to_others": AnswerInput("yes"), code: entry}, plain_reading="Lost?")
    assert code in refused.value.problems
    draft.refresh_from_db()
    assert (draft.version, draft.plain_reading, draft.answers.count()) == (1, "", 0)


def test_prose_nobody_would_read_is_refused(drafter: Actor, business: Tier) -> None:
    with pytest.raises(Invalid) as refused:
        save(drafter, make_draft(drafter, business), rationale="r" * 20_001)
    assert "rationale" in refused.value.problems


def test_what_an_answer_hangs_on_is_named_with_it_and_goes_with_it(drafter: Actor, business: Tier) -> None:
    draft = make_draft(drafter, business, ClauseArea.TRAINING_RESTRICTIONS)
    draft = save(drafter, draft, {"train_vendor_use": AnswerInput("opt_in")})
    (held,) = decode_conditions(draft.answers.get().conditions)
    assert (held.setting, held.required) == ("model_training", ("off",))
    draft = save(drafter, draft, {"train_vendor_use": AnswerInput("never")})
    assert decode_conditions(draft.answers.get().conditions) == ()


def test_two_people_editing_never_overwrite_each_other(drafter: Actor, checker: Actor, business: Tier) -> None:
    draft = make_draft(drafter, business)
    save(drafter, draft, version=1, plain_reading="First.")
    with pytest.raises(Stale) as refused:
        save(checker, draft, version=1, plain_reading="Second.")
    assert refused.value.current.plain_reading == "First."
    draft.refresh_from_db()
    assert draft.plain_reading == "First."
    assert not draft.contributors.filter(person=checker.user).exists()


def test_a_quote_must_stand_in_its_text_word_for_word(drafter: Actor, business: Tier, terms: TermsDocument) -> None:
    draft = make_draft(drafter, business)
    for words in ("Customer owns nothing.", " ", "w" * 4001):
        with pytest.raises(Invalid) as refused:
            cite(drafter, draft, terms, ["own_owner"], words)
        assert "exact" in refused.value.problems
    assert not Citation.objects.exists()
    cite(drafter, draft, terms, ["own_owner", "own_qualified"], OWNERSHIP_SENTENCE)
    citation = Citation.objects.get()
    assert newest_text(terms).text[citation.start :].startswith(OWNERSHIP_SENTENCE)
    assert citation.heading == "5 Customer Content and Output"
    assert draft.answers.count() == 2


def test_half_a_citation_is_never_kept(drafter: Actor, business: Tier, terms: TermsDocument) -> None:
    draft = make_draft(drafter, business)
    for questions in ([], ["train_vendor_use"], ["no_such_question"]):
        with pytest.raises(Invalid) as refused:
            cite(drafter, draft, terms, questions, OWNERSHIP_SENTENCE)
        assert "questions" in refused.value.problems
    assert not Citation.objects.exists()


def test_citing_for_a_clause_opens_it_and_finds_its_draft_again(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    clause, text, words = Clause(business, OWNERSHIP), newest_text(terms), Selector(OWNERSHIP_SENTENCE)
    first = cite_quote(actor=drafter, into=clause, questions=["own_owner"], text=text, selector=words)
    second = cite_quote(actor=checker, into=clause, questions=["own_qualified"], text=text, selector=words)
    assert first == second
    assert set(first.contributors.values_list("person", flat=True)) == {drafter.person.pk, checker.person.pk}


def test_nothing_is_cited_for_a_reading_in_review(drafter: Actor, business: Tier, terms: TermsDocument) -> None:
    waiting = make_in_review(drafter, business, terms)
    with pytest.raises(Conflict):
        cite(drafter, waiting, terms, ["own_owner"], OWNERSHIP_SENTENCE)
    with pytest.raises(Conflict):
        cite_quote(
            actor=drafter,
            into=Clause(business, OWNERSHIP),
            questions=["own_owner"],
            text=newest_text(terms),
            selector=Selector(OWNERSHIP_SENTENCE),
        )


def test_a_silence_names_the_versions_that_were_read(drafter: Actor, business: Tier, terms: TermsDocument) -> None:
    draft = make_draft(drafter, business)
    with pytest.raises(Invalid) as refused:
        cite_silence(actor=drafter, into=draft, questions=["own_owner"], versions=[])
    assert "versions" in refused.value.problems
    version = newest_version(terms)
    cite_silence(actor=drafter, into=draft, questions=["own_owner"], versions=[version], note="Read twice.")
    assert SilenceVersion.objects.get().version == version


@pytest.mark.parametrize(
    ("proof", "field"),
    [
        (Proof("", b"x", "text/plain"), "title"),
        (Proof("Order form", b"", "text/plain"), "file"),
        (Proof("Order form", b"x" * 5_000_001, "text/plain"), "file"),
        (Proof("t" * 201, b"x", "text/plain"), "title"),
        (Proof("Order form", b"x", "text/plain", page="p" * 41), "page"),
    ],
)
def test_a_document_citation_needs_its_file(proof: Proof, field: str, drafter: Actor, business: Tier) -> None:
    draft = make_draft(drafter, business)
    with pytest.raises(Invalid) as refused:
        cite_document(actor=drafter, into=draft, questions=["own_owner"], proof=proof)
    assert field in refused.value.problems
    assert not Citation.objects.exists()
    cite_document(actor=drafter, into=draft, questions=["own_owner"], proof=Proof("Order form", b"x", "text/plain"))
    assert Citation.objects.get().title == "Order form"


def test_a_citation_is_taken_off_an_answer_but_never_changed(
    drafter: Actor, business: Tier, terms: TermsDocument
) -> None:
    draft = make_draft(drafter, business, document=terms)
    citation = Citation.objects.get()
    detach_citation(actor=drafter, assessment=draft, version=None, question="own_owner", citation=citation)
    with pytest.raises(Conflict):
        detach_citation(actor=drafter, assessment=draft, version=None, question="own_owner", citation=citation)
    for change in (lambda: Citation.objects.update(exact="Other."), lambda: Citation.objects.all().delete()):
        with pytest.raises(Error), transaction.atomic():
            change()


@pytest.mark.parametrize("who", ["requester", "engineering_owner", "auditor", "outsider", "administrator"])
def test_nobody_but_counsel_touches_a_draft(
    who: str, request: pytest.FixtureRequest, drafter: Actor, business: Tier, terms: TermsDocument, as_actor: AsActor
) -> None:
    draft = make_draft(drafter, business, document=terms)
    actor, before = as_actor(request.getfixturevalue(who)), Event.objects.count()
    other = make_tier(drafter, business.product.vendor)
    before = Event.objects.count()
    acts = (
        lambda: save(actor, draft),
        lambda: open_and_start(actor=actor, area=OWNERSHIP, tier=other),
        lambda: cite(actor, draft, terms, ["own_owner"], OWNERSHIP_SENTENCE),
        lambda: cite_silence(actor=actor, into=draft, questions=["own_owner"], versions=[newest_version(terms)]),
        lambda: cite_document(
            actor=actor, into=draft, questions=["own_owner"], proof=Proof("Order form", b"x", "text/plain")
        ),
        lambda: detach_citation(
            actor=actor, assessment=draft, version=None, question="own_owner", citation=Citation.objects.get()
        ),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert Event.objects.count() == before
    assert (Citation.objects.count(), Answer.objects.count()) == (1, 1)
