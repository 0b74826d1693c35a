"""The pages of tools: registering, saying how one is held, output statements, and whether one may use it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from governance.accounts.access import Actor
from governance.accounts.models import User
from policies.models import Deployment, OutputStatement, PolicyRevision, RequestLine, Tool, ToolConfiguration
from policies.services.approvals import change_approval
from policies.services.tools import configure_tool
from tests.cast import SignedIn
from tests.factories.policies import held, make_approval, make_statement, make_tool
from tests.factories.vendors import make_document
from tests.policies.pages import queries, words
from vendors.domain.settings_catalogue import SETTINGS
from vendors.domain.terms import DocumentVisibility
from vendors.models import TermsDocument, Tier

LIST = "policies:tool_list"


def detail(tool: Tool) -> str:
    return reverse("policies:tool_detail", args=[tool.uid])


def entry_for(tool: Tool, **values: Any) -> dict[str, Any]:
    return {"version": tool.version, "deployment": "dedicated", "region": "EEA", "hosted_by": "Larkspur", **values}


def test_a_tool_is_registered_and_described_on_pages(
    requester: User, tier: Tier, terms: TermsDocument, signed_in: SignedIn
) -> None:
    client = signed_in(requester)
    assert client.get(reverse("policies:tool_add")).status_code == 200
    posted = client.post(reverse("policies:tool_add"), {"tier": tier.uid, "name": "Larkspur"})
    tool = Tool.objects.get()
    configure = reverse("policies:tool_configure", args=[tool.uid])
    assert posted["Location"] == configure
    page = words(client.get(configure))
    assert all(kind.label in page for kind in SETTINGS.values())
    assert terms.title in page
    filled = entry_for(
        tool,
        setting_output_filter="on",
        proof_output_filter="Console, page 4",
        checked_output_filter="2026-01-05",
        **{f"binding_{terms.uid.hex}": "on_notice", f"binding_{terms.uid.hex}_notice": "30"},
    )
    assert client.post(configure, filled).status_code == 302
    text = words(client.get(detail(tool)))
    for expected in ("Console, page 4", "30 days after notice", "Dedicated", "EEA"):
        assert expected in text


def test_a_bad_description_is_named_field_by_field_and_keeps_what_was_entered(
    requester: User, asker: Actor, tier: Tier, terms: TermsDocument, signed_in: SignedIn
) -> None:
    tool = make_tool(asker, tier, described=False)
    bad = entry_for(
        tool,
        note="Kept words",
        setting_retention_days="soon",
        checked_output_filter=(dt.date.today() + dt.timedelta(days=9)).isoformat(),
        setting_output_filter="on",
        **{f"binding_{terms.uid.hex}": "pinned"},
    )
    page = signed_in(requester).post(reverse("policies:tool_configure", args=[tool.uid]), bad)
    assert page.status_code == 422
    text = words(page)
    for expected in ("whole number of days", "lies in the future", "Name the version", "Kept words"):
        assert expected in text
    assert not ToolConfiguration.objects.exists()


def test_stale_descriptions_are_answered_with_both_texts(
    requester: User, asker: Actor, tier: Tier, signed_in: SignedIn
) -> None:
    tool = make_tool(asker, tier)
    client = signed_in(requester)
    configure = reverse("policies:tool_configure", args=[tool.uid])
    stale = entry_for(tool, region="Switzerland")
    configure_tool(actor=asker, tool=tool, version=None, entry=held("Norway"))
    page = client.post(configure, stale)
    assert page.status_code == 412
    assert "Norway" in words(page)
    assert "Switzerland" in words(page)
    edit = reverse("policies:tool_edit", args=[tool.uid])
    assert client.get(edit).status_code == 200
    assert client.post(edit, {"version": 1, "tier": tier.uid, "name": "Other"}).status_code == 412


def test_how_it_was_held_before_stays_readable(requester: User, asker: Actor, tool: Tool, signed_in: SignedIn) -> None:
    configure_tool(actor=asker, tool=tool, version=None, entry=held("Norway"))
    text = words(signed_in(requester).get(detail(tool)))
    assert "Earlier configurations (1)" in text
    assert "recorded by Rita Requester" in text


def test_an_output_statement_is_written_by_an_engineering_owner(
    engineering_owner: User, requester: User, tool: Tool, signed_in: SignedIn
) -> None:
    address = reverse("policies:statement_add", args=[tool.uid])
    assert signed_in(requester).get(address).status_code == 403
    client = signed_in(engineering_owner)
    assert client.get(address).status_code == 200
    entry = {"surface": "chat", "sent": "A question.", "returned": "An answer.", "output": "Code.", "kept": "In git."}
    assert client.post(address, {**entry, "kept": " "}).status_code == 422
    assert client.post(address, entry).status_code == 302
    assert OutputStatement.objects.get().written_by == engineering_owner
    assert "In git." in words(client.get(detail(tool)))


def test_every_category_has_its_outcome_and_a_reason(
    requester: User, tool: Tool, policy: PolicyRevision, signed_in: SignedIn
) -> None:
    text = words(signed_in(requester).get(detail(tool)))
    assert "Closed code Permitted on conditions Holds on conditions: human review before merge." in text
    assert "Training Needs sign-off" in text


def test_may_i_use_this_is_answered_in_plain_words(
    requester: User, line: RequestLine, legal: Actor, engineering: Actor, signed_in: SignedIn
) -> None:
    client = signed_in(requester)
    assert "No. It is not approved for Open code, Closed code or Training." in words(client.get(detail(line.tool)))
    approval = make_approval(legal, engineering, line)
    assert "Yes Until" in words(client.get(detail(line.tool)))
    change_approval(actor=legal, approval=approval, event="suspend", reason="Breach.", version=None)
    assert "No The approval is suspended." in words(client.get(detail(line.tool)))


def test_a_contract_is_not_named_to_those_who_may_not_read_it(
    requester: User, counsel: User, asker: Actor, legal: Actor, engineering: Actor, tier: Tier, signed_in: SignedIn
) -> None:
    contract = make_document(
        legal,
        tier,
        title="Secret order form",
        visibility=DocumentVisibility.CONTRACT,
        readers=[engineering.person],
    )
    tool = make_tool(asker, tier)
    configure_tool(actor=engineering, tool=tool, version=None, entry=held(order_form=contract))
    client = signed_in(requester)
    assert "Secret order form" not in words(client.get(detail(tool)))
    configure = words(client.get(reverse("policies:tool_configure", args=[tool.uid])))
    assert "1 contract you may not read also governs this tier" in configure
    assert "Secret order form" in words(signed_in(counsel).get(detail(tool)))


def test_requests_of_other_teams_are_not_listed_on_a_tool(
    line: RequestLine, outsider: User, requester: User, signed_in: SignedIn, client: Client
) -> None:
    number = f"Request {line.request.number}"
    assert number in words(signed_in(requester).get(detail(line.tool)))
    page = signed_in(outsider).get(detail(line.tool))
    assert page.status_code == 200
    assert number not in words(page)
    assert client.get(detail(line.tool)).status_code == 302


@pytest.mark.parametrize("who", ["counsel", "auditor", "administrator"])
def test_others_read_tools_and_change_none(
    who: str, request: pytest.FixtureRequest, tool: Tool, signed_in: SignedIn
) -> None:
    client = signed_in(request.getfixturevalue(who))
    assert client.get(detail(tool)).status_code == 200
    assert client.get(reverse("policies:tool_add")).status_code == 403
    for name in ("tool_edit", "tool_configure", "statement_add"):
        assert client.get(reverse(f"policies:{name}", args=[tool.uid])).status_code == 403


def test_filters_narrow_the_list(tool: Tool, asker: Actor, tier: Tier, counsel: User, signed_in: SignedIn) -> None:
    make_tool(asker, tier, "Quillon", described=False)
    client = signed_in(counsel)
    for query, found in (
        ({"q": "lark"}, {"Larkspur Business"}),
        ({"vendor": tier.product.vendor.uid}, {"Larkspur Business", "Quillon"}),
        ({"sort": "-approvals"}, {"Larkspur Business", "Quillon"}),
    ):
        text = words(client.get(reverse(LIST), query))
        assert {name for name in ("Larkspur Business", "Quillon") if name in text} == found, query


def test_the_list_costs_the_same_with_ten_and_a_hundred_rows(
    asker: Actor, engineering: Actor, read_tier: Tier, counsel: User, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    for number in range(10):
        make_statement(engineering, make_tool(asker, read_tier, f"Tool {number}"))
    few = queries(client, reverse(LIST))
    for number in range(90):
        tool = Tool.objects.create(tier=read_tier, name=f"More {number}")
        configuration = ToolConfiguration.objects.create(tool=tool, valid_from=tool.created_at)
        Deployment.objects.create(configuration=configuration, kind="dedicated")
    assert queries(client, reverse(LIST)) == few
