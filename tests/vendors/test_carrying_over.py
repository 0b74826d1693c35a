"""Carrying readings over: drafts with what stands on the other tier too, and what differs said on both pages."""

from __future__ import annotations

import pytest

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed
from tests.cast import AsActor, SignedIn
from tests.factories.vendors import OWNERSHIP_SENTENCE, TERMS, cite, make_document, make_draft, newest_version
from tests.vendors.desk import desk, opened, value_of
from tests.vendors.test_capture_deeds import capture
from vendors.domain.terms import AssessmentState, ProductKind, Rating, TierKind
from vendors.models import Assessment, TermsDocument, Tier, Vendor
from vendors.services.assessments import approve_assessment, submit_assessment
from vendors.services.carrying import carry_over, plans
from vendors.services.citing import Proof, cite_document, cite_silence
from vendors.services.clauses import AnswerInput, ReadingInput, save_draft, start_draft
from vendors.services.documents import add_link
from vendors.services.vendors import save_product, save_tier


@pytest.fixture
def enterprise(drafter: Actor, larkspur: Vendor, terms: TermsDocument) -> Tier:
    product = save_product(actor=drafter, vendor=larkspur, name="Larkspur Desk", kind=ProductKind.CHAT)
    tier = save_tier(actor=drafter, product=product, name="Enterprise", kind=TierKind.ENTERPRISE)
    add_link(actor=drafter, document=terms, tier=tier)
    return tier


@pytest.fixture
def answered(drafter: Actor, business: Tier, terms: TermsDocument) -> Assessment:
    """A draft with a quote, a silence and an order form behind three answers."""
    draft = make_draft(drafter, business, document=terms, answers={"own_owner": "customer"})
    given = {"own_owner": "customer", "own_qualified": "silent", "own_mechanism": "assignment"}
    save_draft(
        actor=drafter, assessment=draft, version=None,
        reading=ReadingInput(Rating.ACCEPTABLE, plain_reading="The output is ours.", privileged_note="HUSH"),
        answers={code: AnswerInput(raw) for code, raw in given.items()},
    )  # fmt: skip
    cite_silence(
        actor=drafter, into=draft, questions=["own_qualified"], versions=[newest_version(terms)], note="Read whole."
    )
    proof = Proof(title="Order form", data=b"%PDF-1.4 x", media_type="application/pdf")
    return cite_document(actor=drafter, into=draft, questions=["own_mechanism"], proof=proof)


def test_answers_go_along_with_their_citations_as_a_draft_and_what_was_filed_stays(
    drafter: Actor, answered: Assessment, enterprise: Tier
) -> None:
    (draft,) = carry_over(actor=drafter, target=enterprise, readings=[answered])
    assert (draft.state, draft.record.tier, draft.carried_from) == (AssessmentState.DRAFT, enterprise, answered)
    assert (draft.plain_reading, draft.privileged_note) == ("The output is ours.", "")
    assert {row.question for row in draft.answers.all()} == {"own_owner", "own_qualified"}
    for code in ("own_owner", "own_qualified"):
        assert value_of(draft, code) == value_of(answered, code)
        assert [link.citation_id for link in draft.answers.get(question=code).links.all()] == [
            link.citation_id for link in answered.answers.get(question=code).links.all()
        ]
    (plan,) = plans(answered.record.tier, enterprise)
    assert plan.blocked and dict(plan.left).popitem()[1] == "It rests on a document filed for the other tier."
    event = Event.objects.filter(action="assessment.carried").get()
    assert str(answered.uid) in event.body
    with pytest.raises(Conflict):
        carry_over(actor=drafter, target=enterprise, readings=[answered])


def test_a_quote_from_a_version_that_does_not_govern_there_leaves_its_answer_undocumented(
    drafter: Actor, answered: Assessment, enterprise: Tier, terms: TermsDocument
) -> None:
    make_document(
        drafter, enterprise, "# Enterprise terms\n\nEnterprise is another matter.\n", title="Enterprise terms"
    )
    (plan,) = plans(answered.record.tier, enterprise)
    assert plan.carrying == ["own_owner"]  # the silence was not read in the text that governs besides
    capture(drafter, terms, TERMS.replace("# Commercial", "# Our commercial"))
    (plan,) = plans(answered.record.tier, enterprise)
    assert plan.carrying == []
    (draft,) = carry_over(actor=drafter, target=enterprise, readings=[answered])
    assert [row.question for row in draft.answers.all()] == []


def test_an_answer_in_force_on_the_other_tier_stays_as_it_is(
    drafter: Actor, checker: Actor, answered: Assessment, enterprise: Tier, terms: TermsDocument
) -> None:
    there = make_draft(drafter, enterprise, document=terms, answers={"own_owner": "shared"})
    approve_assessment(
        actor=checker, assessment=submit_assessment(actor=drafter, assessment=there, version=None), version=None
    )
    (draft,) = carry_over(actor=drafter, target=enterprise, readings=[answered])
    assert (value_of(draft, "own_owner"), value_of(draft, "own_qualified")) == ("shared", "silent")


def test_who_may_not_draft_may_not_carry_and_two_sources_are_refused(
    drafter: Actor, answered: Assessment, enterprise: Tier, requester: User, as_actor: AsActor
) -> None:
    with pytest.raises(NotAllowed):
        carry_over(actor=as_actor(requester), target=enterprise, readings=[answered])
    for target, readings in ((enterprise, []), (answered.record.tier, [answered])):
        with pytest.raises(Invalid):
            carry_over(actor=drafter, target=target, readings=readings)


def test_the_pages_say_what_goes_along_and_what_differs(
    drafter: Actor, counsel: User, requester: User, answered: Assessment, enterprise: Tier, signed_in: SignedIn
) -> None:
    client, address = signed_in(counsel), f"/tiers/{enterprise.uid}/carry/"
    assert signed_in(requester).get(address).status_code == 403
    make_document(drafter, enterprise, "# Order\n\nEnterprise is another matter.\n", title="Order terms")
    page = client.get(address).content.decode()
    assert "1 of 3 answers" in page and "Also governed by Order terms." in page
    source = str(answered.record.tier.uid)
    assert client.post(address, {"from": source}).status_code == 422
    answer = client.post(address, {"from": source, "readings": [str(answered.uid)]})
    draft = Assessment.objects.get(carried_from=answered)
    assert answer["Location"] == f"{desk(draft)}?only=changed"
    page = client.get(answer["Location"]).content.decode()
    assert "Also governed by Order terms." in page and "Show every question" in page
    assert '<fieldset class="ans" id="a-own_owner" hidden>' in page
    assert '<fieldset class="ans" id="a-own_mechanism">' in page
    assert opened(client, draft)["own_owner"] == ["customer"]


def test_the_desk_and_the_checkers_page_say_what_changed_since_the_reading_in_force(
    drafter: Actor, second_counsel: User, reading: Assessment, terms: TermsDocument, signed_in: SignedIn
) -> None:
    draft = start_draft(actor=drafter, record_row=reading.record)
    client = signed_in(second_counsel)
    assert "Nothing: answers, citations, words and texts are the same." in client.get(desk(draft)).content.decode()
    capture(drafter, terms, TERMS.replace("It may not be unique.", "It is not unique."))
    save_draft(
        actor=drafter, assessment=draft, version=None,
        reading=ReadingInput(Rating.ON_CONDITIONS, plain_reading="Shared.", conditions="Ask first."),
        answers={"own_owner": AnswerInput("shared"), "own_qualified": AnswerInput(True)},
    )  # fmt: skip
    cite(drafter, draft, terms, ["own_owner", "own_qualified"], OWNERSHIP_SENTENCE)
    waiting = submit_assessment(actor=drafter, assessment=draft, version=None, on_older_text=True)
    page = client.get(desk(waiting)).content.decode()
    told = ("Changed since", "<del>Customer</del>", "<ins>Shared</ins>", "version 1 was read then", "New: Commercial")
    for words in (*told, "Then: The output is ours.", "Now: Ask first."):
        assert words in page, words
