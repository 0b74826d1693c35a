"""The trail under attack: names in it, and deeds whose event cannot be written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection

from governance.accounts.models import Team, User
from governance.accounts.services.teams import add_team
from governance.audit import deeds
from governance.audit.models import Event, PersonRecord
from governance.canonical import sha256_text
from governance.errors import Conflict
from governance.reports.models import Report
from policies.domain.snapshot import read_document
from policies.models import Codebase, Decision, Snapshot, Tool
from policies.services.approvals import change_approval
from policies.services.codebases import save_codebase
from policies.services.tools import save_tool
from tests.governance.report_world import World, acting
from vendors.models import Vendor
from vendors.services.vendors import add_vendor


def test_no_event_of_the_demo_names_a_person(portfolio_database: str) -> None:
    names = [user.name for user in User.objects.all()] + [user.email for user in User.objects.all()]
    bodies = list(Event.objects.values_list("action", "body"))
    found = {(action, name) for action, body in bodies for name in names if name in body}
    assert not found
    assert Event.objects.count() > 500


def test_a_name_is_erased_and_chain_and_snapshots_hold(portfolio_database: str) -> None:
    PersonRecord.objects.update(name="", salt="")
    for snapshot in Snapshot.objects.all():
        assert sha256_text(snapshot.body) == snapshot.sha256
        with connection.execute_wrapper(_no_database):
            assert read_document(snapshot.body).evaluation.findings


def _no_database(*_: Any) -> Any:
    raise AssertionError("a snapshot is read without the database")


@pytest.fixture
def world(
    counsel: User,
    second_counsel: User,
    engineering_owner: User,
    requester: User,
    auditor: User,
    payments: Team,
    organisation: Any,
) -> World:
    return World(counsel, second_counsel, engineering_owner, requester, auditor, payments).build()


def test_a_deed_whose_event_cannot_be_written_leaves_nothing(
    world: World, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts: list[tuple[Any, Callable[[], object]]] = [
        (Vendor, lambda: add_vendor(actor=acting(world.counsel), name="Half a vendor")),
        (Tool, lambda: save_tool(actor=acting(world.requester), tier=world.tier, name="Half a tool")),
        (Team, lambda: add_team(actor=acting(administrator), name="Half a team")),
        (Report, lambda: world.start("Half a report")),
        (
            Codebase,
            lambda: save_codebase(
                actor=acting(world.requester), team=world.team, name="Half", kind="repository", destination="shared"
            ),
        ),
    ]
    events, decisions = Event.objects.count(), Decision.objects.count()

    def broken(*_: Any, **__: Any) -> None:
        raise DatabaseError("no room for another event")

    monkeypatch.setattr(deeds.Event.objects, "bulk_create", broken)
    for model, act in acts:
        before = model.objects.count()
        with pytest.raises(DatabaseError, match="no room"):
            act()
        assert model.objects.count() == before
    assert (Event.objects.count(), Decision.objects.count()) == (events, decisions)


def test_an_error_inside_a_deed_leaves_no_event(world: World) -> None:
    before = Event.objects.count()
    with pytest.raises(Conflict):
        change_approval(
            actor=acting(world.counsel), approval=world.approval, event="clear", reason="No flag.", version=None
        )
    assert Event.objects.count() == before
