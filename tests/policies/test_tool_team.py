"""A team's tool is described by that team and by engineering owners; nobody else, through no door."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from governance.accounts.access import Actor
from governance.accounts.models import Team, User
from governance.errors import NotAllowed
from policies.models import Tool, ToolConfiguration, ToolContributor
from policies.services.tools import configure_tool, save_tool
from tests.cast import AsActor, SignedIn
from tests.factories.policies import held
from tests.policies.pages import words
from vendors.models import Tier

HELD = {"deployment": "dedicated", "region": "Norway"}


@pytest.fixture
def theirs(asker: Actor, tier: Tier, payments: Team) -> Tool:
    """A tool of Payments."""
    return save_tool(actor=asker, tier=tier, name="Larkspur", team=payments)


def untouched(tool: Tool, person: User) -> bool:
    tool.refresh_from_db()
    return (
        (tool.name, tool.version) == ("Larkspur", 1)
        and not ToolConfiguration.objects.exists()
        and not ToolContributor.objects.filter(person=person).exists()
    )


def test_another_team_neither_changes_nor_takes_nor_describes_it(
    theirs: Tool, outsider: User, search_team: Team, as_actor: AsActor
) -> None:
    actor = as_actor(outsider)
    for team in (None, search_team, theirs.team):
        with pytest.raises(NotAllowed):
            save_tool(actor=actor, tool=theirs, tier=theirs.tier, name="Taken", team=team, version=None)
    with pytest.raises(NotAllowed, match="members of Payments and engineering owners"):
        configure_tool(actor=actor, tool=theirs, version=None, entry=held())
    assert untouched(theirs, outsider)


def test_nobody_registers_a_tool_for_another_team_or_hands_one_over(
    asker: Actor, tier: Tier, theirs: Tool, search_team: Team
) -> None:
    with pytest.raises(NotAllowed):
        save_tool(actor=asker, tier=tier, name="Gift", team=search_team)
    with pytest.raises(NotAllowed):
        save_tool(actor=asker, tool=theirs, tier=tier, name="Larkspur", team=search_team, version=1)
    assert not Tool.objects.filter(team=search_team).exists()


def test_an_engineering_owner_describes_every_teams_tool_and_hands_it_over(
    engineering: Actor, theirs: Tool, search_team: Team
) -> None:
    configure_tool(actor=engineering, tool=theirs, version=None, entry=held())
    moved = save_tool(actor=engineering, tool=theirs, tier=theirs.tier, name="Larkspur", team=search_team, version=None)
    assert moved.team == search_team


def test_a_tool_of_the_whole_organisation_is_described_by_any_manager(
    outsider: User, tool: Tool, as_actor: AsActor
) -> None:
    assert configure_tool(actor=as_actor(outsider), tool=tool, version=None, entry=held("Norway")).region == "Norway"


def test_pages_show_others_no_button_and_refuse_what_they_post(
    theirs: Tool, outsider: User, requester: User, signed_in: SignedIn
) -> None:
    edit, configure = (reverse(f"policies:{name}", args=[theirs.uid]) for name in ("tool_edit", "tool_configure"))
    detail = reverse("policies:tool_detail", args=[theirs.uid])
    stranger = signed_in(outsider)
    page = stranger.get(detail)
    assert page.status_code == 200
    for address, entry in ((edit, {"tier": theirs.tier.uid, "name": "Taken"}), (configure, HELD)):
        assert address not in page.content.decode()
        assert stranger.get(address).status_code == 403
        refused = stranger.post(address, {"version": 1, **entry})
        assert refused.status_code == 403
        assert "Only members of Payments" in words(refused)
    assert untouched(theirs, outsider)
    assert edit in signed_in(requester).get(detail).content.decode()


def test_the_form_offers_ones_own_teams_only(
    requester: User, payments: Team, search_team: Team, tier: Tier, signed_in: SignedIn
) -> None:
    client, address = signed_in(requester), reverse("policies:tool_add")
    page = client.get(address).content.decode()
    assert str(payments.uid) in page
    assert str(search_team.uid) not in page
    assert client.post(address, {"tier": tier.uid, "name": "Gift", "team": search_team.uid}).status_code == 422
    assert not Tool.objects.exists()


def test_programs_of_others_are_refused_too(theirs: Tool, outsider: User, requester: User, program: Any) -> None:
    path, stranger = f"tools/{theirs.uid}/", program(outsider, "draft")
    body = {"tier": str(theirs.tier.uid), "name": "Taken", "team": None, "business_owner": None}
    assert stranger.change("put", path, body).status_code == 403
    assert stranger.change("post", f"{path}configure/", HELD, of=path).status_code == 403
    assert stranger.post("tools/", {**body, "team": str(theirs.team.uid)}).status_code == 403  # type: ignore[union-attr]
    assert untouched(theirs, outsider)
    assert program(requester, "draft").change("post", f"{path}configure/", HELD, of=path).status_code == 200
