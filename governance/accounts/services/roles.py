"""Deeds on roles: who is given which, and when it ends. A role is never overwritten, only ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Q
from django.utils import timezone

from governance.accounts.access import Actor, account_open, organisation, require, roles_of, today
from governance.accounts.models import AuditorScope, RoleGrant, Team, User
from governance.accounts.roles import Role, clashes
from governance.accounts.services.consequences import refuse_unknowing
from governance.audit.deeds import deed, nothing_changed, record
from governance.errors import Conflict, Invalid, NotAllowed
from governance.modelling import locked

WORDS = {role: role.value.replace("_", " ") for role in Role}


@deed
def grant_role(*, actor: Actor, person: User, role: Role, since: dt.datetime | None = None) -> RoleGrant:
    """Give a person a role from now on. Raises NotAllowed (to yourself, no permission), Conflict (held, incompatible).

    `since` dates the start back, for set-up by the system only (demo, tests).
    """
    person = locked(person)
    require(actor, "role.manage", system=True)
    if person == actor.user:
        raise NotAllowed("Nobody gives themselves a role. Ask another administrator.", code="self-grant")
    if since is not None and actor.user is not None:
        raise NotAllowed("A role begins when it is given.", code="role-dated-back")
    if not account_open(person):
        raise Conflict(f"The account of {person.name} is closed. Open it first.", code="account-closed")
    held = frozenset(
        Role(code) for code in RoleGrant.objects.open().filter(person=person).values_list("role", flat=True)
    )
    if role in held:
        raise Conflict(f"{person.name} holds this role already.", code="role-held")
    in_the_way = clashes(held, role)
    if in_the_way:
        raise Conflict(
            f"{person.name} is {WORDS[in_the_way[0]]}, and one person is never both that and {WORDS[role]}. "
            "End that role first.",
            code="roles-clash",
        )
    grant: RoleGrant = RoleGrant.objects.create(
        person=person, role=role, granted_by=actor.user, valid_from=since or timezone.now()
    )
    record(actor, "role.granted", subject=person, detail={"role": role, "grant": grant.uid})
    return grant


@deed
def end_role(*, actor: Actor, grant: RoleGrant, knowing: bool = False) -> RoleGrant:
    """End a role from now on. `knowing`: the actor has read what nobody can decide any more then.

    Raises Conflict (ended, the organisation's owner, last administrator, unknowing), NotAllowed.
    """
    person = locked(grant.person)
    grant = locked(grant)
    require(actor, "role.manage")
    if grant.valid_until is not None:
        raise Conflict("This role has ended already.", code="role-ended")
    role = Role(grant.role)
    _check_not_owner(person, role)
    if role is Role.ADMINISTRATOR:
        keep_an_administrator(without=person)
    lapsed = refuse_unknowing(person, {role}, knowing=knowing)
    grant.valid_until = timezone.now()
    grant.save(update_fields=["valid_until"])
    record(actor, "role.ended", subject=person, detail={"role": role, "grant": grant.uid, "lapsed": lapsed})
    return grant


@deed
def set_auditor_scope(*, actor: Actor, person: User, teams: Collection[Team]) -> User:
    """Limit an auditor to the matters of some teams; none means the whole organisation. Raises Invalid, NotAllowed."""
    person = locked(person)
    require(actor, "role.manage", system=True)
    if person == actor.user:
        raise NotAllowed("Nobody sets their own scope. Ask another administrator.", code="self-grant")
    if Role.AUDITOR not in roles_of(person):
        raise Invalid("Only an auditor has a scope.", problems={"teams": ["This person is not an auditor."]})
    now = timezone.now()
    open_rows = {row.team_id: row for row in AuditorScope.objects.open().filter(person=person)}
    wanted = {team.pk: team for team in teams}
    if set(open_rows) == set(wanted):
        nothing_changed()
        return person
    ended = [row.pk for team_id, row in open_rows.items() if team_id not in wanted]
    AuditorScope.objects.filter(pk__in=ended).update(valid_until=now)
    AuditorScope.objects.bulk_create(
        AuditorScope(person=person, team=team, valid_from=now) for pk, team in wanted.items() if pk not in open_rows
    )
    record(actor, "person.scope-changed", subject=person, detail={"teams": sorted(str(team.uid) for team in teams)})
    return person


def keep_an_administrator(*, without: User) -> None:
    """Refuse what would leave nobody to look after people. Call inside a deed. Raises Conflict."""
    # The rows are locked so that two administrators cannot end each other at the same moment.
    grants = RoleGrant.objects.select_for_update().open().filter(role=Role.ADMINISTRATOR)
    holders = set(grants.values_list("person_id", flat=True))
    if without.pk not in holders:
        return
    others = User.objects.filter(pk__in=holders - {without.pk}, is_active=True)
    if not others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today())).exists():
        raise Conflict(
            f"{without.name} is the only administrator. Make somebody else administrator first.",
            code="last-administrator",
        )


def _check_not_owner(person: User, role: Role) -> None:
    house = organisation()
    needed = {Role.COUNSEL: house.legal_owner_id, Role.ENGINEERING_OWNER: house.engineering_owner_id}
    if needed.get(role) == person.pk:
        raise Conflict(
            f"{person.name} is the organisation's owner in this lane. Name somebody else before you end this role.",
            code="holds-office",
        )
