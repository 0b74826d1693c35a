"""The pages of exceptions: one click from the rule that bars, both lanes on one page, and the exception beside the
rule."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from governance.accounts.access import Actor
from governance.accounts.models import Team, User
from policies.domain.ending import ExceptionState
from policies.models import RequestLine, RuleException, Tool
from policies.services.requests import today
from tests.cast import PASSWORD, SignedIn
from tests.factories.exceptions import STRICT, ask, grant
from tests.factories.policies import make_policy, make_request
from tests.policies.pages import words


@pytest.fixture
def strict(
    legal: Actor, engineering: Actor, organisation: Any, asker: Actor, tool: Tool, payments: Team
) -> RequestLine:
    """A line that one rule bars."""
    make_policy(legal, engineering, STRICT)
    return make_request(asker, tool, payments, "Strict code").lines.get()


def detail(row: RuleException) -> str:
    return reverse("policies:exception_detail", args=[row.uid])


def review(line: RequestLine) -> str:
    return reverse("policies:request_detail", args=[line.request.uid])


def test_from_the_rule_that_bars_to_an_approval(
    strict: RequestLine, requester: User, counsel: User, engineering_owner: User, payments: Team, signed_in: SignedIn
) -> None:
    asking = signed_in(requester)
    page = asking.get(review(strict)).content.decode()
    start = page.index(reverse("policies:exception_add"))
    address = page[start : page.index('"', start)].replace("&amp;", "&")
    form = asking.get(address)
    assert "ask for an exception" in words(form)
    entry = {"team": payments.uid, "reason": "", "control": "Read twice.", "ends_on": today() + dt.timedelta(days=30)}
    refused = asking.post(address, entry)
    assert (refused.status_code, "Say why the departure is needed." in words(refused)) == (422, True)
    assert "Read twice." in refused.content.decode()
    assert asking.post(address, {**entry, "reason": "Until the move."}).status_code == 302
    row = RuleException.objects.get()
    assert f"Exception asked for {row.number}" in words(asking.get(review(strict)))
    for person, lane in ((counsel, "legal"), (engineering_owner, "engineering")):
        client = signed_in(person)
        shown = client.get(detail(row))
        answer = {"lane": lane, "verdict": "approve", "reasons": "Enough.", "seen": shown.context["answer"].sha256}
        answer["say_approve"] = shown.context["answer"].approve
        assert answer["say_approve"] in words(shown)
        posted = client.post(reverse("policies:exception_decide", args=[row.uid]), answer)
        assert posted.status_code == 302, words(posted)
    row.refresh_from_db()
    assert row.state == ExceptionState.ACTIVE
    text = words(signed_in(counsel).get(review(strict)))
    assert "Barred with exception until" in text
    assert "Approve for Legal" in text


def test_an_exception_is_for_its_team_both_lanes_and_auditors(
    strict: RequestLine, asker: Actor, payments: Team, outsider: User, auditor: User, signed_in: SignedIn, client: Any
) -> None:
    row = ask(asker, strict, payments)
    assert signed_in(auditor).get(detail(row)).status_code == 200
    for person in (outsider,):
        assert signed_in(person).get(detail(row)).status_code == 404
        assert f"Exception {row.number}" not in words(signed_in(person).get(reverse("policies:exception_list")))
    assert client.get(detail(row)).status_code == 302


def test_ending_asks_for_a_reason_and_the_password(
    strict: RequestLine, asker: Actor, payments: Team, legal: Actor, engineering: Actor, signed_in: SignedIn
) -> None:
    row = grant(legal, engineering, ask(asker, strict, payments))
    address = reverse("policies:exception_end", args=[row.uid])
    client = signed_in(legal.person, stepped_up=False)
    entry = {"version": row.version, "reason": "The control was not kept."}
    assert "Confirm" in words(client.post(address, entry))
    row.refresh_from_db()
    assert row.state == ExceptionState.ACTIVE
    assert client.post(address, {**entry, "step_up_password": PASSWORD}).status_code == 302
    row.refresh_from_db()
    assert row.state == ExceptionState.ENDED
    assert "Ended The control was not kept." in words(client.get(detail(row)))


def test_asking_anew_shows_what_changed_and_offers_no_end(
    strict: RequestLine, asker: Actor, payments: Team, legal: Actor, engineering: Actor, signed_in: SignedIn
) -> None:
    row = grant(legal, engineering, ask(asker, strict, payments))
    address = f"{reverse('policies:exception_add')}?tool={row.tool.uid}&category={row.category.slug}"
    form = signed_in(asker.person).get(f"{address}&rule={row.rule_code}&former={row.uid}")
    assert row.control in form.content.decode()
    assert form.context["form"].initial.get("ends_on") is None
    anew = ask(asker, strict, payments, former=row, control="Every change is read by three people.")
    text = words(signed_in(legal.person).get(detail(anew)))
    assert f"What changed since exception {row.number}" in text
    assert "Every change is read by two people. Every change is read by three people." in text


def test_a_program_asks_for_an_exception_and_never_decides_one(
    strict: RequestLine, requester: User, outsider: User, payments: Team, program: Any
) -> None:
    body = {
        "tool": str(strict.tool.uid),
        "category": str(strict.category.uid),
        "rule": "owner_of_output",
        "team": str(payments.uid),
        "reason": "Until the move.",
        "control": "Read twice.",
        "ends_on": str(today() + dt.timedelta(days=30)),
    }
    asking = program(requester, "request")
    made = asking.post("exceptions/", body)
    assert made.status_code == 201, made.content
    assert (made.json()["state"], made.json()["bound"], made.json()["codebase"]) == ("requested", False, None)
    assert asking.post("exceptions/", body).json()["code"] == "duplicate-exception"
    assert program(outsider).get(f"exceptions/{made.json()['uid']}/").status_code == 404
