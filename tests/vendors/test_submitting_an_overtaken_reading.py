"""A draft whose quotes a newer text dropped: told when it is sent, sent on purpose only, nothing entered lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.errors import Invalid
from policies.facts import tool_facts
from tests.cast import AsActor, SignedIn
from tests.factories.policies import make_tool
from tests.factories.vendors import OWNERSHIP_SENTENCE, TERMS, make_draft, newest_version
from tests.vendors.desk import desk, opened
from tests.vendors.test_capture_deeds import capture
from vendors.domain.terms import AssessmentState, ClauseArea, Rating
from vendors.models import Assessment, TermsDocument, Tier
from vendors.services.assessments import approve_assessment, submit_assessment
from vendors.services.citing import cite_silence
from vendors.services.clauses import AnswerInput, ReadingInput, save_draft

WITHOUT = TERMS.replace(OWNERSHIP_SENTENCE, "As between the parties, Larkspur owns the Output.")
LONGER = TERMS + "\n## 9 Notices\n\n9.1 Notices are sent by e-mail.\n"


@pytest.fixture
def draft(drafter: Actor, business: Tier, terms: TermsDocument) -> Assessment:
    return make_draft(drafter, business, document=terms)


def submit(actor: Actor, draft: Assessment, **values: Any) -> Assessment:
    return submit_assessment(actor=actor, assessment=draft, version=None, **values)


def submitted() -> dict[str, Any]:
    """What the trail says of the one submission."""
    detail: dict[str, Any] = json.loads(Event.objects.get(action="assessment.submitted").body)["detail"]
    return detail


def state_of(draft: Assessment) -> str:
    draft.refresh_from_db()
    return draft.state


def test_a_quote_that_the_newest_text_dropped_keeps_a_draft_back_and_the_words_say_what_to_do(
    draft: Assessment, drafter: Actor, terms: TermsDocument
) -> None:
    capture(drafter, terms, WITHOUT)
    with pytest.raises(Invalid) as refused:
        submit(drafter, draft)
    assert refused.value.code == "older-text"
    (sentence,) = refused.value.problems["own_owner"]
    assert f"“{OWNERSHIP_SENTENCE}” is not in the newest text of {terms.title}, version 2." in sentence
    assert "Cite what it says now, or take this citation off." in sentence
    assert "on purpose" in sentence
    assert state_of(draft) == AssessmentState.DRAFT


@pytest.mark.parametrize("text", [LONGER, TERMS], ids=["a text that carries it", "the same text"])
def test_a_quote_that_still_stands_keeps_nothing_back(
    text: str, draft: Assessment, drafter: Actor, terms: TermsDocument
) -> None:
    capture(drafter, terms, text)
    assert submit(drafter, draft).state == AssessmentState.IN_REVIEW
    assert "older_text" not in submitted()


def test_a_text_that_came_back_carries_its_quotes_again(
    draft: Assessment, drafter: Actor, terms: TermsDocument
) -> None:
    capture(drafter, terms, WITHOUT)
    capture(drafter, terms, TERMS)
    assert submit(drafter, draft).state == AssessmentState.IN_REVIEW


def test_a_reading_of_the_older_text_is_sent_on_purpose_and_the_trail_says_so(
    draft: Assessment, drafter: Actor, checker: Actor, terms: TermsDocument
) -> None:
    capture(drafter, terms, WITHOUT)
    waiting = submit(drafter, draft, on_older_text=True)
    assert submitted()["older_text"] == ["own_owner"]
    assert approve_assessment(actor=checker, assessment=waiting, version=None).state == AssessmentState.APPROVED


def make_silent(actor: Actor, tier: Tier, document: TermsDocument) -> Assessment:
    """A draft that rests on the silence of the newest version."""
    draft = make_draft(actor, tier)
    answers = {"own_owner": AnswerInput("silent")}
    save_draft(actor=actor, assessment=draft, version=None, reading=ReadingInput(Rating.ACCEPTABLE), answers=answers)
    cite_silence(actor=actor, into=draft, questions=["own_owner"], versions=[newest_version(document)])
    return draft


def test_a_silence_of_which_a_newer_text_was_not_read_keeps_a_draft_back(
    drafter: Actor, business: Tier, terms: TermsDocument
) -> None:
    draft = make_silent(drafter, business, terms)
    capture(drafter, terms, LONGER)
    with pytest.raises(Invalid) as refused:
        submit(drafter, draft)
    assert f"newest text of {terms.title}, version 2" in refused.value.problems["own_owner"][0]
    assert "Read that one whole too" in refused.value.problems["own_owner"][0]


def test_a_silence_stands_in_a_text_that_differs_in_layout_only(
    drafter: Actor, checker: Actor, engineering_owner: User, as_actor: AsActor, business: Tier, terms: TermsDocument
) -> None:
    draft = make_silent(drafter, business, terms)
    capture(drafter, terms, TERMS.replace("\n\n", "\n\n\n"))
    assert newest_version(terms).number == 2
    approve_assessment(actor=checker, assessment=submit(drafter, draft), version=None)
    tool = make_tool(as_actor(engineering_owner), business)
    assert not tool_facts(tool).readings[ClauseArea.OUTPUT_OWNERSHIP].stale


def test_a_silence_in_a_text_that_was_taken_back_does_not_stand_in_the_one_before(
    drafter: Actor, business: Tier, terms: TermsDocument
) -> None:
    capture(drafter, terms, LONGER)
    draft = make_silent(drafter, business, terms)
    capture(drafter, terms, TERMS)
    with pytest.raises(Invalid) as refused:
        submit(drafter, draft)
    assert refused.value.code == "older-text"


def test_saying_it_is_the_older_text_excuses_nothing_else(
    draft: Assessment, drafter: Actor, terms: TermsDocument
) -> None:
    capture(drafter, terms, WITHOUT)
    reading = ReadingInput(Rating.ON_CONDITIONS)
    save_draft(actor=drafter, assessment=draft, version=None, reading=reading, answers={})
    for on_older_text in (False, True):
        with pytest.raises(Invalid) as refused:
            submit(drafter, draft, on_older_text=on_older_text)
        assert refused.value.code != "older-text"
        assert ("own_owner" in refused.value.problems) is not on_older_text
    assert state_of(draft) == AssessmentState.DRAFT


def test_the_page_keeps_what_was_entered_and_offers_to_send_it_as_a_reading_of_the_older_text(
    draft: Assessment, drafter: Actor, counsel: User, second_counsel: User, terms: TermsDocument, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    assert "submit-older" not in client.get(desk(draft)).content.decode()
    capture(drafter, terms, WITHOUT)
    entered = {**opened(client, draft), "rationale": "Two hours of work.", "act": "submit"}
    told = client.post(desk(draft), entered)
    page = told.content.decode()
    assert told.status_code == 422
    assert "is not in the newest text of" in page
    assert "Two hours of work." in page
    assert 'name="act" value="submit-older"' in page
    draft.refresh_from_db()
    assert (draft.state, draft.rationale) == (AssessmentState.DRAFT, "Two hours of work.")
    again = {**opened(client, draft), "rationale": "Three hours of work.", "act": "submit-older"}
    assert client.post(desk(draft), again).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.rationale) == (AssessmentState.IN_REVIEW, "Three hours of work.")
    seen = signed_in(second_counsel).get(desk(draft)).content.decode()
    assert "Not in the current version, word for word" in seen


def test_programs_are_told_and_say_it_in_the_body(
    draft: Assessment, drafter: Actor, counsel: User, terms: TermsDocument, program: Any
) -> None:
    ask = program(counsel, "draft")
    path = f"assessments/{draft.uid}/"
    capture(drafter, terms, WITHOUT)
    refused = ask.change("post", f"{path}submit/", of=path)
    assert (refused.status_code, refused.json()["code"]) == (422, "older-text")
    assert "Cite what it says now" in refused.json()["problems"]["own_owner"][0]
    sent = ask.change("post", f"{path}submit/", {"on_older_text": True}, of=path)
    assert (sent.status_code, sent.json()["state"]) == (200, "in_review")
