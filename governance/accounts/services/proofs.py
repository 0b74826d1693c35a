"""Proving who one is: at sign-in, and again before a deed of judgement.

`proves_identity` is the one function an identity provider's fresh log-in or a second factor will stand behind later.
Limits on attempts are counted by the pages, which know where a request comes from.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from governance.accounts.access import Actor, account_open, require_self
from governance.accounts.models import User
from governance.audit.deeds import deed, record
from governance.errors import Invalid


def proves_identity(person: User, password: str) -> bool:
    """Whether `password` proves that this is `person`, whose account is open."""
    return account_open(person) and person.check_password(password)


def confirm_step_up(*, actor: Actor, password: str) -> dt.datetime:
    """Prove again who acts; returns the instant to keep in the session. Raises Invalid (wrong), NotAllowed (a token).

    The password is checked before the transaction: argon2 takes its time, and on SQLite a transaction is the only
    writer.
    """
    require_self(actor, actor.person)
    if not proves_identity(actor.person, password):
        raise Invalid("That is not your password.", problems={"password": ["That is not your password. Try again."]})
    return _record_step_up(actor=actor)


@deed
def _record_step_up(*, actor: Actor) -> dt.datetime:
    record(actor, "person.stepped-up", subject=actor.person)
    return timezone.now()


@deed
def record_sign_in(*, person: User) -> None:
    """Enter a sign-in that succeeded in the trail. One that failed goes to the log only."""
    record(Actor(user=person, via="session"), "person.signed-in", subject=person)
