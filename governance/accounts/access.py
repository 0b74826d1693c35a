"""The one gate: who is acting, and whether they may.

`Actor` is what services are given; `require` is what they ask. Visibility of rows is asked of `QuerySet.visible_to`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from governance.accounts.models import AuditorScope, Membership, Organisation, RoleGrant, Team, User, session_user
from governance.accounts.roles import JUDGEMENTS, PERMISSIONS, SCOPE_OF, Role, Scope
from governance.errors import NotAllowed
from governance.web.zones import entered_zone, organisation_zone

STEP_UP_WINDOW = dt.timedelta(minutes=5)
STEP_UP_KEY = "stepped_up_at"
"""Session key under which the instant of the last step-up lies."""


@dataclass(frozen=True)
class Actor:
    """Whoever acts. `via` is session, token, system or command."""

    user: User | None
    via: str
    system_name: str = ""
    stepped_up_at: dt.datetime | None = None
    scopes: frozenset[Scope] = frozenset()

    @property
    def uid(self) -> uuid.UUID | None:
        return self.user.uid if self.user else None

    @property
    def name(self) -> str:
        return self.user.name if self.user else self.system_name

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Roles held now; none for the system."""
        return roles_of(self.user) if self.user else frozenset()

    @property
    def person(self) -> User:
        """The person behind the deed. Raises NotAllowed where a person is needed and there is none."""
        if self.user is None:
            raise NotAllowed("Only a person can do this.", code="human-session-required")
        return self.user

    @property
    def step_up_is_fresh(self) -> bool:
        """Whether the last step-up lies within the window (one from the future, by a clock set back, does not)."""
        if self.stepped_up_at is None:
            return False
        return dt.timedelta(0) <= timezone.now() - self.stepped_up_at <= STEP_UP_WINDOW


def system_actor(name: str) -> Actor:
    """A named part of the system: tasks and commands. It holds no role and can make no judgement."""
    return Actor(user=None, via="system", system_name=name)


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a page or API request. API token authentication leaves its scopes on `request.token_scopes`."""
    cached: Actor | None = getattr(request, "_countersign_actor", None)
    user = session_user(request)
    if user is None:
        raise NotAllowed("Please sign in first.", code="sign-in-required")
    if cached is not None and cached.user == user:
        return cached
    scopes: frozenset[Scope] | None = getattr(request, "token_scopes", None)
    if scopes is not None:
        actor = Actor(user=user, via="token", scopes=scopes)
    else:
        actor = Actor(user=user, via="session", stepped_up_at=_stepped_up_at(request))
    request._countersign_actor = actor  # type: ignore[attr-defined]
    return actor


def _stepped_up_at(request: HttpRequest) -> dt.datetime | None:
    session: Any = getattr(request, "session", None)
    text = session.get(STEP_UP_KEY) if session is not None else None
    return dt.datetime.fromisoformat(text) if text else None


def roles_of(user: User) -> frozenset[Role]:
    """Roles a person holds at this moment; none once the account is closed or past its end date."""
    if not account_open(user):
        return frozenset()
    if user.standing is not None:
        return user.standing.roles
    codes = RoleGrant.objects.as_of(timezone.now()).filter(person=user).values_list("role", flat=True)
    return frozenset(Role(code) for code in codes)


def account_open(user: User) -> bool:
    """Whether the account may be used today (an end date means the end of that day in the organisation's zone)."""
    return user.is_active and (user.ends_on is None or today() <= user.ends_on)


def today() -> dt.date:
    """The calendar day it is now in the organisation's zone, where a request or task has entered it; else in UTC."""
    return timezone.now().astimezone(organisation_zone()).date()


def allowed(actor: Actor, permission: str) -> bool:
    """Whether the actor's role (and token scope) holds `permission`; step-up is not asked here. For showing buttons."""
    if actor.via == "token" and SCOPE_OF.get(permission) not in actor.scopes:
        return False
    if permission in JUDGEMENTS and (actor.via != "session" or Role.ADMINISTRATOR in actor.roles):
        return False
    return bool(actor.roles & PERMISSIONS[permission])


def limited(actor: Actor) -> bool:
    """Whether the person is an auditor of some teams only, and so reads nothing that tells of all of them."""
    return Role.AUDITOR in actor.roles and visible_team_ids(actor.person) is not None


def may_open(request: HttpRequest, permission: str) -> bool:
    """Whether the page behind `permission` opens for whoever asks. For showing links; the page itself asks again."""
    if session_user(request) is None:
        return False
    actor = actor_of(request)
    return allowed(actor, permission) and not (permission == "trail.read" and limited(actor))


def require(actor: Actor, permission: str, *, system: bool = False) -> None:
    """Refuse unless the actor may. Raises NotAllowed; LookupError for an unknown permission code.

    `system=True` marks a deed that tasks and commands may do as well; a judgement never is one.
    """
    holders = PERMISSIONS[permission]
    judgement = permission in JUDGEMENTS
    if actor.user is None:
        if system and not judgement:
            return
        raise NotAllowed("Only a person can do this.", code="human-session-required")
    if judgement and actor.via != "session":
        raise NotAllowed(
            "A token cannot judge. Sign in with your own session to do this.", code="human-session-required"
        )
    if actor.via == "token" and permission not in SCOPE_OF:
        raise NotAllowed("No token may do this. Sign in with your own session.", code="human-session-required")
    if actor.via == "token" and SCOPE_OF[permission] not in actor.scopes:
        raise NotAllowed("This token was not made for that. Make one with the scope it needs.", code="scope-missing")
    if not actor.roles & holders:
        raise NotAllowed("Your role does not include this. Ask an administrator who can do it.", code="role-missing")
    if judgement and Role.ADMINISTRATOR in actor.roles:
        raise NotAllowed(
            "An administrator hands out roles and so decides nothing.", code="administrator-decides-nothing"
        )
    if judgement and not actor.step_up_is_fresh:
        raise NotAllowed(
            "Confirm with your password first; a confirmation lasts five minutes.", code="step-up-required"
        )


def require_self(actor: Actor, person: User) -> None:
    """Refuse unless the actor is `person` in a session of their own; no role is needed. Raises NotAllowed."""
    if actor.user is None or actor.via != "session":
        raise NotAllowed("Sign in with your own session to do this.", code="human-session-required")
    if actor.user.pk != person.pk:
        raise NotAllowed("Only the person themselves can do this.", code="not-yourself")


def team_ids_of(user: User) -> frozenset[int]:
    """Teams a person belongs to now."""
    if user.standing is not None:
        return frozenset(user.standing.teams)
    return frozenset(Membership.objects.as_of(timezone.now()).filter(person=user).values_list("team_id", flat=True))


def visible_team_ids(user: User) -> frozenset[int] | None:
    """Teams whose matters a person sees; None means all. Both lanes see all, an auditor all or the account's scope."""
    roles = roles_of(user)
    if roles & {Role.COUNSEL, Role.ENGINEERING_OWNER}:
        return None
    own = team_ids_of(user)
    if Role.AUDITOR in roles:
        scope = _scope_of(user)
        return scope | own if scope else None
    return own


def _scope_of(user: User) -> frozenset[int]:
    if user.standing is not None:
        return frozenset(user.standing.scope)
    scopes = AuditorScope.objects.as_of(timezone.now()).filter(person=user)
    return frozenset(scopes.values_list("team_id", flat=True))


def visible_team_uids(user: User) -> frozenset[uuid.UUID] | None:
    """`visible_team_ids`, as the outside names teams."""
    teams = visible_team_ids(user)
    if teams is None:
        return None
    if user.standing is not None:
        known = {**user.standing.teams, **user.standing.scope}
        return frozenset(known[team] for team in teams)
    return frozenset(Team.objects.filter(pk__in=teams).values_list("uid", flat=True))


def organisation() -> Organisation:
    """The one organisation; made nameless on first use so that every page can ask."""
    row, _ = Organisation.objects.get_or_create(singleton=True, defaults={"name": "Your organisation"})
    return row


def zone_name() -> str:
    """The name of the organisation's zone; a query only where no request or task has entered it."""
    return entered_zone() or organisation().time_zone


def recently_empowered(user: User, now: dt.datetime) -> str:
    """Why a decision made now must say so on its face: a new role or a password reset within 24 hours, or ""."""
    since = now - dt.timedelta(hours=24)
    if RoleGrant.objects.as_of(now).filter(person=user, valid_from__gt=since).exists():
        return "Decided within 24 hours of being given a role."
    if user.password_reset_at and user.password_reset_at > since:
        return "Decided within 24 hours of a password reset."
    return ""
