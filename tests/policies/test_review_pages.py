"""The review: the whole chain, the exact sentence, and every refusal in words."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse

from governance.accounts.access import Actor
from governance.accounts.models import Team, User
from policies.domain.types import Lane, OnFail
from policies.models import Approval, Decision, RequestLine, Tool, ToolRequest
from policies.services.requests import today, withdraw_request
from policies.services.tools import configure_tool
from tests.cast import PASSWORD, SignedIn
from tests.factories.policies import CLOSED, EASTERN, decide, held, make_approval, make_policy, make_request, make_tool
from tests.factories.vendors import make_approved, make_document, make_draft, make_tier, newest_version
from tests.policies.pages import words
from vendors.domain.terms import DocumentVisibility
from vendors.services.assessments import approve_assessment, submit_assessment
from vendors.services.citing import cite_silence


def detail(row: ToolRequest) -> str:
    return reverse("policies:request_detail", args=[row.uid])


def to_decide(line: RequestLine) -> str:
    return reverse("policies:request_decide", args=[line.request.uid, line.uid])


def hidden(page: Any) -> dict[str, str]:
    """What the form of the decision posts unseen, and what it is filled in with."""
    text = page.content.decode()
    form = text[text.index('id="decide"') :]
    form = form[: form.index("</form>")]
    names = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    area = re.search(r'<textarea name="conditions"[^>]*>\s*(.*?)</textarea>', form, re.DOTALL)
    date = re.search(r'name="ends_on" value="([^"]*)"', form)
    names["conditions"] = area.group(1) if area else ""
    names["ends_on"] = date.group(1) if date else ""
    return {name: value for name, value in names.items() if name != "csrfmiddlewaretoken"}


def test_the_review_shows_the_whole_chain_and_the_exact_sentence(
    line: RequestLine, counsel: User, signed_in: SignedIn
) -> None:
    page = signed_in(counsel).get(detail(line.request))
    text = words(page)
    assert "As between the parties, Customer owns the Output, if any." in text
    assert "Owner of output" in text
    assert "Neither legal nor engineering has signed yet." in page.content.decode()
    entry = hidden(page)
    assert entry["say_approve"] in text
    assert entry["say_approve"].startswith("I, Clara Counsel, decide for Legal: Larkspur Business may be used")


def test_the_sentence_shown_is_the_sentence_kept(line: RequestLine, counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    entry = hidden(client.get(detail(line.request)))
    posted = client.post(to_decide(line), {**entry, "reasons": "In order.", "verdict": "approve"})
    assert posted.status_code == 302
    decision = Decision.objects.get()
    assert decision.sentence == entry["say_approve"]
    assert "In order." in words(client.get(detail(line.request)))


def test_an_entry_that_changes_the_sentence_is_shown_again_before_it_counts(
    line: RequestLine, counsel: User, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    entry = hidden(client.get(detail(line.request)))
    later = today() + dt.timedelta(days=33)
    changed = {**entry, "ends_on": later.isoformat(), "reasons": "In order.", "verdict": "approve"}
    page = client.post(to_decide(line), changed)
    assert page.status_code == 422
    assert not Decision.objects.exists()
    again = hidden(page)
    assert again["say_approve"] != entry["say_approve"]
    assert client.post(to_decide(line), {**again, "reasons": "In order.", "verdict": "approve"}).status_code == 302
    assert Decision.objects.get().ends_on == later


def test_declining_signs_the_other_sentence(line: RequestLine, counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    entry = hidden(client.get(detail(line.request)))
    client.post(to_decide(line), {**entry, "reasons": "Not yet.", "verdict": "decline", "ends_on": ""})
    assert Decision.objects.get().sentence == entry["say_decline"]


def test_a_bad_answer_comes_back_with_what_was_entered(line: RequestLine, counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    entry = hidden(client.get(detail(line.request)))
    for values in ({"ends_on": "not a date"}, {"reasons": ""}, {"conditions": "Only mine"}):
        page = client.post(to_decide(line), {**entry, "reasons": "Kept words", "verdict": "approve", **values})
        assert page.status_code == 422, values
        assert ("Kept words" in page.content.decode()) == ("reasons" not in values)
    assert not Decision.objects.exists()


def test_nothing_is_decided_without_one_of_the_two_words(line: RequestLine, counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    page = client.get(detail(line.request))
    entry = {**hidden(page), "reasons": "In order."}
    for verdict in ({}, {"verdict": ""}, {"verdict": "nonsense"}, {"verdict": "APPROVE"}):
        answer = client.post(to_decide(line), {**entry, **verdict})
        assert answer.status_code == 422, verdict
        assert "Nothing was decided." in words(answer) and "In order." in answer.content.decode()
    assert not Decision.objects.exists()
    form = page.content.decode().partition('id="decide"')[2]
    assert re.search(r"<button[^>]*>", form)[0] == "<button hidden disabled>"  # the Enter key takes the first


def test_a_decision_asks_for_the_password_and_goes_on_with_it(
    line: RequestLine, counsel: User, signed_in: SignedIn
) -> None:
    client = signed_in(counsel, stepped_up=False)
    entry = {**hidden(client.get(detail(line.request))), "reasons": "In order.", "verdict": "approve"}
    assert client.post(to_decide(line), entry).status_code == 403
    assert not Decision.objects.exists()
    assert client.post(to_decide(line), {**entry, "step_up_password": PASSWORD}).status_code == 302
    assert Decision.objects.count() == 1


def test_a_double_click_says_that_nothing_was_decided_twice(
    line: RequestLine, counsel: User, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    entry = {**hidden(client.get(detail(line.request))), "reasons": "In order.", "verdict": "approve"}
    client.post(to_decide(line), entry)
    again = client.post(to_decide(line), entry)
    assert again.status_code == 409
    assert "Nothing was decided twice" in words(again)


def test_a_closed_line_says_what_it_is(line: RequestLine, counsel: User, asker: Actor, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    entry = {**hidden(client.get(detail(line.request))), "reasons": "In order.", "verdict": "approve"}
    withdraw_request(actor=asker, request=line.request, version=None)
    refused = client.post(to_decide(line), entry)
    assert refused.status_code == 409
    assert "withdrawn already" in words(refused)


def test_a_state_that_changed_meanwhile_is_read_first(
    line: RequestLine, counsel: User, asker: Actor, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    entry = {**hidden(client.get(detail(line.request))), "reasons": "In order.", "verdict": "approve"}
    configure_tool(actor=asker, tool=line.tool, version=None, entry=held("Switzerland"))
    refused = client.post(to_decide(line), entry)
    assert refused.status_code == 409
    assert "changed after you opened the page" in words(refused)


def test_a_barred_line_offers_only_to_decline(
    requester: User, counsel: User, tool: Tool, payments: Team, asker: Actor, legal: Actor, engineering: Actor,
    organisation: Any, signed_in: SignedIn,
) -> None:  # fmt: skip
    make_policy(legal, engineering, EASTERN)
    configure_tool(actor=asker, tool=tool, version=None, entry=held("United States"))
    line = make_request(asker, tool, payments, "Eastern code").lines.get()
    client = signed_in(counsel)
    page = client.get(detail(line.request))
    assert "The policy bars this line" in words(page)
    assert 'value="approve"' not in page.content.decode()
    refused = client.post(
        to_decide(line), {**hidden(page), "reasons": "x", "verdict": "approve", "ends_on": "2099-01-01"}
    )
    assert refused.status_code == 409


@pytest.mark.parametrize("who", ["second_counsel", "requester", "auditor"])
def test_whoever_decides_nothing_here_sees_no_bar_and_is_refused(
    who: str, request: pytest.FixtureRequest, line: RequestLine, signed_in: SignedIn
) -> None:
    client = signed_in(request.getfixturevalue(who))
    page = client.get(detail(line.request))
    assert page.status_code == 200
    assert "Your decision" not in words(page)
    refused = client.post(to_decide(line), {"lane": "legal", "verdict": "approve", "reasons": "x"})
    assert refused.status_code == 403


@pytest.mark.parametrize("strict", [False, True])
def test_the_review_says_in_words_why_a_drafter_may_not_decide(
    strict: bool, line: RequestLine, counsel: User, settings: Any, signed_in: SignedIn
) -> None:
    settings.STRICT_SEPARATION = strict
    text = words(signed_in(counsel).get(detail(line.request)))
    assert ("You drafted a reading this line rests on" in text) == strict
    assert ("Your decision for Legal" in text) != strict


def test_a_decided_line_shows_what_was_judged_and_not_what_is_now(
    line: RequestLine, counsel: User, legal: Actor, engineering: Actor, asker: Actor, signed_in: SignedIn
) -> None:
    approval = make_approval(legal, engineering, line)
    before = words(signed_in(counsel).get(detail(line.request)))
    configure_tool(actor=asker, tool=line.tool, version=None, entry=held("Switzerland"))
    Tool.objects.update(name="Renamed since")
    text = words(signed_in(counsel).get(detail(line.request)))
    assert "As decided, on state" in text
    assert approval.snapshot.sha256 in signed_in(counsel).get(detail(line.request)).content.decode()
    assert "As between the parties, Customer owns the Output, if any." in text
    assert "Approved" in before


def test_a_second_lane_sees_the_first_and_signs_its_conditions(
    line: RequestLine, engineering_owner: User, legal: Actor, signed_in: SignedIn
) -> None:
    decide(legal, line, Lane.LEGAL, reasons="Fine by the terms.")
    client = signed_in(engineering_owner)
    page = client.get(detail(line.request))
    assert "Fine by the terms." in words(page)
    assert "Conditions and end date are those the first lane set" in words(page)
    posted = client.post(to_decide(line), {**hidden(page), "reasons": "Fine.", "verdict": "approve"})
    assert posted.status_code == 302
    assert Approval.objects.count() == 1


def test_a_line_whose_state_moved_on_after_the_first_lane_says_so(
    line: RequestLine, engineering_owner: User, legal: Actor, asker: Actor, signed_in: SignedIn
) -> None:
    decide(legal, line, Lane.LEGAL)
    configure_tool(actor=asker, tool=line.tool, version=None, entry=held("Switzerland"))
    page = signed_in(engineering_owner).get(detail(line.request))
    assert "changed since the first lane decided" in words(page)
    assert 'value="approve"' not in page.content.decode()


def test_a_quote_of_a_contract_is_kept_from_those_who_may_not_read_it(
    requester: User, counsel: User, legal: Actor, second: Actor, engineering: Actor, asker: Actor, payments: Team,
    organisation: Any, signed_in: SignedIn,
) -> None:  # fmt: skip
    tier = make_tier(legal)
    contract = make_document(legal, tier, visibility=DocumentVisibility.CONTRACT)
    make_approved(legal, second, tier, contract)
    make_policy(legal, engineering)
    made = make_request(asker, make_tool(asker, tier), payments)
    quote = "As between the parties, Customer owns the Output, if any."
    assert quote in words(signed_in(counsel).get(detail(made)))
    seen = words(signed_in(requester).get(detail(made)))
    assert quote not in seen
    assert "Counsel can show it" in seen


def test_a_silence_that_names_a_contract_beside_posted_terms_keeps_its_title_from_others(
    requester: User, counsel: User, legal: Actor, second: Actor, engineering: Actor, asker: Actor, payments: Team,
    organisation: Any, signed_in: SignedIn,
) -> None:  # fmt: skip
    tier = make_tier(legal)
    posted = make_document(legal, tier, title="Posted terms")
    secret = make_document(legal, tier, title="Order form 7 of Harbour", visibility=DocumentVisibility.CONTRACT)
    draft = make_draft(legal, tier, document=posted, answers={"own_owner": "silent"})
    both = [newest_version(posted), newest_version(secret)]
    note = "Neither the terms nor Order form 7 of Harbour speak of it."
    cite_silence(actor=legal, into=draft, questions=["own_owner"], versions=both, note=note)
    waiting = submit_assessment(actor=legal, assessment=draft, version=None)
    approve_assessment(actor=second, assessment=waiting, version=None)
    silence = ("owner_of_output", {"owners": ["customer"], "accept_silent": True}, OnFail.SIGN_OFF)
    make_policy(legal, engineering, replace(CLOSED, rules=(silence,)))
    tool = make_tool(asker, tier)
    made = make_request(asker, tool, payments)
    line = made.lines.get()
    addresses = [
        detail(made),
        f"/api/v1/tools/{tool.uid}/preview/",
        f"/api/v1/lines/{line.uid}/evaluation/",
    ]
    for address in addresses:
        assert "Order form 7" in words(signed_in(counsel).get(address)), address
        seen = words(signed_in(requester).get(address))
        assert "Order form 7" not in seen, address
        assert "Posted terms, version 1; A contract" in seen, address
    approval = make_approval(legal, engineering, line)
    for address in (detail(made), reverse("policies:approval_detail", args=[approval.uid])):
        assert "Order form 7" in words(signed_in(counsel).get(address)), address
        seen = words(signed_in(requester).get(address))
        assert "Order form 7" not in seen and "Posted terms, version 1; A contract" in seen, address
