"""Deeds on teams and who belongs to them. A membership is never overwritten, only ended."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.accounts.models import Membership, Team, User
from governance.accounts.services.inputs import Inputs
from governance.accounts.services.people import require_open
from governance.audit.deeds import deed, nothing_changed, record
from governance.errors import Conflict, NotAllowed
from governance.modelling import check_version, locked


@deed
def add_team(*, actor: Actor, name: str) -> Team:
    """Add a team. Raises Invalid (no name, name taken), NotAllowed."""
    require(actor, "team.manage", system=True)
    team = Team(name=_free_name(name, Team()))
    team.save(force_insert=True)
    record(actor, "team.added", subject=team, detail={"name": team.name})
    return team


@deed
def rename_team(*, actor: Actor, team: Team, name: str, version: int | None) -> Team:
    """Give a team another name. Raises Stale, Invalid, NotAllowed."""
    team = locked(team)
    require(actor, "team.manage")
    check_version(team, version)
    name = _free_name(name, team)
    if name == team.name:
        nothing_changed()
        return team
    team.name = name
    team.version += 1
    team.save(update_fields=["name", "version"])
    record(actor, "team.changed", subject=team, detail={"name": name})
    return team


@deed
def add_member(*, actor: Actor, team: Team, person: User, since: dt.datetime | None = None) -> Membership:
    """Let a person join a team: they see its codebases and requests from now on. Raises Conflict, NotAllowed.

    `since` dates the start back, for set-up by the system only (demo, tests).
    """
    team = locked(team)
    require(actor, "team.manage", system=True)
    if since is not None and actor.user is not None:
        raise NotAllowed("A membership begins when it is given.", code="membership-dated-back")
    if person == actor.user:
        raise NotAllowed("Nobody puts themselves into a team. Ask another administrator.", code="self-grant")
    require_open(person)
    if Membership.objects.open().filter(team=team, person=person).exists():
        raise Conflict(f"{person.name} belongs to {team.name} already.", code="member-already")
    membership: Membership = Membership.objects.create(team=team, person=person, valid_from=since or timezone.now())
    record(actor, "team.member-added", subject=team, detail={"person": person.uid})
    return membership


@deed
def remove_member(*, actor: Actor, team: Team, person: User) -> Membership:
    """Let a person leave a team. Raises Conflict (not a member), NotAllowed."""
    team = locked(team)
    require(actor, "team.manage")
    membership: Membership | None = Membership.objects.open().filter(team=team, person=person).first()
    if membership is None:
        raise Conflict(f"{person.name} does not belong to {team.name}.", code="not-a-member")
    membership.valid_until = timezone.now()
    membership.save(update_fields=["valid_until"])
    record(actor, "team.member-removed", subject=team, detail={"person": person.uid})
    return membership


def _free_name(name: str, team: Team) -> str:
    inputs = Inputs()
    cleaned = inputs.text("name", name, limit=80)
    if Team.objects.filter(name__iexact=cleaned).exclude(pk=team.pk).exists():
        inputs.problem("name", "Another team has this name already.")
    inputs.check()
    return cleaned
