"""What every random life of lines starts from: eight people, some with roles of both lanes, a policy, two tools."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import Membership, Organisation, RoleGrant, Team, User
from governance.accounts.roles import Role
from policies.models import Category, Tool, ToolRequest
from tests.factories.policies import CLOSED, OPEN, category, make_policy, make_tool
from tests.factories.vendors import make_approved, make_document, make_tier
from tests.policies.lifecycle_model import Line

_C, _O, _M = Role.COUNSEL, Role.ENGINEERING_OWNER, Role.ENGINEERING_MANAGER
CAST: dict[str, tuple[Role, ...]] = {
    "clara": (_C,),
    "dora": (_C,),
    "mia": (_C, _M),
    "simon": (_C, _O),
    "edgar": (_O,),
    "emil": (_O, _M),
    "rita": (_M,),
    "otto": (_O, _M),
}
"""Some hold roles of both lanes, or ask as well as decide: they are where separation has something to do."""
OWNERS = {"legal": "clara", "engineering": "edgar"}
ROLES = {"legal": {name for name, roles in CAST.items() if _C in roles}} | {
    "engineering": {name for name, roles in CAST.items() if _O in roles}
}
MANAGERS = {name for name, roles in CAST.items() if _M in roles}
TEAM = {name: "Search" if name == "otto" else "Payments" for name in MANAGERS}
CONTACT, DRAFTER = "otto", "dora"
REGIONS, PURPOSES = ("EEA", "Switzerland"), ("For services.", "For tests.")


@dataclass(frozen=True)
class World:
    """What every run starts from."""

    people: dict[str, User]
    teams: dict[str, Team]
    tools: list[Tool]
    categories: dict[str, Category]


def make_world() -> World:
    """Eight people, a policy of two categories, two tools of a tier whose reading Dora drafted."""
    since = timezone.now() - dt.timedelta(days=9)
    teams = {name: Team.objects.create(name=name) for name in ("Payments", "Search")}
    people = {}
    for name, roles in CAST.items():
        people[name] = User.objects.create(email=f"{name}@example.test", name=name.capitalize())
        for role in roles:
            RoleGrant.objects.create(person=people[name], role=role, valid_from=since)
        if name in TEAM:
            Membership.objects.create(person=people[name], team=teams[TEAM[name]], valid_from=since)
    Organisation.objects.update_or_create(
        singleton=True, defaults={"name": "Harbour Works", "escalation_contact": people[CONTACT]}
    )
    clara, dora, edgar = (acting(people[name]) for name in ("clara", DRAFTER, "edgar"))
    make_policy(clara, edgar, OPEN, CLOSED)
    tier = make_tier(clara)
    make_approved(dora, clara, tier, make_document(clara, tier))
    tools = [make_tool(acting(people["rita"]), tier, f"Larkspur {number}") for number in (1, 2)]
    return World(people, teams, tools, {name: category(name) for name in ("Open code", "Closed code")})


def acting(person: User) -> Actor:
    """The person at their desk, password just confirmed."""
    return Actor(user=person, via="session", stepped_up_at=timezone.now())


@dataclass
class Request:
    """A request as the model knows it."""

    tool: int
    by: str
    people: set[str]
    purpose: str
    row: ToolRequest
    open: bool = True
    lines: list[Line] = field(default_factory=list)

    def owned_by(self, who: str) -> bool:
        return who in MANAGERS and TEAM[who] == TEAM[self.by]
