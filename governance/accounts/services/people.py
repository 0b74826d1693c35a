"""Deeds on people's accounts. Passwords and roles are not changed here: nobody sets another person's password."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from governance.accounts.access import Actor, account_open, organisation, require, roles_of
from governance.accounts.models import ApiToken, User
from governance.accounts.services.consequences import refuse_unknowing
from governance.accounts.services.inputs import Inputs
from governance.accounts.services.roles import keep_an_administrator
from governance.audit.deeds import deed, nothing_changed, record
from governance.errors import Conflict, NotAllowed
from governance.modelling import check_version, locked


@deed
def add_person(
    *,
    actor: Actor,
    email: str,
    name: str,
    job_title: str = "",
    ends_on: dt.date | None = None,
    password: str = "",
) -> User:
    """Give a person an account without roles. Raises Invalid (input), NotAllowed.

    `password` is for set-up by the system only (demo, tests); people set their own through a reset link.
    """
    require(actor, "person.manage", system=True)
    if password and actor.user is not None:
        raise NotAllowed("Nobody sets another person's password. Send them a link.", code="not-your-password")
    inputs = Inputs()
    person = User(
        email=inputs.email("email", email),
        name=inputs.text("name", name, limit=120),
        job_title=inputs.text("job_title", job_title, limit=120, required=False),
        ends_on=inputs.not_past("ends_on", ends_on),
    )
    _check_free(inputs, person)
    inputs.check()
    person.set_password(password or None)
    person.save(force_insert=True)
    record(actor, "person.added", subject=person, detail={"ends_on": person.ends_on})
    return person


@deed
def change_person(
    *,
    actor: Actor,
    person: User,
    email: str,
    name: str,
    job_title: str,
    ends_on: dt.date | None,
    version: int | None,
) -> User:
    """Change name, title, end date, and the address until a first password is set. Raises Stale, Invalid, NotAllowed.

    A later change of address is refused: with it and a reset link an administrator could take the account over.
    """
    person = locked(person)
    require(actor, "person.manage")
    check_version(person, version)
    inputs = Inputs()
    wanted = {
        "email": inputs.email("email", email),
        "name": inputs.text("name", name, limit=120),
        "job_title": inputs.text("job_title", job_title, limit=120, required=False),
        "ends_on": ends_on if ends_on == person.ends_on else inputs.not_past("ends_on", ends_on),
    }
    changed = [field for field, value in wanted.items() if getattr(person, field) != value]
    _refuse_takeover(inputs, person, changed, own=person == actor.user)
    for field in changed:
        setattr(person, field, wanted[field])
    _check_free(inputs, person)
    inputs.check()
    if not changed:
        nothing_changed()
        return person
    if "ends_on" in changed and ends_on is not None:
        _keep_in_office(person)
    person.version += 1
    person.save(update_fields=[*changed, "version"])
    record(actor, "person.changed", subject=person, detail=_what(changed, person))
    return person


def _what(changed: list[str], person: User) -> dict[str, object]:
    """Names and addresses stay out of the hashed text: they must be erasable."""
    return {"fields": sorted(changed)} | ({"ends_on": person.ends_on} if "ends_on" in changed else {})


def _keep_in_office(person: User) -> None:
    _check_no_office(person, "give this account an end date")
    keep_an_administrator(without=person)


def _refuse_takeover(inputs: Inputs, person: User, changed: list[str], *, own: bool) -> None:
    if "email" in changed and person.has_usable_password():
        inputs.problem("email", "The address can no longer be changed, since the person has signed in with it.")
    if "ends_on" in changed and own:
        inputs.problem("ends_on", "You cannot put an end date on your own account. Ask another administrator.")


@deed
def deactivate_person(*, actor: Actor, person: User, knowing: bool = False) -> User:
    """Close an account and revoke its tokens. `knowing`: the actor has read what nobody can decide any more then.

    Raises Conflict (closed already, holds an office, unknowing), NotAllowed.
    """
    person = locked(person)
    require(actor, "person.manage")
    if person == actor.user:
        raise NotAllowed("You cannot close your own account. Ask another administrator.", code="own-account")
    if not person.is_active:
        raise Conflict(f"The account of {person.name} is closed already.")
    _check_no_office(person, "close this account")
    keep_an_administrator(without=person)
    lapsed = refuse_unknowing(person, roles_of(person), knowing=knowing)
    person.is_active = False
    person.version += 1
    person.save(update_fields=["is_active", "version"])
    record(actor, "person.deactivated", subject=person, detail={"lapsed": lapsed})
    # Closing must outlast a reopening: a token left alive would come back with the account.
    for token in ApiToken.objects.filter(person=person, revoked_at__isnull=True):
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record(actor, "token.revoked", subject=token, detail={"person": person.uid, "because": "account closed"})
    return person


@deed
def reactivate_person(*, actor: Actor, person: User) -> User:
    """Open a closed account again, with the roles it still holds. Raises Conflict, NotAllowed."""
    person = locked(person)
    require(actor, "person.manage")
    if person == actor.user:
        raise NotAllowed("You cannot open your own account. Ask another administrator.", code="own-account")
    if person.is_active:
        raise Conflict(f"The account of {person.name} is open already.")
    person.is_active = True
    person.version += 1
    person.save(update_fields=["is_active", "version"])
    record(actor, "person.reactivated", subject=person)
    return person


def require_open(person: User) -> None:
    """Refuse to give anything to a closed account. Raises Conflict."""
    if not account_open(person):
        raise Conflict(f"The account of {person.name} is closed. Open it first.", code="account-closed")


def _check_free(inputs: Inputs, person: User) -> None:
    taken = User.objects.filter(email__iexact=person.email).exclude(pk=person.pk)
    if "email" not in inputs.problems and taken.exists():
        inputs.problem("email", "Somebody has an account with this address already.")


def _check_no_office(person: User, act: str) -> None:
    house = organisation()
    offices = {
        "legal owner": house.legal_owner_id,
        "engineering owner": house.engineering_owner_id,
        "escalation contact": house.escalation_contact_id,
    }
    for office, holder in offices.items():
        if holder == person.pk:
            raise Conflict(
                f"{person.name} is the organisation's {office}. Name somebody else before you {act}.",
                code="holds-office",
            )
