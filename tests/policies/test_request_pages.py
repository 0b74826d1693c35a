"""The pages of requests: asking in three steps, the review, the exact sentence, and every refusal in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.accounts.access import Actor
from governance.accounts.models import Team, User
from policies.domain.types import Lane, LineState, Verdict
from policies.models import PolicyRevision, RequestLine, Tool, ToolRequest
from policies.services.tools import configure_tool
from tests.cast import SignedIn
from tests.factories.policies import EASTERN, decide, held, make_policy, make_tool
from tests.policies.pages import queries, words
from vendors.models import Tier

LIST = "policies:request_list"


def detail(row: ToolRequest) -> str:
    return reverse("policies:request_detail", args=[row.uid])


def to_decide(line: RequestLine) -> str:
    return reverse("policies:request_decide", args=[line.request.uid, line.uid])


def test_a_request_is_made_in_three_steps_without_script(
    requester: User, tool: Tool, payments: Team, policy: PolicyRevision, signed_in: SignedIn
) -> None:
    client = signed_in(requester)
    address = reverse("policies:request_add")
    assert "Larkspur Business" in words(client.get(address))
    second = client.get(address, {"tool": tool.uid})
    assert "Permitted on conditions" in words(second)
    assert "Restricted category" in words(second)
    third = client.get(address, {"tool": tool.uid, "next": 1, "category": ["closed-code", "open-code"]})
    assert "what for, and until when" in words(third)
    query = f"?tool={tool.uid}&next=1&category=closed-code&category=open-code"
    posted = client.post(address + query, {"team": payments.uid, "purpose": "Services", "wanted_until": ""})
    made = ToolRequest.objects.get()
    assert (posted.status_code, posted["Location"]) == (302, detail(made))
    assert made.lines.count() == 2


def test_a_failing_rule_says_which_quote_and_what_would_fix_it(
    requester: User, legal: Actor, engineering: Actor, tool: Tool, asker: Actor, organisation: Any, signed_in: SignedIn
) -> None:
    make_policy(legal, engineering, EASTERN)
    configure_tool(actor=asker, tool=tool, version=None, entry=held("United States"))
    text = words(signed_in(requester).get(reverse("policies:request_add"), {"tool": tool.uid}))
    assert "Barred" in text
    assert "What would fix it" in text


@pytest.mark.parametrize(
    ("query", "step"),
    [
        ({}, "Which tool?"),
        ({"tool": "nonsense"}, "Which tool?"),
        ({"tool": "TOOL", "next": "1"}, "for which categories?"),
        ({"tool": "TOOL", "category": "nonsense"}, "for which categories?"),
    ],
)
def test_each_step_leads_back_to_what_is_missing(
    query: dict[str, str], step: str, requester: User, tool: Tool, policy: PolicyRevision, signed_in: SignedIn
) -> None:
    query = {name: str(tool.uid) if value == "TOOL" else value for name, value in query.items()}
    page = signed_in(requester).get(reverse("policies:request_add"), query)
    assert step in words(page)
    assert page.status_code == (422 if len(query) > 1 or "tool" in query else 200)


def test_an_empty_purpose_comes_back_with_the_form_filled(
    requester: User, tool: Tool, payments: Team, policy: PolicyRevision, signed_in: SignedIn
) -> None:
    address = f"{reverse('policies:request_add')}?tool={tool.uid}&category=closed-code"
    page = signed_in(requester).post(address, {"team": payments.uid, "purpose": " ", "wanted_until": "2099-05-01"})
    assert page.status_code == 422
    assert "Say what the tool is wanted for." in words(page)
    assert "2099-05-01" in page.content.decode()


def test_a_duplicate_is_led_to_what_exists(
    requester: User, asked: ToolRequest, payments: Team, signed_in: SignedIn
) -> None:
    client = signed_in(requester)
    address = reverse("policies:request_add")
    page = client.get(address, {"tool": asked.tool.uid})
    assert f"Being decided in request {asked.number}" in words(page)
    assert 'value="closed-code"' not in page.content.decode()
    posted = client.post(
        f"{address}?tool={asked.tool.uid}&category=closed-code", {"team": payments.uid, "purpose": "x"}
    )
    assert posted.status_code == 409
    assert detail(asked) in posted.content.decode()
    assert ToolRequest.objects.count() == 1


def test_an_undescribed_tool_is_described_first(
    requester: User, asker: Actor, tier: Tier, policy: PolicyRevision, signed_in: SignedIn
) -> None:
    bare = make_tool(asker, tier, described=False)
    page = signed_in(requester).get(reverse("policies:request_add"), {"tool": bare.uid})
    assert reverse("policies:tool_configure", args=[bare.uid]) in page.content.decode()


def test_without_a_policy_in_force_asking_says_so(
    requester: User, tool: Tool, organisation: Any, signed_in: SignedIn
) -> None:
    page = signed_in(requester).get(reverse("policies:request_add"), {"tool": tool.uid})
    assert page.status_code == 409
    assert "No policy revision is published yet" in words(page)


def test_an_outsider_finds_no_request(
    asked: ToolRequest, line: RequestLine, outsider: User, administrator: User, signed_in: SignedIn
) -> None:
    for user in (outsider, administrator):
        client = signed_in(user)
        assert f"Request {asked.number}" not in words(client.get(reverse(LIST)))
        assert client.get(detail(asked)).status_code == 404
        assert client.post(to_decide(line), {"lane": "legal"}).status_code == 404
        assert client.post(reverse("policies:request_withdraw", args=[asked.uid])).status_code == 404
    assert signed_in(outsider).get(reverse("policies:request_edit", args=[asked.uid])).status_code == 404


def test_pages_of_requests_are_closed_to_visitors(asked: ToolRequest, client: Client) -> None:
    for address in (reverse(LIST), reverse("policies:request_add"), detail(asked)):
        assert client.get(address).status_code == 302


def test_a_request_is_edited_and_withdrawn_on_pages(asked: ToolRequest, requester: User, signed_in: SignedIn) -> None:
    client = signed_in(requester)
    edit = reverse("policies:request_edit", args=[asked.uid])
    assert client.get(edit).status_code == 200
    assert client.post(edit, {"version": 1, "purpose": "Only tests", "wanted_until": ""}).status_code == 302
    stale = client.post(edit, {"version": 1, "purpose": "Something else", "wanted_until": ""})
    assert stale.status_code == 412
    assert "Only tests" in words(stale)
    assert client.post(edit, {"version": 2, "purpose": "", "wanted_until": ""}).status_code == 422
    withdraw = reverse("policies:request_withdraw", args=[asked.uid])
    assert client.post(withdraw, {"version": 1}).status_code == 412
    assert client.post(withdraw, {"version": 2}).status_code == 302
    assert client.post(withdraw, {"version": 3}).status_code == 409


def test_filters_narrow_the_list(asked: ToolRequest, requester: User, counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    number = f"Request {asked.number}"
    for query, found in (
        ({"state": "open"}, True),
        ({"state": "withdrawn"}, False),
        ({"tool": asked.tool.uid}, True),
        ({"team": asked.team.uid}, True),
        ({"mine": "on"}, False),
        ({"state": "nonsense"}, True),
        ({"sort": "-tool"}, True),
    ):
        assert (number in words(client.get(reverse(LIST), query))) == found, query
    assert number in words(signed_in(requester).get(reverse(LIST), {"mine": "on"}))


def test_the_list_costs_the_same_with_ten_and_a_hundred_rows(
    asked: ToolRequest, counsel: User, legal: Actor, signed_in: SignedIn, settings: Any
) -> None:
    client = signed_in(counsel)
    decide(legal, asked.lines.get(), Lane.LEGAL, Verdict.DECLINE, ends_on=None)

    def more(start: int, count: int) -> None:
        for number in range(start, start + count):
            row = ToolRequest.objects.create(
                number=number,
                tool=asked.tool,
                team=asked.team,
                requester=asked.requester,
                purpose="x",
                created_at=asked.created_at,
            )
            RequestLine.objects.create(request=row, tool=row.tool, category=asked.lines.get().category)
            row.lines.update(state=LineState.WITHDRAWN)

    more(200, 9)
    few = queries(client, reverse(LIST))
    more(300, 90)
    assert queries(client, reverse(LIST)) == few
