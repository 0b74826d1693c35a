"""Deeds on roles and scope, and what the gate makes of roles."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.accounts.access import (
    Actor,
    allowed,
    recently_empowered,
    require,
    roles_of,
    system_actor,
    visible_team_ids,
)
from governance.accounts.models import AuditorScope, Organisation, RoleGrant, Team, User
from governance.accounts.roles import INCOMPATIBLE, JUDGEMENTS, PERMISSIONS, ROLE_SENTENCES, SCOPE_OF, Role, clashes
from governance.accounts.services.roles import end_role, grant_role, set_auditor_scope
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed
from tests.cast import AsActor, AsToken, person


@pytest.fixture
def nobody(database: None) -> User:
    return person("Nora Newcomer", None)


def grant_of(someone: User, role: Role) -> RoleGrant:
    grant: RoleGrant = RoleGrant.objects.open().get(person=someone, role=role)
    return grant


def test_a_granted_role_holds_from_now_on_and_is_recorded(administrator: User, nobody: User, as_actor: AsActor) -> None:
    before = timezone.now()
    grant = grant_role(actor=as_actor(administrator), person=nobody, role=Role.COUNSEL)
    assert roles_of(nobody) == {Role.COUNSEL}
    assert grant.valid_from >= before
    event = Event.objects.get()
    assert event.action == "role.granted"
    assert json.loads(event.body)["detail"] == {"role": "counsel", "grant": str(grant.uid)}


def test_nobody_grants_themselves_a_role_nor_does_the_database(administrator: User, as_actor: AsActor) -> None:
    with pytest.raises(NotAllowed) as refused:
        grant_role(actor=as_actor(administrator), person=administrator, role=Role.ENGINEERING_MANAGER)
    assert refused.value.code == "self-grant"
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(
            person=administrator, role=Role.COUNSEL, granted_by=administrator, valid_from=timezone.now()
        )


@pytest.mark.parametrize("who", ["counsel", "requester", "engineering_owner", "auditor", "outsider"])
def test_nobody_else_grants_ends_or_scopes(
    who: str, request: pytest.FixtureRequest, nobody: User, second_counsel: User, as_actor: AsActor
) -> None:
    actor = as_actor(request.getfixturevalue(who))
    with pytest.raises(NotAllowed):
        grant_role(actor=actor, person=nobody, role=Role.COUNSEL)
    with pytest.raises(NotAllowed):
        end_role(actor=actor, grant=grant_of(second_counsel, Role.COUNSEL))
    with pytest.raises(NotAllowed):
        set_auditor_scope(actor=actor, person=nobody, teams=[])
    assert not Event.objects.exists()


def test_a_role_held_already_is_a_conflict(administrator: User, counsel: User, as_actor: AsActor) -> None:
    with pytest.raises(Conflict) as refused:
        grant_role(actor=as_actor(administrator), person=counsel, role=Role.COUNSEL)
    assert refused.value.code == "role-held"


def test_a_closed_account_is_given_nothing(administrator: User, nobody: User, as_actor: AsActor) -> None:
    User.objects.filter(pk=nobody.pk).update(is_active=False)
    with pytest.raises(Conflict) as refused:
        grant_role(actor=as_actor(administrator), person=nobody, role=Role.COUNSEL)
    assert refused.value.code == "account-closed"


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (Role.COUNSEL, Role.ADMINISTRATOR),
        (Role.ENGINEERING_OWNER, Role.ADMINISTRATOR),
        (Role.COUNSEL, Role.AUDITOR),
        (Role.AUDITOR, Role.ENGINEERING_MANAGER),
        (Role.AUDITOR, Role.ADMINISTRATOR),
    ],
)
def test_roles_that_exclude_each_other_are_never_held_together(
    held: Role, wanted: Role, administrator: User, as_actor: AsActor
) -> None:
    someone = person("Held Already", held)
    with pytest.raises(Conflict) as refused:
        grant_role(actor=as_actor(administrator), person=someone, role=wanted)
    assert refused.value.code == "roles-clash"
    assert roles_of(someone) == {held}


def test_roles_that_go_together_may_be_held_together() -> None:
    assert clashes(frozenset({Role.COUNSEL}), Role.ENGINEERING_OWNER) == []
    assert clashes(frozenset({Role.ENGINEERING_MANAGER}), Role.ADMINISTRATOR) == []
    assert all(len(pair) == 2 for pair in INCOMPATIBLE)


def test_only_set_up_dates_a_role_back(administrator: User, nobody: User, as_actor: AsActor) -> None:
    since = timezone.now() - dt.timedelta(days=30)
    with pytest.raises(NotAllowed):
        grant_role(actor=as_actor(administrator), person=nobody, role=Role.COUNSEL, since=since)
    assert grant_role(actor=system_actor("demo"), person=nobody, role=Role.COUNSEL, since=since).valid_from == since


def test_an_ended_role_gives_nothing_and_stays_on_record(
    administrator: User, second_counsel: User, as_actor: AsActor
) -> None:
    grant = end_role(actor=as_actor(administrator), grant=grant_of(second_counsel, Role.COUNSEL))
    assert roles_of(second_counsel) == frozenset()
    assert Event.objects.get().action == "role.ended"
    yesterday = timezone.now() - dt.timedelta(hours=1)
    assert RoleGrant.objects.as_of(yesterday).filter(person=second_counsel).exists()
    with pytest.raises(Conflict):
        end_role(actor=as_actor(administrator), grant=grant)
    grant_role(actor=as_actor(administrator), person=second_counsel, role=Role.COUNSEL)
    assert RoleGrant.objects.filter(person=second_counsel).count() == 2


@pytest.mark.parametrize("change", [{"role": "auditor"}, {"valid_from": timezone.now()}, {"valid_until": None}])
def test_the_database_lets_a_role_only_be_ended_once(
    change: dict[str, object], administrator: User, second_counsel: User, as_actor: AsActor
) -> None:
    grant = end_role(actor=as_actor(administrator), grant=grant_of(second_counsel, Role.COUNSEL))
    rows = RoleGrant.objects.filter(pk=grant.pk)
    with pytest.raises(IntegrityError, match="countersign:"), transaction.atomic():
        rows.update(**change)
    with pytest.raises(IntegrityError, match="countersign:"), transaction.atomic():
        rows.delete()


def test_an_owner_of_the_organisation_keeps_the_role_that_makes_them_one(
    administrator: User, organisation: Organisation, counsel: User, engineering_owner: User, as_actor: AsActor
) -> None:
    for someone, role in ((counsel, Role.COUNSEL), (engineering_owner, Role.ENGINEERING_OWNER)):
        with pytest.raises(Conflict) as refused:
            end_role(actor=as_actor(administrator), grant=grant_of(someone, role))
        assert refused.value.code == "holds-office"


def test_one_administrator_always_remains(administrator: User, nobody: User, as_actor: AsActor) -> None:
    own = grant_of(administrator, Role.ADMINISTRATOR)
    with pytest.raises(Conflict) as refused:
        end_role(actor=as_actor(administrator), grant=own)
    assert refused.value.code == "last-administrator"
    grant_role(actor=as_actor(administrator), person=nobody, role=Role.ADMINISTRATOR)
    User.objects.filter(pk=nobody.pk).update(is_active=False)
    with pytest.raises(Conflict):
        end_role(actor=as_actor(administrator), grant=own)
    User.objects.filter(pk=nobody.pk).update(is_active=True)
    end_role(actor=as_actor(administrator), grant=own)
    assert roles_of(administrator) == frozenset()


def test_an_administrator_decides_nothing_whatever_else_they_were_given(administrator: User, as_actor: AsActor) -> None:
    # Only somebody with the keys of the database can bring this about; the gate holds all the same.
    for role in (Role.COUNSEL, Role.ENGINEERING_OWNER):
        RoleGrant.objects.create(person=administrator, role=role, valid_from=timezone.now())
    actor = as_actor(administrator)
    for permission in sorted(JUDGEMENTS):
        assert not allowed(actor, permission)
        with pytest.raises(NotAllowed) as refused:
            require(actor, permission)
        assert refused.value.code == "administrator-decides-nothing"


def test_the_administrator_alone_holds_no_judgement_and_no_record_of_others() -> None:
    held = {code for code, roles in PERMISSIONS.items() if Role.ADMINISTRATOR in roles}
    assert not held & JUDGEMENTS
    assert held == {
        "person.manage", "role.manage", "team.manage", "organisation.manage", "self.manage",
        "trail.read", "trail.verify", "read", "rhythm.set", "webhook.manage", "webhook.read", "view.save",
    }  # fmt: skip


def test_an_auditor_changes_no_record() -> None:
    held = {code for code, roles in PERMISSIONS.items() if Role.AUDITOR in roles}
    assert not held & JUDGEMENTS
    reading = {"citation.file", "screening.read", "risk.read"}  # the file behind a citation; lists and what they met
    own = {"view.save"}  # filters under a name of one's own
    assert {code.split(".")[0] for code in held - reading - own} <= {"self", "report", "trail", "read"}


def test_no_scope_of_a_token_reaches_a_judgement() -> None:
    assert not JUDGEMENTS & SCOPE_OF.keys()
    assert set(JUDGEMENTS) | set(SCOPE_OF) <= PERMISSIONS.keys()
    assert set(ROLE_SENTENCES) == set(Role)


def test_a_judgement_asks_for_a_session_and_a_fresh_step_up(
    counsel: User, as_actor: AsActor, as_token: AsToken
) -> None:
    require(as_actor(counsel), "assessment.approve")
    for actor, code in (
        (Actor(user=counsel, via="session"), "step-up-required"),
        (
            Actor(user=counsel, via="session", stepped_up_at=timezone.now() - dt.timedelta(minutes=6)),
            "step-up-required",
        ),
        (
            Actor(user=counsel, via="session", stepped_up_at=timezone.now() + dt.timedelta(hours=1)),
            "step-up-required",
        ),
        (as_token(counsel, ["read", "draft"]), "human-session-required"),
        (system_actor("worker"), "human-session-required"),
    ):
        with pytest.raises(NotAllowed) as refused:
            require(actor, "assessment.approve", system=True)
        assert refused.value.code == code


def test_an_unknown_permission_is_a_mistake_in_the_code(counsel: User, as_actor: AsActor) -> None:
    with pytest.raises(LookupError):
        require(as_actor(counsel), "vendor.teleport")


def test_a_new_role_and_a_reset_are_said_for_a_day(administrator: User, nobody: User, as_actor: AsActor) -> None:
    now = timezone.now()
    assert recently_empowered(administrator, now) == ""
    grant_role(actor=as_actor(administrator), person=nobody, role=Role.COUNSEL)
    assert "given a role" in recently_empowered(nobody, timezone.now())
    assert recently_empowered(nobody, now + dt.timedelta(hours=25)) == ""
    administrator.password_reset_at = now
    assert "password reset" in recently_empowered(administrator, now)


def test_a_scope_limits_an_auditor_until_it_is_lifted(
    administrator: User, auditor: User, payments: Team, search_team: Team, as_actor: AsActor
) -> None:
    actor = as_actor(administrator)
    set_auditor_scope(actor=actor, person=auditor, teams=[payments])
    assert visible_team_ids(auditor) == {payments.pk}
    assert json.loads(Event.objects.get().body)["detail"] == {"teams": [str(payments.uid)]}
    set_auditor_scope(actor=actor, person=auditor, teams=[payments])
    assert Event.objects.count() == 1
    set_auditor_scope(actor=actor, person=auditor, teams=[search_team])
    assert visible_team_ids(auditor) == {search_team.pk}
    set_auditor_scope(actor=actor, person=auditor, teams=[])
    assert visible_team_ids(auditor) is None
    assert AuditorScope.objects.filter(person=auditor, valid_until__isnull=False).count() == 2


def test_only_an_auditor_has_a_scope(administrator: User, counsel: User, payments: Team, as_actor: AsActor) -> None:
    with pytest.raises(Invalid) as refused:
        set_auditor_scope(actor=as_actor(administrator), person=counsel, teams=[payments])
    assert "teams" in refused.value.problems


def test_both_lanes_see_every_team_and_engineers_their_own(
    counsel: User, engineering_owner: User, requester: User, payments: Team, administrator: User
) -> None:
    assert visible_team_ids(counsel) is None
    assert visible_team_ids(engineering_owner) is None
    assert visible_team_ids(requester) == {payments.pk}
    assert visible_team_ids(administrator) == frozenset()
