"""Deeds on passwords. A person sets their own; anybody else can only have a link sent to the person."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from governance.accounts.access import Actor, account_open, require, require_self
from governance.accounts.mail import send_reset_link
from governance.accounts.models import User
from governance.accounts.services.people import add_person, require_open
from governance.audit.deeds import deed, record
from governance.errors import Conflict, Invalid
from governance.modelling import locked


def invite_person(
    *, actor: Actor, email: str, name: str, job_title: str, ends_on: dt.date | None, base_url: str
) -> tuple[User, bool]:
    """Add a person and send the link with which they set their first password; says whether the mail went out.

    Raises Invalid, NotAllowed. A mail server that does not answer takes nothing back: the link can be sent again.
    """
    person = add_person(actor=actor, email=email, name=name, job_title=job_title, ends_on=ends_on)
    try:
        send_password_reset(actor=actor, person=person, base_url=base_url)
    except Conflict:
        return person, False
    return person, True


def send_password_reset(*, actor: Actor, person: User, base_url: str) -> None:
    """Send a person a link to set a password. Raises Conflict (account closed, mail not taken), NotAllowed."""
    person = _record_sending(actor=actor, person=person)
    # After the commit: a slow mail server must not hold the only writer of a SQLite database.
    if not send_reset_link(person, base_url):
        raise Conflict("The mail could not be handed to the mail server. Send it again later.", code="mail-not-sent")


@deed
def _record_sending(*, actor: Actor, person: User) -> User:
    person = locked(person)
    require(actor, "person.manage", system=True)
    require_open(person)
    record(actor, "person.reset-sent", subject=person)
    return person


def request_password_reset(*, email: str, base_url: str) -> None:
    """Send a link to whoever says they forgot their password, if they have an open account. Never says which."""
    person = User.objects.filter(email__iexact=email.strip()).first()
    if person is not None and account_open(person):
        send_reset_link(person, base_url)


@deed
def complete_password_reset(*, person: User, password: str) -> User:
    """Set the password of somebody who came by a valid link. Raises Conflict (account closed), Invalid (weak)."""
    person = locked(person)
    require_open(person)
    _check_strength(password, person, "new_password1")
    person.set_password(password)
    person.password_reset_at = timezone.now()
    person.save(update_fields=["password", "password_reset_at"])
    record(Actor(user=person, via="reset-link"), "person.password-changed", subject=person, detail={"by": "reset link"})
    return person


@deed
def change_password(*, actor: Actor, current: str, password: str) -> User:
    """Change one's own password. Raises Invalid (wrong current password, weak new one), NotAllowed (a token)."""
    person = locked(actor.person)
    require_self(actor, person)
    if not person.check_password(current):
        raise Invalid("Nothing was changed.", problems={"current": ["This is not your present password."]})
    _check_strength(password, person, "password")
    person.set_password(password)
    person.save(update_fields=["password"])
    record(actor, "person.password-changed", subject=person, detail={"by": "the person"})
    return person


def _check_strength(password: str, person: User, field: str) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid("Choose another password.", problems={field: error.messages}) from error
