"""Asking for a tool, changing what was said, withdrawing; duplicates are led to what exists."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from governance.accounts.access import Actor
from governance.accounts.models import Team, User
from governance.accounts.roles import Role
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed, Stale
from policies.domain.types import Lane, LineState, RequestState
from policies.models import PolicyRevision, RequestContributor, RequestLine, Tool, ToolRequest
from policies.services.approvals import change_approval
from policies.services.requests import change_request, open_request, today, withdraw_request
from tests.cast import AsActor, AsToken, person
from tests.factories.policies import category, decide, make_approval, make_request, make_tool
from vendors.models import Tier


def test_a_request_has_one_line_per_category(asker: Actor, tool: Tool, payments: Team, policy: PolicyRevision) -> None:
    made = make_request(asker, tool, payments, "Closed code", "Open code", "Closed code")
    assert made.number == 101
    assert [line.category.slug for line in made.lines.select_related("category")] == ["closed-code", "open-code"]
    assert RequestContributor.objects.get().person == asker.person
    assert Event.objects.filter(action="request.opened").count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"categories": []}, "categories"),
        ({"purpose": "  "}, "purpose"),
        ({"wanted_until": dt.date(2020, 1, 1)}, "wanted_until"),
    ],
)
def test_a_bad_request_names_its_fields(
    values: dict[str, Any], field: str, asker: Actor, tool: Tool, payments: Team, policy: PolicyRevision
) -> None:
    entry = {"categories": [category("Closed code")], "purpose": "Services", **values}
    with pytest.raises(Invalid) as refused:
        open_request(actor=asker, tool=tool, team=payments, **entry)
    assert field in refused.value.problems
    assert not ToolRequest.objects.exists()


def test_a_tool_nobody_described_cannot_be_asked_for(
    asker: Actor, tier: Tier, payments: Team, policy: PolicyRevision
) -> None:
    with pytest.raises(Invalid, match="how the tool is held"):
        make_request(asker, make_tool(asker, tier, described=False), payments)


@pytest.mark.parametrize("who", ["counsel", "engineering_owner", "auditor", "administrator"])
def test_only_engineering_managers_ask(
    who: str, request: pytest.FixtureRequest, tool: Tool, payments: Team, policy: PolicyRevision, as_actor: AsActor
) -> None:
    with pytest.raises(NotAllowed):
        make_request(as_actor(request.getfixturevalue(who)), tool, payments)


def test_one_asks_for_ones_own_team(
    outsider: User, tool: Tool, payments: Team, policy: PolicyRevision, as_actor: AsActor
) -> None:
    with pytest.raises(NotAllowed, match="a team you belong to"):
        make_request(as_actor(outsider), tool, payments)


def test_a_token_with_scope_request_asks(
    requester: User, tool: Tool, payments: Team, policy: PolicyRevision, as_token: AsToken
) -> None:
    with pytest.raises(NotAllowed):
        make_request(as_token(requester, ["draft"]), tool, payments)
    assert make_request(as_token(requester, ["request"]), tool, payments).requester == requester


def test_an_open_line_makes_another_request_a_duplicate(asked: ToolRequest, asker: Actor, payments: Team) -> None:
    with pytest.raises(Conflict, match="request 101 already") as refused:
        make_request(asker, asked.tool, payments)
    assert refused.value.code == "duplicate-request"


def test_an_approval_in_force_makes_another_request_a_duplicate_until_it_expires_soon(
    line: RequestLine, asker: Actor, payments: Team, legal: Actor, engineering: Actor
) -> None:
    make_approval(legal, engineering, line)
    with pytest.raises(Conflict) as refused:
        make_request(asker, line.tool, payments)
    assert refused.value.code == "duplicate-approval"


def test_an_expiring_approval_may_be_asked_for_anew_and_the_newer_one_takes_its_place(
    line: RequestLine, asker: Actor, payments: Team, legal: Actor, engineering: Actor
) -> None:
    make_approval(legal, engineering, line, ends_on=today() + dt.timedelta(days=20))
    again = make_request(asker, line.tool, payments).lines.get()
    make_approval(legal, engineering, again)
    line.refresh_from_db()
    again.refresh_from_db()
    assert (line.state, again.state) == (LineState.SUPERSEDED, LineState.APPROVED)


def test_a_revoked_approval_may_be_asked_for_anew(
    line: RequestLine, asker: Actor, payments: Team, legal: Actor, engineering: Actor
) -> None:
    approval = make_approval(legal, engineering, line)
    change_approval(actor=legal, approval=approval, event="revoke", reason="The vendor was sold.", version=None)
    assert make_request(asker, line.tool, payments).lines.get().state == LineState.OPEN


def test_a_request_is_changed_until_a_lane_decided(asked: ToolRequest, asker: Actor, legal: Actor) -> None:
    changed = change_request(actor=asker, request=asked, version=1, purpose="Only tests.", wanted_until=None)
    assert (changed.purpose, changed.version) == ("Only tests.", 2)
    with pytest.raises(Stale):
        change_request(actor=asker, request=asked, version=1, purpose="Else.", wanted_until=None)
    with pytest.raises(Invalid):
        change_request(actor=asker, request=asked, version=2, purpose=" ", wanted_until=dt.date(2020, 1, 1))
    asked.refresh_from_db()
    decide(legal, asked.lines.get(), Lane.LEGAL)
    with pytest.raises(Conflict, match="A lane has decided"):
        change_request(actor=asker, request=asked, version=2, purpose="Else.", wanted_until=None)
    assert Event.objects.filter(action="request.changed").count() == 1


def test_whoever_changed_a_request_contributed_to_it(
    asked: ToolRequest, payments: Team, as_actor: AsActor, database: None
) -> None:
    colleague = person("Carla Colleague", Role.ENGINEERING_MANAGER, team=payments)
    change_request(actor=as_actor(colleague), request=asked, version=None, purpose="Only tests.", wanted_until=None)
    assert RequestContributor.objects.filter(request=asked, person=colleague).exists()


def test_a_withdrawn_request_ends_its_open_lines_only(
    asker: Actor, tool: Tool, payments: Team, policy: PolicyRevision, legal: Actor, engineering: Actor
) -> None:
    made = make_request(asker, tool, payments, "Closed code", "Open code")
    first, second = made.lines.order_by("pk")
    make_approval(legal, engineering, first)
    withdraw_request(actor=asker, request=made, version=None)
    for row in (first, second, made):
        row.refresh_from_db()
    assert (first.state, second.state, made.state) == (LineState.APPROVED, LineState.WITHDRAWN, RequestState.WITHDRAWN)
    with pytest.raises(Conflict):
        withdraw_request(actor=asker, request=made, version=None)
    assert Event.objects.filter(action="request.withdrawn").count() == 1


def test_a_stranger_neither_changes_nor_withdraws(asked: ToolRequest, outsider: User, as_actor: AsActor) -> None:
    with pytest.raises(NotAllowed):
        withdraw_request(actor=as_actor(outsider), request=asked, version=None)
    with pytest.raises(NotAllowed):
        change_request(actor=as_actor(outsider), request=asked, version=None, purpose="x", wanted_until=None)
