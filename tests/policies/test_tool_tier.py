"""A tool is one tier as held: once anything rests on it, another tier is another tool."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.errors import Invalid
from policies.models import Tool
from policies.services.tools import configure_tool, save_tool
from tests.cast import SignedIn
from tests.factories.policies import held, make_statement, make_tool
from tests.factories.vendors import make_tier
from tests.policies.pages import words
from vendors.models import Tier

STAYS = "Register another tool for another tier."


@pytest.fixture
def other(legal: Actor, tier: Tier) -> Tier:
    return make_tier(legal)


@pytest.fixture
def bare(asker: Actor, tier: Tier) -> Tool:
    """Registered a moment ago; nobody has said anything of it."""
    return make_tool(asker, tier, "Larkspur", described=False)


def test_a_tier_chosen_by_mistake_is_put_right_while_nothing_rests_on_it(asker: Actor, bare: Tool, other: Tier) -> None:
    assert save_tool(actor=asker, tool=bare, tier=other, name="Larkspur", version=1).tier == other


@pytest.mark.parametrize("what", ["configuration", "statement"])
def test_the_tier_stays_once_something_rests_on_the_tool(
    what: str, asker: Actor, engineering: Actor, bare: Tool, other: Tier
) -> None:
    if what == "configuration":
        configure_tool(actor=asker, tool=bare, version=None, entry=held())
    else:
        make_statement(engineering, bare)
    with pytest.raises(Invalid) as refused:
        save_tool(actor=asker, tool=bare, tier=other, name="Larkspur", version=None)
    assert STAYS in refused.value.problems["tier"][0]
    with pytest.raises(IntegrityError, match="tier_id"), transaction.atomic():
        Tool.objects.update(tier=other)
    renamed = save_tool(actor=asker, tool=bare, tier=bare.tier, name="Larkspur at work", version=None)
    assert (renamed.name, renamed.tier) == ("Larkspur at work", bare.tier)


def test_the_page_offers_the_tier_it_has_and_says_what_to_do_for_another(
    requester: User, asker: Actor, tool: Tool, other: Tier, signed_in: SignedIn
) -> None:
    client, address = signed_in(requester), reverse("policies:tool_edit", args=[tool.uid])
    page = client.get(address)
    assert STAYS in words(page)
    assert str(other.uid) not in page.content.decode()
    entry = {"version": tool.version, "name": "Kept words"}
    posted = client.post(address, {**entry, "tier": other.uid})
    assert posted.status_code == 422
    assert STAYS in words(posted)
    assert "Kept words" in posted.content.decode()
    assert client.post(address, {**entry, "tier": tool.tier.uid}).status_code == 302
    tool.refresh_from_db()
    assert (tool.name, tool.tier_id == other.pk) == ("Kept words", False)


def test_a_program_is_told_the_same(program: Any, requester: User, tool: Tool, other: Tier) -> None:
    path = f"tools/{tool.uid}/"
    body = {"tier": str(other.uid), "name": tool.name, "team": None, "business_owner": None}
    answer = program(requester, "draft").change("put", path, body)
    assert answer.status_code == 422
    assert STAYS in answer.json()["problems"]["tier"][0]
