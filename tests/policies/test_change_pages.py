"""The pages of changes: what counsel reads, answers for and confirms, who else sees them, and what the queue says."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from policies.domain.types import ApprovalState
from policies.models import Approval, RequestLine
from tests.cast import SignedIn
from tests.factories.policies import make_approval
from tests.factories.vendors import OWNERSHIP_SENTENCE, make_approved, make_document
from tests.policies.pages import queries, words
from tests.vendors.changes import BARRED, LONGER, TAKEN, THEIRS, TRAINS, capture, confirm, only
from vendors.domain.terms import ClauseArea, DocumentVisibility
from vendors.models import Assessment, ChangeReview, TermsDocument, Tier


@pytest.fixture
def approval(line: RequestLine, legal: Actor, engineering: Actor) -> Approval:
    return make_approval(legal, engineering, line)


@pytest.fixture
def training(legal: Actor, second: Actor, read_tier: Tier, terms: TermsDocument) -> Assessment:
    area, answers = ClauseArea.TRAINING_RESTRICTIONS, {"train_vendor_use": "opt_in"}
    return make_approved(legal, second, read_tier, terms, area=area, answers=answers, exact=TRAINS)


@pytest.fixture
def owning(read_tier: Tier) -> Assessment:
    return Assessment.objects.get(record__tier=read_tier, record__area=ClauseArea.OUTPUT_OWNERSHIP)


def page_of(review: ChangeReview) -> str:
    return reverse("desk:change_detail", args=[review.uid])


def answers(review: ChangeReview, answer: str = "holds", **more: Any) -> dict[str, Any]:
    waits = review.readings.filter(settled_at=None, effect="to_be_confirmed")
    given = {f"reading-{row.assessment.uid}": answer for row in waits.select_related("assessment")}
    return {"version": review.version, **given, **more}


def send(client: Any, review: ChangeReview, entry: dict[str, Any]) -> Any:
    return client.post(reverse("desk:change_confirm", args=[review.uid]), entry)


def test_the_page_holds_the_redline_the_readings_then_and_now_and_what_rests_on_them(
    approval: Approval, legal: Actor, counsel: User, terms: TermsDocument, training: Assessment, signed_in: SignedIn
) -> None:
    capture(legal, terms, TAKEN)
    answer = signed_in(counsel).get(page_of(only(terms)))
    page = words(answer)
    assert "version 1 to version 2" in page and "Change of content" in page
    assert re.search(r"<del>.*?</del><ins>", answer.content.decode())
    assert f"Then {OWNERSHIP_SENTENCE}" in page
    assert re.search(r"Now: (edited|rewritten) .{0,9}" + THEIRS.rstrip("."), page)
    assert f"{training}" in page and "Does it still hold?" in page
    assert "Read it anew at its clause" in page
    assert f"{approval.tool.name} for" in page and "Flagged" in page


def test_counsel_confirms_and_what_holds_is_settled_with_the_approval(
    approval: Approval, legal: Actor, counsel: User, terms: TermsDocument, owning: Assessment, signed_in: SignedIn
) -> None:
    capture(legal, terms, LONGER)
    client, review = signed_in(counsel), only(terms)
    assert send(client, review, answers(review, note="Read whole.")).status_code == 302
    for row in (owning, approval, review):
        row.refresh_from_db()
    assert (owning.to_be_confirmed, approval.state) == (False, ApprovalState.ACTIVE)
    page = words(client.get(page_of(review)))
    assert f"Read and confirmed by {counsel.name}" in page and "Read whole." in page
    assert "Settled for this change" in page and "Confirm the change" not in page


def test_a_reading_that_is_to_be_read_anew_becomes_stale_and_is_on_the_queue(
    legal: Actor, counsel: User, terms: TermsDocument, owning: Assessment, signed_in: SignedIn
) -> None:
    capture(legal, terms, LONGER)
    client, review = signed_in(counsel), only(terms)
    assert send(client, review, answers(review, "anew")).status_code == 302
    owning.refresh_from_db()
    assert owning.stale
    queue = words(client.get("/"))
    assert "Stale" in queue and "Changes of terms" not in queue
    assert terms.title in words(client.get("/changes/?standing=anew"))


def test_without_an_answer_for_every_reading_nothing_is_confirmed_and_nothing_entered_is_lost(
    legal: Actor, counsel: User, terms: TermsDocument, owning: Assessment, signed_in: SignedIn
) -> None:
    capture(legal, terms, LONGER)
    client, review = signed_in(counsel), only(terms)
    name = f"reading-{owning.uid}"
    for wrong in ("", "perhaps"):
        answer = send(client, review, answers(review, note="A note to keep.") | {name: wrong})
        assert answer.status_code == 422
        assert "A note to keep." in answer.content.decode()
        assert re.search(rf'id="id_{name}_0"|name="{name}"', answer.content.decode())
    assert send(client, review, {"note": "x"}).status_code == 422
    review.refresh_from_db()
    assert review.confirmed_at is None


def test_a_text_that_changed_again_meanwhile_is_shown_and_what_was_entered_is_kept(
    legal: Actor, counsel: User, terms: TermsDocument, owning: Assessment, signed_in: SignedIn
) -> None:
    capture(legal, terms, LONGER)
    client, entry = signed_in(counsel), answers(only(terms), note="A note to keep.")
    capture(legal, terms, f"{LONGER}\n9.2 Notices count when they arrive.\n")
    answer = send(client, only(terms), entry)
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "A note to keep." in page and "version 3" in page and f'value="{only(terms).version}"' in page


def test_a_change_that_was_confirmed_is_not_confirmed_again(
    legal: Actor, counsel: User, terms: TermsDocument, owning: Assessment, signed_in: SignedIn
) -> None:
    capture(legal, terms, LONGER)
    review = only(terms)
    entry = answers(review)
    confirm(legal, review)
    assert send(signed_in(counsel), review, entry).status_code in (409, 412)


def test_confirming_asks_for_the_password_and_goes_on_with_what_was_entered(
    legal: Actor, counsel: User, terms: TermsDocument, owning: Assessment, signed_in: SignedIn
) -> None:
    capture(legal, terms, LONGER)
    client, review = signed_in(counsel, stepped_up=False), only(terms)
    asked = send(client, review, answers(review, note="Read whole."))
    assert "password" in words(asked).lower() and "Read whole." in asked.content.decode()
    review.refresh_from_db()
    assert review.confirmed_at is None


@pytest.mark.parametrize("who", ["requester", "engineering_owner", "auditor", "outsider"])
def test_others_read_a_change_of_posted_terms_and_confirm_none(
    who: str, request: pytest.FixtureRequest, legal: Actor, terms: TermsDocument, owning: Assessment,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    capture(legal, terms, LONGER)
    client, review = signed_in(request.getfixturevalue(who)), only(terms)
    page = words(client.get(page_of(review)))
    assert "Notices are sent by e-mail." in page and "Confirm the change" not in page
    assert terms.title in words(client.get("/changes/"))
    assert send(client, review, answers(review)).status_code == 403
    assert "Changes of terms" not in words(client.get("/"))


def test_a_change_of_a_contract_is_not_there_for_who_may_not_read_it(
    legal: Actor, read_tier: Tier, requester: User, counsel: User, signed_in: SignedIn
) -> None:
    letter = make_document(legal, read_tier, LONGER, title="Side letter", visibility=DocumentVisibility.CONTRACT)
    capture(legal, letter, BARRED)
    client, review = signed_in(requester), only(letter)
    assert client.get(page_of(review)).status_code == 404
    assert send(client, review, answers(review)).status_code == 404
    for address in ("/changes/?standing=all", "/", f"/api/v1/changes/?document={letter.uid}"):
        assert "Side letter" not in client.get(address).content.decode()
    assert client.get(f"/api/v1/changes/{review.uid}/").status_code == 404
    assert "Side letter" in words(signed_in(counsel).get("/changes/"))


def test_a_visitor_signs_in_first(client: Any, legal: Actor, terms: TermsDocument) -> None:
    capture(legal, terms, LONGER)
    for address in ("/changes/", page_of(only(terms))):
        assert client.get(address).status_code == 302


def test_the_queue_names_each_change_once_and_not_the_readings_it_left_to_be_confirmed(
    legal: Actor, counsel: User, terms: TermsDocument, training: Assessment, signed_in: SignedIn
) -> None:
    capture(legal, terms, BARRED)
    page = words(signed_in(counsel).get("/"))
    assert f"{terms.title}, version 1 to 2" in page and "Readings: 1 stale, 1 to be confirmed" in page
    assert "To be read" in page and page.count("To be confirmed") == 0


def test_a_stale_reading_leads_to_the_change(
    legal: Actor, counsel: User, terms: TermsDocument, training: Assessment, signed_in: SignedIn
) -> None:
    capture(legal, terms, BARRED)
    address = reverse("vendors:assessment_detail", args=[training.uid])
    assert page_of(only(terms)) in signed_in(counsel).get(address).content.decode()


def test_the_list_is_filtered_by_standing_and_refuses_nonsense_kindly(
    legal: Actor, counsel: User, terms: TermsDocument, owning: Assessment, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    assert "No change waits to be read" in words(client.get("/changes/"))
    capture(legal, terms, LONGER)
    assert "1 to be confirmed" in words(client.get("/changes/"))
    assert "No change stands so" in words(client.get("/changes/?standing=settled"))
    assert client.get("/changes/?standing=nonsense&page=x").status_code == 200
    confirm(legal, only(terms))
    assert terms.title in words(client.get("/changes/?standing=settled"))


def test_the_page_of_a_change_costs_few_queries_however_many_readings_it_touched(
    approval: Approval, legal: Actor, second: Actor, counsel: User, terms: TermsDocument, training: Assessment,
    read_tier: Tier, signed_in: SignedIn,
) -> None:  # fmt: skip
    capture(legal, terms, TAKEN)
    client, review = signed_in(counsel), only(terms)
    few = queries(client, page_of(review))
    for area in (ClauseArea.RETENTION, ClauseArea.INDEMNITY):
        extra = make_approved(
            legal, second, read_tier, terms, area=area, exact="The assignment covers code.",
            answers={"keep_zero": "none"} if area == ClauseArea.RETENTION else {"ind_covers": ["nothing"]},
        )  # fmt: skip
        review.readings.create(assessment=extra, effect="stale", reason="New.", marked_at=review.opened_at)
    assert queries(client, page_of(review)) == few


def test_programs_read_changes_and_people_confirm_them_in_a_session(
    legal: Actor, counsel: User, terms: TermsDocument, owning: Assessment, signed_in: SignedIn
) -> None:
    capture(legal, terms, LONGER)
    client, review = signed_in(counsel), only(terms)
    address = f"/api/v1/changes/{review.uid}/"
    seen = client.get(address)
    assert (seen.json()["change"], seen.json()["readings"][0]["assessment"]) == ("content", str(owning.uid))
    unanswered = client.post(
        f"{address}confirm/", {"note": ""}, content_type="application/json", headers={"If-Match": seen["ETag"]}
    )
    assert unanswered.status_code == 422
    done = client.post(
        f"{address}confirm/", {"holds": [str(owning.uid)], "note": "Read whole."},
        content_type="application/json", headers={"If-Match": seen["ETag"]},
    )  # fmt: skip
    assert (done.status_code, done.json()["readings"][0]["settlement"]) == (200, "confirmed")
    assert Event.objects.filter(action="change.confirmed", subject_uid=review.uid).count() == 1
