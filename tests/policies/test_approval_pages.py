"""The pages of approvals: what stands until when, on what it rests, and what a lane may do to it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import User
from policies.domain.types import ApprovalState
from policies.models import Approval, RequestLine, Tool, ToolRequest
from policies.services.approvals import change_approval
from policies.services.requests import today
from tests.cast import PASSWORD, SignedIn
from tests.factories.policies import make_approval, make_request, make_tool
from tests.policies.pages import queries, words

LIST = "policies:approval_list"


@pytest.fixture
def approval(line: RequestLine, legal: Actor, engineering: Actor) -> Approval:
    return make_approval(legal, engineering, line)


def detail(approval: Approval) -> str:
    return reverse("policies:approval_detail", args=[approval.uid])


def deed(approval: Approval, event: str) -> str:
    return reverse(f"policies:approval_{event}", args=[approval.uid])


def test_an_approval_shows_conditions_end_both_decisions_and_what_it_rests_on(
    approval: Approval, counsel: User, signed_in: SignedIn
) -> None:
    page = signed_in(counsel).get(detail(approval))
    text = words(page)
    for decision in approval.line.decisions.all():
        assert decision.sentence in text
    for expected in ("As between the parties, Customer owns the Output", "drafted by Clara Counsel", "Granted"):
        assert expected in text
    assert approval.snapshot.sha256 in page.content.decode().replace("<wbr>", "")


def test_everyone_signed_in_reads_approvals_but_not_the_request_of_another_team(
    approval: Approval, outsider: User, requester: User, signed_in: SignedIn, client: Client
) -> None:
    request = reverse("policies:request_detail", args=[approval.line.request.uid])
    page = signed_in(outsider).get(detail(approval))
    assert page.status_code == 200
    assert request not in page.content.decode()
    assert approval.line.request.purpose not in words(page)
    assert request in signed_in(requester).get(detail(approval)).content.decode()
    assert client.get(detail(approval)).status_code == 302
    assert client.get(reverse(LIST)).status_code == 302


@pytest.mark.parametrize(
    ("who", "reads"),
    [("requester", True), ("counsel", True), ("auditor", True), ("outsider", False), ("administrator", False)],
)
def test_the_reasons_of_a_decision_are_for_those_who_see_its_request_through_either_door(
    who: str, reads: bool, request: pytest.FixtureRequest, line: RequestLine, legal: Actor, engineering: Actor,
    signed_in: SignedIn, program: Any,
) -> None:  # fmt: skip
    person: User = request.getfixturevalue(who)
    approval = make_approval(legal, engineering, line, reasons="Payments leaves in spring.")
    page = words(signed_in(person).get(detail(approval)))
    asked = program(person).get(f"approvals/{approval.uid}/")
    decisions = program(person).get(f"decisions/?line={line.uid}").json()["results"]
    assert ("Payments leaves in spring." in page) is reads
    assert ("The reasons are kept with the request" in page) is not reads
    assert [row["reasons"] for row in decisions] == (["Payments leaves in spring."] * 2 if reads else [])
    assert "Payments leaves" not in asked.content.decode()
    for decision in line.decisions.all():  # who decided, and in which words, is the approval itself
        assert decision.sentence in page
        assert decision.sentence in [row["sentence"] for row in asked.json()["decided"]]


def test_a_lane_flags_clears_suspends_resumes_and_revokes_on_pages(
    approval: Approval, counsel: User, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    for event, state in (
        ("flag", ApprovalState.FLAGGED),
        ("clear", ApprovalState.ACTIVE),
        ("suspend", ApprovalState.SUSPENDED),
        ("resume", ApprovalState.ACTIVE),
        ("revoke", ApprovalState.REVOKED),
    ):
        approval.refresh_from_db()
        posted = client.post(deed(approval, event), {"version": approval.version, "reason": f"Because of {event}."})
        assert posted.status_code == 302, event
        approval.refresh_from_db()
        assert approval.state == state
        assert f"Because of {event}." in words(client.get(detail(approval)))


def test_reasons_are_asked_beside_the_field(approval: Approval, counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    page = client.post(deed(approval, "suspend"), {"version": approval.version, "reason": " "})
    assert page.status_code == 422
    assert "Say why in a sentence" in words(page)
    assert client.post(deed(approval, "suspend"), {"reason": "x"}).status_code == 422
    assert client.post(deed(approval, "suspend"), {"version": 99, "reason": "x"}).status_code == 412
    assert client.post(deed(approval, "resume"), {"version": approval.version, "reason": "x"}).status_code == 409
    approval.refresh_from_db()
    assert approval.state == ApprovalState.ACTIVE


def test_a_change_asks_for_the_password(approval: Approval, counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel, stepped_up=False)
    entry = {"version": approval.version, "reason": "Breach."}
    assert client.post(deed(approval, "suspend"), entry).status_code == 403
    assert client.post(deed(approval, "suspend"), {**entry, "step_up_password": PASSWORD}).status_code == 302
    approval.refresh_from_db()
    assert approval.state == ApprovalState.SUSPENDED


@pytest.mark.parametrize("who", ["requester", "auditor", "outsider", "administrator"])
def test_others_read_and_change_nothing(
    who: str, request: pytest.FixtureRequest, approval: Approval, signed_in: SignedIn
) -> None:
    client = signed_in(request.getfixturevalue(who))
    assert "Suspend" not in words(client.get(detail(approval)))
    for event in ("flag", "suspend", "revoke"):
        assert client.post(deed(approval, event), {"version": 1, "reason": "x"}).status_code == 403
    assert client.get(deed(approval, "flag")).status_code == 405


def test_a_flag_says_why_and_until_when(approval: Approval, legal: Actor, counsel: User, signed_in: SignedIn) -> None:
    change_approval(actor=legal, approval=approval, event="flag", reason="Terms version 2.", version=None)
    text = words(signed_in(counsel).get(detail(approval)))
    assert "Terms version 2." in text
    assert "Review due" in text


def test_the_standing_is_that_of_today(
    approval: Approval, asker: Actor, legal: Actor, engineering: Actor, payments: Any, counsel: User,
    read_tier: Any, signed_in: SignedIn,
) -> None:  # fmt: skip
    soon = make_request(asker, make_tool(asker, read_tier, "Soon over"), payments).lines.get()
    make_approval(legal, engineering, soon, ends_on=today() + dt.timedelta(days=5))
    client = signed_in(counsel)
    for query, found in (
        ({"standing": "active"}, {"Larkspur Business"}),
        ({"standing": "expiring"}, {"Soon over"}),
        ({"standing": "expired"}, set()),
        ({"category": "closed-code"}, {"Larkspur Business", "Soon over"}),
        ({"category": "open-code"}, set()),
        ({"tool": soon.tool.uid}, {"Soon over"}),
        ({"sort": "-ends"}, {"Larkspur Business", "Soon over"}),
    ):
        page = client.get(reverse(LIST), query).content.decode()
        table = page[page.index("</form>", page.index('class="filters"')) :]
        assert {name for name in ("Larkspur Business", "Soon over") if name in table} == found, query


def another(approval: Approval, number: int) -> None:
    """Another approval, written beneath the deeds: a hundred joint decisions would take a minute and show no more."""
    tool = Tool.objects.create(tier=approval.tool.tier, name=f"Tool {number}")
    asked = approval.line.request
    request = ToolRequest.objects.create(
        number=1000 + number,
        tool=tool,
        team=asked.team,
        requester=asked.requester,
        purpose="x",
        created_at=timezone.now(),
    )
    line = RequestLine.objects.create(request=request, tool=tool, category=approval.category)
    for decision in approval.line.decisions.all():
        decision.pk, decision.uid, decision.line = None, uuid.uuid4(), line
        decision._state.adding = True
        decision.save()
    approval.pk, approval.uid, approval.line, approval.tool = None, uuid.uuid4(), line, tool
    approval._state.adding = True
    approval.save()


def test_the_list_costs_the_same_with_ten_and_a_hundred_rows(
    approval: Approval, counsel: User, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    for number in range(9):
        another(approval, number)
    few = queries(client, reverse(LIST))
    for number in range(9, 99):
        another(approval, number)
    assert queries(client, reverse(LIST)) == few
