"""The pages of a clause and the steps of a review: who sees which button, and what each step does."""

from __future__ import annotations

import pytest

from governance.accounts.access import Actor
from governance.accounts.models import User
from tests.cast import PASSWORD, SignedIn
from tests.factories.vendors import (
    OWNERSHIP_SENTENCE,
    TERMS,
    make_approved,
    make_draft,
    make_in_review,
)
from tests.vendors.desk import desk, opened, value_of
from tests.vendors.test_capture_deeds import capture
from vendors.domain.questions import QUESTIONS
from vendors.domain.terms import AssessmentState
from vendors.models import Assessment, TermsDocument, Tier


def test_what_keeps_a_draft_from_review_is_listed_with_links_and_the_draft_is_saved(
    drafter: Actor, counsel: User, business: Tier, signed_in: SignedIn
) -> None:
    draft = make_draft(drafter, business)
    client = signed_in(counsel)
    response = client.post(
        desk(draft), {**opened(client, draft), "own_owner": "customer", "rating": "acceptable", "act": "submit"}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert '<a href="#a-own_owner">' in page and "cites nothing" in page
    assert value_of(draft, "own_owner") == "customer"
    assert Assessment.objects.get().state == AssessmentState.DRAFT
    assert client.post(f"{desk(draft)}submit/", {"version": 2}).status_code == 422
    assert client.post(f"{desk(draft)}submit/", {}).status_code == 422


def test_a_reading_goes_from_desk_to_review_and_back_and_is_approved(
    drafter: Actor, counsel: User, second_counsel: User, business: Tier, terms: TermsDocument, signed_in: SignedIn
) -> None:
    draft = make_draft(drafter, business, document=terms)
    one, two = signed_in(counsel), signed_in(second_counsel, stepped_up=False)
    one.post(desk(draft), {**opened(one, draft), "act": "submit"})
    draft.refresh_from_db()
    assert draft.state == AssessmentState.IN_REVIEW
    own = one.get(desk(draft)).content.decode()
    assert "a second counsel has to approve it" in own and "/approve/" not in own
    assert one.post(f"{desk(draft)}approve/", {"version": draft.version}).status_code == 403
    assert two.post(f"{desk(draft)}return/", {"version": draft.version, "note": ""}).status_code == 422
    stale = two.post(f"{desk(draft)}return/", {"version": 1, "note": "Kept words."})
    assert stale.status_code == 422 and "Kept words." in stale.content.decode()
    two.post(f"{desk(draft)}return/", {"version": draft.version, "note": "Cite more."})
    assert "Cite more." in one.get(desk(draft)).content.decode()
    kept_back = one.post(desk(draft), {**opened(one, draft), "act": "submit"})
    assert kept_back.status_code == 409 and "A note on it is open" in kept_back.content.decode()
    one.post(f"/notes/{draft.notes.get().uid}/resolve/", {"word": "Cited."})
    one.post(desk(draft), {**opened(one, draft), "act": "submit"})
    draft.refresh_from_db()
    page = two.get(desk(draft)).content.decode()
    assert "I, Simon Second, approve reading 1" in page and "drafted by Clara Counsel" in page
    asked = two.post(f"{desk(draft)}approve/", {"version": draft.version})
    assert asked.status_code == 403 and "password" in asked.content.decode()
    assert two.post(f"{desk(draft)}approve/", {"version": 1, "step_up_password": PASSWORD}).status_code == 412
    two.post(f"{desk(draft)}approve/", {"version": draft.version, "step_up_password": PASSWORD})
    draft.refresh_from_db()
    assert (draft.state, draft.approved_by) == (AssessmentState.APPROVED, second_counsel)
    assert two.post(f"{desk(draft)}approve/", {"version": draft.version}).status_code == 409


@pytest.mark.parametrize("who", ["requester", "engineering_owner", "auditor", "outsider", "administrator"])
def test_everybody_else_reads_the_desk_and_moves_nothing(
    who: str, request: pytest.FixtureRequest, drafter: Actor, business: Tier, terms: TermsDocument,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    waiting = make_in_review(drafter, business, terms)
    Assessment.objects.filter(pk=waiting.pk).update(privileged_note="HUSH")
    client = signed_in(request.getfixturevalue(who))
    page = client.get(desk(waiting)).content.decode()
    assert OWNERSHIP_SENTENCE in page
    for trace in ("HUSH", "rivileged", "/approve/", "/return/", 'id="desk"'):
        assert trace not in page, trace
    before = Assessment.objects.get().version
    form = {"version": before, "note": "x", "rating": "acceptable"}
    for step in ("", "submit/", "return/", "approve/", "discard/", "confirm/"):
        assert client.post(f"{desk(waiting)}{step}", form).status_code == 403, step
    assert Assessment.objects.get().version == before


def test_a_clause_is_opened_drafted_again_and_discarded(counsel: User, business: Tier, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    add = f"/tiers/{business.uid}/clauses/"
    assert client.post(add, {"area": "nonsense"}).status_code == 422
    assert client.post(add, {"area": "retention"}).status_code == 302
    draft = Assessment.objects.get()
    again = client.post(add, {"area": "retention"})
    assert again.status_code == 422 and "exists already" in again.content.decode()
    clause = f"/clauses/{draft.record.uid}/"
    assert client.post(f"{clause}draft/", follow=True).status_code == 200
    assert Assessment.objects.count() == 1
    assert client.post(f"{desk(draft)}discard/", {"version": 1})["Location"] == clause
    assert client.post(f"{clause}draft/").status_code == 302
    assert Assessment.objects.count() == 2
    page = client.get(clause).content.decode()
    assert "Discarded" in page and "No approved reading" in page


def test_a_reading_to_be_confirmed_is_confirmed_by_its_button(
    drafter: Actor, checker: Actor, counsel: User, business: Tier, terms: TermsDocument, signed_in: SignedIn
) -> None:
    reading = make_approved(drafter, checker, business, terms)
    capture(drafter, terms, TERMS + "\nThe Service may change.\n")
    reading.refresh_from_db()
    client = signed_in(counsel)
    assert "confirm this reading on it" in client.get(desk(reading)).content.decode()
    assert client.post(f"{desk(reading)}confirm/", {"version": reading.version}).status_code == 302
    reading.refresh_from_db()
    assert not reading.to_be_confirmed


def test_a_starter_reading_says_that_nobody_verified_it(
    drafter: Actor, outsider: User, business: Tier, signed_in: SignedIn
) -> None:
    draft = make_draft(drafter, business)
    Assessment.objects.filter(pk=draft.pk).update(unverified_source="A magazine")
    page = signed_in(outsider).get(desk(draft)).content.decode()
    assert "Not verified against the terms" in page and "A magazine" in page
    assert QUESTIONS["own_owner"].label in page
