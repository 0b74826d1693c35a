"""The deed before anybody can sign in: the first administrator."""

from __future__ import annotations

from django.utils import timezone

from governance.accounts.access import Actor, account_open, today
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.accounts.services.people import add_person
from governance.accounts.services.roles import grant_role
from governance.audit.deeds import deed
from governance.errors import Conflict, NotAllowed


@deed
def add_first_administrator(*, actor: Actor, email: str, name: str) -> User:
    """Make somebody administrator while nobody is; an open account with this address is used as it stands.

    Raises NotAllowed (a person asks), Conflict (there is an administrator, incompatible role), Invalid (input).
    """
    if actor.user is not None:
        raise NotAllowed("Only the command line makes the first administrator.", code="not-a-command")
    if User.objects.account_open(today()).holding(Role.ADMINISTRATOR, timezone.now()).exists():
        raise Conflict(
            "There is an administrator already. People are added by administrators, on /people/.",
            code="administrator-exists",
        )
    known = User.objects.filter(email__iexact=email.strip()).first()
    if known is not None and not account_open(known):
        raise Conflict("The account with this address is closed. Use another address.", code="account-closed")
    person = known or add_person(actor=actor, email=email, name=name)
    grant_role(actor=actor, person=person, role=Role.ADMINISTRATOR)
    return person
