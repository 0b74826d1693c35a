"""Deeds on teams and on the organisation."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.accounts.access import system_actor, team_ids_of
from governance.accounts.models import Membership, Organisation, Team, User
from governance.accounts.services.organisations import change_organisation
from governance.accounts.services.teams import add_member, add_team, remove_member, rename_team
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed, Stale
from tests.cast import AsActor

OTHERS = ["counsel", "requester", "engineering_owner", "auditor", "outsider"]


def changed(actor: object, house: Organisation, **changes: object) -> Organisation:
    values = {
        "name": house.name,
        "legal_owner": house.legal_owner,
        "engineering_owner": house.engineering_owner,
        "escalation_contact": house.escalation_contact,
        "time_zone": house.time_zone,
        "version": house.version,
        **changes,
    }
    return change_organisation(actor=actor, **values)  # type: ignore[arg-type]


def test_a_team_is_added_renamed_and_recorded(administrator: User, as_actor: AsActor) -> None:
    team = add_team(actor=as_actor(administrator), name="  Payments  and cards ")
    assert team.name == "Payments and cards"
    rename_team(actor=as_actor(administrator), team=team, name="Cards", version=1)
    assert list(Event.objects.order_by("sequence").values_list("action", flat=True)) == ["team.added", "team.changed"]
    assert json.loads(Event.objects.get(sequence=2).body)["detail"] == {"name": "Cards"}


def test_a_team_renamed_to_its_own_name_leaves_no_event(administrator: User, payments: Team, as_actor: AsActor) -> None:
    assert rename_team(actor=as_actor(administrator), team=payments, name="Payments", version=1).version == 1
    assert not Event.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "payments", "n" * 81])
def test_a_team_needs_a_name_of_its_own(name: str, administrator: User, payments: Team, as_actor: AsActor) -> None:
    with pytest.raises(Invalid) as refused:
        add_team(actor=as_actor(administrator), name=name)
    assert "name" in refused.value.problems


def test_a_stale_rename_is_refused(administrator: User, payments: Team, as_actor: AsActor) -> None:
    rename_team(actor=as_actor(administrator), team=payments, name="First", version=1)
    with pytest.raises(Stale):
        rename_team(actor=as_actor(administrator), team=payments, name="Second", version=1)


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_touches_teams_or_the_organisation(
    who: str, request: pytest.FixtureRequest, payments: Team, second_counsel: User, as_actor: AsActor
) -> None:
    actor = as_actor(request.getfixturevalue(who))
    house = Organisation.objects.create(name="Harbour Works")
    acts = (
        lambda: add_team(actor=actor, name="New"),
        lambda: rename_team(actor=actor, team=payments, name="Mine", version=None),
        lambda: add_member(actor=actor, team=payments, person=second_counsel),
        lambda: remove_member(actor=actor, team=payments, person=second_counsel),
        lambda: changed(actor, house, name="Mine"),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert not Event.objects.exists()


def test_a_member_sees_the_team_until_they_leave(
    administrator: User, outsider: User, payments: Team, as_actor: AsActor
) -> None:
    add_member(actor=as_actor(administrator), team=payments, person=outsider)
    assert payments.pk in team_ids_of(outsider)
    with pytest.raises(Conflict):
        add_member(actor=as_actor(administrator), team=payments, person=outsider)
    remove_member(actor=as_actor(administrator), team=payments, person=outsider)
    assert payments.pk not in team_ids_of(outsider)
    with pytest.raises(Conflict):
        remove_member(actor=as_actor(administrator), team=payments, person=outsider)
    assert Membership.objects.filter(team=payments, person=outsider, valid_until__isnull=False).exists()
    assert list(Event.objects.order_by("sequence").values_list("action", flat=True)) == [
        "team.member-added",
        "team.member-removed",
    ]
    assert json.loads(Event.objects.get(sequence=1).body)["detail"] == {"person": str(outsider.uid)}


def test_nobody_puts_themselves_into_a_team(administrator: User, payments: Team, as_actor: AsActor) -> None:
    with pytest.raises(NotAllowed) as refused:
        add_member(actor=as_actor(administrator), team=payments, person=administrator)
    assert refused.value.code == "self-grant"


def test_a_closed_account_joins_nothing(administrator: User, outsider: User, payments: Team, as_actor: AsActor) -> None:
    User.objects.filter(pk=outsider.pk).update(is_active=False)
    outsider.refresh_from_db()
    with pytest.raises(Conflict):
        add_member(actor=as_actor(administrator), team=payments, person=outsider)


def test_only_set_up_dates_a_membership_back(
    administrator: User, outsider: User, payments: Team, as_actor: AsActor
) -> None:
    since = timezone.now() - dt.timedelta(days=30)
    with pytest.raises(NotAllowed):
        add_member(actor=as_actor(administrator), team=payments, person=outsider, since=since)
    assert add_member(actor=system_actor("demo"), team=payments, person=outsider, since=since).valid_from == since


def test_the_organisation_is_changed_and_recorded_by_uid(
    administrator: User, organisation: Organisation, second_counsel: User, as_actor: AsActor
) -> None:
    saved = changed(as_actor(administrator), organisation, legal_owner=second_counsel, time_zone="Asia/Tokyo")
    assert (saved.legal_owner, saved.time_zone, saved.version) == (second_counsel, "Asia/Tokyo", 2)
    event = Event.objects.get()
    assert event.action == "organisation.changed"
    assert json.loads(event.body)["detail"] == {"legal_owner": str(second_counsel.uid), "time_zone": "Asia/Tokyo"}


def test_an_organisation_saved_as_it_was_leaves_no_event(
    administrator: User, organisation: Organisation, as_actor: AsActor
) -> None:
    assert changed(as_actor(administrator), organisation).version == 1
    assert not Event.objects.exists()


def test_each_owner_holds_the_role_of_their_lane(
    administrator: User,
    organisation: Organisation,
    counsel: User,
    engineering_owner: User,
    auditor: User,
    as_actor: AsActor,
) -> None:
    with pytest.raises(Invalid) as refused:
        changed(as_actor(administrator), organisation, legal_owner=engineering_owner, engineering_owner=auditor)
    assert set(refused.value.problems) == {"legal_owner", "engineering_owner"}


def test_one_person_is_never_the_owner_in_both_lanes(
    administrator: User, organisation: Organisation, counsel: User, as_actor: AsActor
) -> None:
    with pytest.raises(Invalid) as refused:
        changed(as_actor(administrator), organisation, engineering_owner=counsel)
    assert any("both lanes" in text for text in refused.value.problems["engineering_owner"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.update(engineering_owner=counsel)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("time_zone", "Mars/Olympus"), ("time_zone", "../../etc/passwd"), ("time_zone", "")],
)
def test_bad_input_for_the_organisation_is_named(
    field: str, value: str, administrator: User, organisation: Organisation, as_actor: AsActor
) -> None:
    with pytest.raises(Invalid) as refused:
        changed(as_actor(administrator), organisation, **{field: value})
    assert field in refused.value.problems


def test_a_closed_account_is_no_escalation_contact(
    administrator: User, organisation: Organisation, outsider: User, as_actor: AsActor
) -> None:
    outsider.is_active = False
    outsider.save()
    with pytest.raises(Invalid) as refused:
        changed(as_actor(administrator), organisation, escalation_contact=outsider)
    assert "escalation_contact" in refused.value.problems


def test_a_stale_change_of_the_organisation_is_refused(
    administrator: User, organisation: Organisation, as_actor: AsActor
) -> None:
    changed(as_actor(administrator), organisation, name="First")
    with pytest.raises(Stale):
        changed(as_actor(administrator), organisation, name="Second")


def test_there_is_only_one_organisation(organisation: Organisation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(name="Another")
