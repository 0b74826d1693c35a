"""Nobody but a person who has just proved who they are, and holds the role now, judges anything."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from governance.accounts.access import Actor, allowed, require, system_actor, today
from governance.accounts.models import AuditorScope, RoleGrant, Team, User
from governance.accounts.roles import JUDGEMENTS, PERMISSIONS, SCOPE_OF, Role, Scope
from governance.errors import Invalid, NotAllowed
from governance.reports.models import Report
from tests.cast import person
from tests.governance.report_world import World, acting

EVERY_SCOPE = frozenset(Scope)


def holder(permission: str) -> User:
    return person(f"Holder of {permission}", min(PERMISSIONS[permission]))


def refusal(actor: Actor, permission: str) -> str:
    with pytest.raises(NotAllowed) as told:
        require(actor, permission)
    assert not allowed(actor, permission) or told.value.code == "step-up-required"
    return str(told.value.code)


def session(user: User, minutes: float | None = 0) -> Actor:
    at = None if minutes is None else timezone.now() - dt.timedelta(minutes=minutes)
    return Actor(user=user, via="session", stepped_up_at=at)


@pytest.mark.django_db
@pytest.mark.parametrize("permission", sorted(JUDGEMENTS))
def test_no_machine_and_no_half_proved_person_judges(permission: str) -> None:
    user = holder(permission)
    require(session(user), permission)
    assert permission not in SCOPE_OF
    assert refusal(Actor(user=user, via="token", scopes=EVERY_SCOPE, stepped_up_at=timezone.now()), permission) == (
        "human-session-required"
    )
    assert refusal(Actor(user=user, via="command", stepped_up_at=timezone.now()), permission)
    assert refusal(system_actor("worker"), permission) == "human-session-required"
    with pytest.raises(NotAllowed):
        require(system_actor("worker"), permission, system=True)
    for minutes in (None, 6, -6):
        assert refusal(session(user, minutes), permission) == "step-up-required"


@pytest.mark.django_db
@pytest.mark.parametrize("permission", sorted(JUDGEMENTS))
def test_nobody_judges_whose_role_or_account_has_ended(permission: str) -> None:
    user = holder(permission)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert refusal(session(User.objects.get(pk=user.pk)), permission) == "role-missing"
    User.objects.filter(pk=user.pk).update(is_active=True, ends_on=today() - dt.timedelta(days=1))
    assert refusal(session(User.objects.get(pk=user.pk)), permission) == "role-missing"
    User.objects.filter(pk=user.pk).update(ends_on=None)
    RoleGrant.objects.filter(person=user).update(valid_until=timezone.now())
    assert refusal(session(User.objects.get(pk=user.pk)), permission) == "role-missing"


@pytest.mark.django_db
@pytest.mark.parametrize("permission", sorted(JUDGEMENTS))
def test_an_administrator_who_holds_another_role_all_the_same_judges_nothing(permission: str) -> None:
    user = holder(permission)
    RoleGrant.objects.create(person=user, role=Role.ADMINISTRATOR, valid_from=timezone.now())
    assert refusal(session(user), permission) == "administrator-decides-nothing"


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


def test_an_auditor_of_one_team_reads_and_starts_reports_about_no_other(
    world: World, search_team: Team, administrator: User
) -> None:
    whole = world.start("Everything")
    ours = world.start("Payments", teams=[world.team])
    theirs = world.start("Search", teams=[search_team, world.team])
    AuditorScope.objects.create(person=world.auditor, team=world.team, valid_from=timezone.now())
    assert list(Report.objects.visible_to(world.auditor)) == [ours]
    assert set(Report.objects.visible_to(world.counsel)) == {whole, ours, theirs}
    for teams in ((), (search_team,), (search_team, world.team)):
        with pytest.raises(Invalid) as told:
            world.start("More", teams=teams)
        assert "teams" in told.value.problems
    assert world.start("Mine", teams=[world.team]).started_by == world.auditor
    assert acting(world.auditor).person == world.auditor
