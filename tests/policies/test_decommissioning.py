"""What must stop when a tool may not be used any more: listed with the deed, confirmed by item, and then retired."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import Team
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed
from policies.domain.decommissioning import DecommissionState, StopKind
from policies.domain.types import Lane
from policies.models import Approval, Decommission, RequestLine, StopItem, Tool
from policies.risks import tools_in_use
from policies.services.approvals import change_approval
from policies.services.codebases import categorise
from policies.services.decommissions import add_stop, assign_stop, confirm_stop, give_up_tool, retire_tool, what_is_left
from policies.services.requests import today
from policies.services.rounds import ask_for_changes
from policies.services.stopping import begin_all_expired
from tests.factories.policies import make_approval, make_codebase, make_request, make_statement


@pytest.fixture
def approval(line: RequestLine, legal: Actor, engineering: Actor) -> Approval:
    return make_approval(legal, engineering, line)


def revoke(actor: Actor, approval: Approval) -> Decommission:
    change_approval(actor=actor, approval=approval, event="revoke", reason="The vendor was bought.", version=None)
    found: Decommission = Decommission.objects.get(approval=approval)
    return found


def confirm(actor: Actor, item: StopItem, word: str = "Done in ticket 9.") -> None:
    confirm_stop(actor=actor, item=item, word=word, on=today(), version=None)


def confirm_all(actor: Actor, row: Decommission) -> None:
    for item in row.items.filter(confirmed_at__isnull=True):
        confirm(actor, item)
    row.refresh_from_db()


def test_revoking_lists_what_must_stop(
    approval: Approval, legal: Actor, engineering: Actor, asker: Actor, payments: Team
) -> None:
    make_statement(engineering, approval.tool)
    categorise(actor=asker, codebase=make_codebase(asker, payments, "ledger"), category=approval.category)
    row = revoke(legal, approval)
    assert [item.kind for item in row.items.all()] == ["surface", "licence", "key", "integration", "codebase"]
    assert row.items.first().text == "Chat is switched off for everybody."
    assert {item.due_on for item in row.items.all()} == {today() + dt.timedelta(days=14)}
    assert "The vendor was bought." in row.reason


def test_seats_stay_while_another_approval_of_the_tool_runs(
    approval: Approval, legal: Actor, engineering: Actor, asker: Actor, payments: Team
) -> None:
    other = make_request(asker, approval.tool, payments, "Open code").lines.get()
    make_approval(legal, engineering, other)
    assert [item.kind for item in revoke(legal, approval).items.all()] == ["other"]


def test_an_approval_that_expires_begins_it_once_and_one_in_its_place_does_not(
    approval: Approval, legal: Actor, engineering: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + dt.timedelta(days=90))
    assert begin_all_expired() == 0  # the end date itself still counts
    monkeypatch.setattr(timezone, "now", lambda: real() + dt.timedelta(days=92))
    assert (begin_all_expired(), begin_all_expired(), Decommission.objects.count()) == (1, 0, 1)
    assert "expired on" in Decommission.objects.get().reason


def test_a_new_approval_calls_it_off(
    approval: Approval, legal: Actor, engineering: Actor, asker: Actor, payments: Team
) -> None:
    row = revoke(legal, approval)
    make_approval(legal, engineering, make_request(asker, approval.tool, payments).lines.get())
    row.refresh_from_db()
    assert row.state == DecommissionState.CALLED_OFF
    with pytest.raises(Conflict):
        confirm(legal, row.items.all()[0])


def test_each_item_is_confirmed_once_by_whom_it_falls_to_and_the_last_one_ends_it(
    approval: Approval, legal: Actor, asker: Actor, as_actor: Any, outsider: Any
) -> None:
    row = revoke(legal, approval)
    Tool.objects.filter(pk=row.tool_id).update(team=asker.person.memberships.get().team)
    item = row.items.all()[0]
    stranger = as_actor(outsider)
    with pytest.raises(NotAllowed):
        confirm(stranger, item)
    with pytest.raises(NotAllowed):
        assign_stop(actor=stranger, item=item, owner=outsider, due_on=today(), version=None)
    assign_stop(actor=legal, item=item, owner=outsider, due_on=today(), version=None)
    with pytest.raises(Invalid):
        confirm(stranger, item, " ")
    confirm(stranger, item)
    with pytest.raises(Conflict, match="already"):
        confirm(stranger, item)
    further = add_stop(actor=asker, decommission=row, kind=StopKind.OTHER, text="The wiki page goes.", version=None)
    assert further.position == row.items.count()
    confirm_all(asker, row)
    assert row.state == DecommissionState.DONE
    assert Event.objects.filter(action="decommission.finished").count() == 1


def test_a_line_sent_back_to_its_requester_keeps_the_tool_from_being_retired(
    line: RequestLine, legal: Actor, asker: Actor
) -> None:
    ask_for_changes(actor=legal, line=line, lane=Lane.LEGAL, reasons="For which services?")
    confirm_all(legal, give_up_tool(actor=asker, tool=line.tool, reason="Nobody uses it."))
    assert what_is_left(line.tool) == ["A request for it is still open."]


def test_a_tool_is_retired_only_with_all_of_it_confirmed(
    approval: Approval, legal: Actor, engineering: Actor, asker: Actor, payments: Team
) -> None:
    tool: Tool = approval.tool
    assert len(what_is_left(tool)) == 2  # it is approved, and nobody gave it up
    row = give_up_tool(actor=asker, tool=tool, reason="Nobody uses it.")
    with pytest.raises(Conflict, match="being given up"):
        give_up_tool(actor=asker, tool=tool, reason="Again.")
    confirm_all(legal, row)
    with pytest.raises(Conflict, match="still run"):
        retire_tool(actor=asker, tool=tool, version=None)
    confirm_all(legal, revoke(legal, approval))
    assert tool in tools_in_use()
    retired = retire_tool(actor=asker, tool=tool, version=None)
    assert retired.retired_by == asker.person
    assert tool not in tools_in_use()
    with pytest.raises(Conflict, match="retired"):
        make_request(asker, tool, payments)


def test_the_database_holds_what_the_services_hold(approval: Approval, legal: Actor) -> None:
    row = revoke(legal, approval)
    item = row.items.all()[0]
    confirm(legal, item)
    for rows, change in (
        (Decommission.objects.filter(pk=row.pk), {"state": "done", "closed_at": timezone.now()}),
        (StopItem.objects.filter(pk=item.pk), {"confirmed_word": "Something else."}),
        (StopItem.objects.filter(pk=item.pk), {"text": "Nothing."}),
        (Tool.objects.filter(pk=row.tool_id), {"retired_at": timezone.now()}),
        (Approval.objects.filter(pk=approval.pk), {"ends_on": today() + dt.timedelta(days=300)}),
    ):
        with pytest.raises(IntegrityError, match="countersign"), transaction.atomic():
            rows.update(**change)
