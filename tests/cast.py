"""The people of the tests, each a saved account with a role, and how they act: as Actor, by token, in a session.

Asking for a person asks for a database. Everybody works at one organisation; the requester is in team Payments, the
outsider in team Search.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from governance.accounts.access import STEP_UP_KEY, Actor
from governance.accounts.models import Membership, Organisation, RoleGrant, Team, User
from governance.accounts.roles import Role, Scope

PASSWORD = "the long harbour wall at low tide"
_ENCODED: list[str] = []

AsActor = Callable[[User], Actor]
AsToken = Callable[..., Actor]
SignedIn = Callable[..., Client]


def person(name: str, role: Role | None, *, job_title: str = "", team: Team | None = None) -> User:
    """A saved account called `name` with `role` since yesterday; e-mail address made from the name."""
    if not _ENCODED:
        _ENCODED.append(make_password(PASSWORD))
    since = timezone.now() - dt.timedelta(days=1)
    user = User(email=f"{name.lower().replace(' ', '.')}@example.test", name=name, job_title=job_title)
    user.password = _ENCODED[0]
    user.save()
    if role is not None:
        RoleGrant.objects.create(person=user, role=role, valid_from=since)
    if team is not None:
        Membership.objects.create(person=user, team=team, valid_from=since)
    return user


@pytest.fixture
def payments(database: None) -> Team:
    return Team.objects.create(name="Payments")


@pytest.fixture
def search_team(database: None) -> Team:
    return Team.objects.create(name="Search")


@pytest.fixture
def counsel(database: None) -> User:
    return person("Clara Counsel", Role.COUNSEL, job_title="Senior counsel")


@pytest.fixture
def second_counsel(database: None) -> User:
    return person("Simon Second", Role.COUNSEL, job_title="Counsel")


@pytest.fixture
def requester(payments: Team) -> User:
    return person("Rita Requester", Role.ENGINEERING_MANAGER, job_title="Engineering manager", team=payments)


@pytest.fixture
def engineering_owner(database: None) -> User:
    return person("Edgar Engineer", Role.ENGINEERING_OWNER, job_title="Head of engineering")


@pytest.fixture
def auditor(database: None) -> User:
    return person("Alma Auditor", Role.AUDITOR, job_title="Auditor")


@pytest.fixture
def outsider(search_team: Team) -> User:
    return person("Otto Outsider", Role.ENGINEERING_MANAGER, job_title="Engineering manager", team=search_team)


@pytest.fixture
def administrator(database: None) -> User:
    return person("Ada Administrator", Role.ADMINISTRATOR, job_title="Administrator")


@pytest.fixture
def organisation(counsel: User, engineering_owner: User) -> Organisation:
    found, _ = Organisation.objects.update_or_create(
        singleton=True,
        defaults={
            "name": "Harbour Works",
            "legal_owner": counsel,
            "engineering_owner": engineering_owner,
            "escalation_contact": counsel,
            "time_zone": "Europe/Dublin",
        },
    )
    return found


@pytest.fixture
def as_actor() -> AsActor:
    """The person at their desk, password just confirmed."""
    return lambda user: Actor(user=user, via="session", stepped_up_at=timezone.now())


@pytest.fixture
def as_token() -> AsToken:
    """A program acting for the person with `scopes` (names or values; default: read)."""

    def make(user: User, scopes: Iterable[Scope | str] = (Scope.READ,)) -> Actor:
        return Actor(user=user, via="token", scopes=frozenset(Scope(scope) for scope in scopes))

    return make


@pytest.fixture
def signed_in() -> SignedIn:
    """A Django test client in the person's session, with a fresh step-up unless told otherwise."""

    def make(user: User, *, stepped_up: bool = True) -> Client:
        client = Client()
        client.force_login(user)
        if stepped_up:
            session = client.session
            session[STEP_UP_KEY] = timezone.now().isoformat()
            session.save()
        return client

    return make
