"""The clause desk: answers by form, nothing lost when two people edit, and the steps of a review."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from governance.accounts.access import Actor
from governance.accounts.models import User
from tests.cast import SignedIn
from tests.factories.vendors import (
    OWNERSHIP_SENTENCE,
    TERMS,
    cite,
    make_approved,
    make_draft,
    make_in_review,
    newest_version,
)
from tests.vendors.desk import desk, opened, value_of
from tests.vendors.test_capture_deeds import capture
from vendors.domain.questions import decode_conditions, decode_value, questions_of
from vendors.domain.terms import ClauseArea
from vendors.models import Citation, TermsDocument, Tier
from vendors.services.clauses import start_draft


@pytest.mark.parametrize("area", list(ClauseArea))
def test_every_question_of_an_area_is_on_its_desk_with_undocumented_and_silent(
    area: ClauseArea, drafter: Actor, counsel: User, business: Tier, signed_in: SignedIn
) -> None:
    draft = make_draft(drafter, business, area)
    fields = opened(signed_in(counsel), draft)
    page = signed_in(counsel).get(desk(draft)).content.decode()
    for question in questions_of(area):
        assert fields[question.code] == ["undocumented"], question.code
        assert re.search(rf'name="{question.code}" value="silent"', page), question.code
        assert f'id="a-{question.code}"' in page


@pytest.mark.parametrize("area", list(ClauseArea))
def test_saving_a_desk_as_it_was_opened_changes_no_answer(
    area: ClauseArea, drafter: Actor, counsel: User, business: Tier, signed_in: SignedIn
) -> None:
    draft = make_draft(drafter, business, area)
    client = signed_in(counsel)
    client.post(desk(draft), opened(client, draft))
    first = {row.question: (row.value, row.conditions) for row in draft.answers.all()}
    client.post(desk(draft), opened(client, draft))
    assert {row.question: (row.value, row.conditions) for row in draft.answers.all()} == first
    assert {decode_value(value) for value, _ in first.values()} <= {"undocumented"}


def test_each_kind_of_answer_is_kept_as_it_was_entered(
    drafter: Actor, counsel: User, business: Tier, signed_in: SignedIn
) -> None:
    draft = make_draft(drafter, business, ClauseArea.RETENTION)
    client = signed_in(counsel)
    answers = {
        "keep_prompts_days": "entry", "keep_prompts_days__entry": "30", "keep_prompts_days__if_retention_days": "30",
        "keep_outputs_days": "until_deleted", "keep_logs_days__entry": "0", "keep_prompts_basis": ["operate"],
        "keep_deletion_on_request": "no", "keep_zero": "by_setting", "keep_location": "entry",
        "keep_location__entry": "Ireland & <Malta>", "keep_subprocessors": "silent", "rating": "on_conditions",
        "plain_reading": "Thirty days.", "privileged_note": "Hush.",
    }  # fmt: skip
    assert client.post(desk(draft), {**opened(client, draft), **answers}).status_code == 302
    wanted = {
        "keep_prompts_days": 30, "keep_outputs_days": "until_deleted", "keep_logs_days": 0,
        "keep_prompts_basis": ("operate",), "keep_deletion_on_request": False, "keep_zero": "by_setting",
        "keep_location": "Ireland & <Malta>", "keep_subprocessors": "silent", "keep_embeddings_days": "undocumented",
    }  # fmt: skip
    assert {code: value_of(draft, code) for code in wanted} == wanted
    held = decode_conditions(draft.answers.get(question="keep_prompts_days").conditions)
    assert [(item.setting, item.required) for item in held] == [("retention_days", ("30",))]
    again = client.get(desk(draft)).content.decode()
    assert "Depends on setting <b>Zero retention</b>: On" in again
    assert "Ireland &amp; &lt;Malta&gt;" in again
    shown = opened(client, draft)
    assert shown["keep_prompts_days__entry"] == ["30"] and shown["keep_deletion_on_request"] == ["no"]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"keep_prompts_days": "entry"}, "Enter the number of days."),
        ({"keep_prompts_days": "entry", "keep_prompts_days__entry": "soon"}, "whole number of days"),
        ({"keep_location": "entry"}, "Answer in words."),
        ({"keep_zero_carve_outs": ["none", "feedback"]}, "excludes every other choice"),
        ({"keep_zero_carve_outs": ["silent", "feedback"]}, "stands alone"),
        ({"keep_zero": "nonsense"}, "Select a valid choice"),
        ({"keep_prompts_days__if_retention_days": "soon"}, "Retention period"),
        ({"rating": "perhaps"}, "Select a valid choice"),
        ({"rationale": "r" * 20_001}, "20000 are the most"),
    ],
)
def test_an_answer_that_cannot_be_kept_is_said_beside_it_and_nothing_else_is_lost(
    answers: dict[str, Any], words: str, drafter: Actor, counsel: User, business: Tier, signed_in: SignedIn
) -> None:
    draft = make_draft(drafter, business, ClauseArea.RETENTION)
    client = signed_in(counsel)
    posted = {**opened(client, draft), "plain_reading": "Not lost.", **answers}
    response = client.post(desk(draft), posted)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page and "Not lost." in page
    draft.refresh_from_db()
    assert draft.version == 1


def test_two_people_editing_meet_on_the_merge_page_and_lose_nothing(
    drafter: Actor, counsel: User, second_counsel: User, business: Tier, signed_in: SignedIn
) -> None:
    draft = make_draft(drafter, business)
    one, other = signed_in(counsel), signed_in(second_counsel)
    mine, theirs = opened(one, draft), opened(other, draft)
    one.post(desk(draft), {**mine, "own_owner": "customer", "plain_reading": "First."})
    response = other.post(desk(draft), {**theirs, "own_owner": "shared", "rationale": "Second.", "act": "save"})
    page = response.content.decode()
    assert response.status_code == 412
    for words in ("First.", "Second.", "Customer", "Shared"):
        assert words in page
    draft.refresh_from_db()
    assert (draft.plain_reading, value_of(draft, "own_owner")) == ("First.", "customer")
    merged = {
        name: value
        for tag in re.findall(r"<input[^>]*>", page)
        if (("hidden" in tag) or " checked" in tag) and (name := re.search(r'name="([^"]*)"', tag)[1])
        for value in [re.search(r'value="([^"]*)"', tag)[1] if "value=" in tag else ""]
    }
    assert merged["version"] == "2"
    assert other.post(desk(draft), {**merged, "plain_reading": "First."}).status_code == 302
    draft.refresh_from_db()
    assert (draft.plain_reading, draft.rationale, value_of(draft, "own_owner")) == ("First.", "Second.", "shared")


def test_a_citation_made_meanwhile_is_no_conflict(
    drafter: Actor, checker: Actor, counsel: User, business: Tier, terms: TermsDocument, signed_in: SignedIn
) -> None:
    draft = make_draft(drafter, business)
    client = signed_in(counsel)
    mine = opened(client, draft)
    cite(checker, draft, terms, ["own_owner"], OWNERSHIP_SENTENCE)
    assert client.post(desk(draft), {**mine, "own_owner": "customer"}).status_code == 302
    assert value_of(draft, "own_owner") == "customer"
    assert draft.answers.get(question="own_owner").links.count() == 1


def test_work_is_still_on_the_page_when_the_draft_was_sent_off_meanwhile(
    drafter: Actor, checker: Actor, counsel: User, business: Tier, terms: TermsDocument, signed_in: SignedIn
) -> None:
    waiting = make_in_review(drafter, business, terms)
    posted = {"version": waiting.version, "rating": "acceptable", "plain_reading": "Three hours of work."}
    response = signed_in(counsel).post(desk(waiting), posted)
    assert response.status_code == 409
    assert "Three hours of work." in response.content.decode()
    assert "Only a draft can be edited" in response.content.decode()


def test_a_difference_to_the_reading_in_force_is_said(
    drafter: Actor, checker: Actor, counsel: User, business: Tier, terms: TermsDocument, signed_in: SignedIn
) -> None:
    approved = make_approved(drafter, checker, business, terms)
    draft = start_draft(actor=drafter, record_row=approved.record)
    client = signed_in(counsel)
    assert "was:" not in client.get(desk(draft)).content.decode()
    client.post(desk(draft), {**opened(client, draft), "own_owner": "vendor"})
    assert "was: Customer" in client.get(desk(draft)).content.decode()
    capture(drafter, terms, TERMS.replace("Customer owns", "Larkspur owns"))
    page = client.get(desk(draft)).content.decode()
    assert "Not in the current version, word for word" in page
    assert "Stale since" in client.get(desk(approved)).content.decode()


def test_silences_documents_and_taking_off_go_through_their_pages(
    drafter: Actor, counsel: User, auditor: User, outsider: User, business: Tier, terms: TermsDocument,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    draft = make_draft(drafter, business)
    client = signed_in(counsel)
    silence, document = f"{desk(draft)}silence/", f"{desk(draft)}document/"
    version = str(newest_version(terms).uid)
    assert 'value="own_owner"' in client.get(f"{silence}?question=own_owner").content.decode()
    assert client.post(silence, {"questions": ["own_owner"]}).status_code == 422
    assert client.post(silence, {"versions": [version]}).status_code == 422
    assert (
        client.post(silence, {"questions": ["own_owner"], "versions": [version], "note": "Twice."}).status_code == 302
    )
    assert client.post(document, {"questions": ["own_owner"], "title": "Order form"}).status_code == 422
    proof = {"questions": ["own_owner"], "title": "Order form 17", "dated_on": "2026-02-04", "page": "3"}
    proof["file"] = SimpleUploadedFile("order.html", b"<script>alert(1)</script>", content_type="text/html")
    assert client.post(document, proof).status_code == 302
    kept = Citation.objects.get(kind="document")
    file = f"/citations/{kept.uid}/file/"
    assert "Order form 17" in client.get(desk(draft)).content.decode()
    for person, status in ((counsel, 200), (auditor, 200), (outsider, 403)):
        response = signed_in(person).get(file)
        assert response.status_code == status
    assert client.get(file)["Content-Disposition"].startswith("attachment")
    off = {"citation": str(kept.uid), "question": "own_owner"}
    assert client.post(f"{desk(draft)}uncite/", off).status_code == 302
    assert client.post(f"{desk(draft)}uncite/", off).status_code == 409
    assert client.post(f"{desk(draft)}uncite/", {"citation": "nonsense"}).status_code == 404
