"""Deeds on API tokens: made by a person for themselves, shown once, kept only as a digest."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection

from django.utils import timezone

from governance.accounts.access import Actor, allowed, require, require_self, today
from governance.accounts.models import ApiToken
from governance.accounts.roles import Scope
from governance.accounts.services.inputs import Inputs
from governance.audit.deeds import deed, record
from governance.canonical import sha256_text
from governance.errors import Conflict, NotAllowed
from governance.modelling import locked
from governance.web.zones import organisation_zone

SECRET_PREFIX = "cs_"  # noqa: S105 - how secrets begin, so that scanners of code find stray ones
SHOWN = 8
"""How many characters of a secret are kept in clear, so that a person can tell tokens apart."""
LONGEST = dt.timedelta(days=365)


@deed
def create_token(*, actor: Actor, name: str, scopes: Collection[Scope], ends_on: dt.date) -> tuple[ApiToken, str]:
    """Make a token for the actor; returns row and secret, which is never shown again. Raises Invalid, NotAllowed.

    It holds to the end of `ends_on` in the organisation's zone.
    """
    person = actor.person
    require(actor, "self.manage")
    require_self(actor, person)
    inputs = Inputs()
    name = inputs.text("name", name, limit=80)
    inputs.not_past("ends_on", ends_on)
    if ends_on > today() + LONGEST:
        inputs.problem("ends_on", "A token holds for one year at most. Choose an earlier day.")
    if not scopes:
        inputs.problem("scopes", "Choose at least one thing the token is for.")
    inputs.check()
    secret = SECRET_PREFIX + secrets.token_urlsafe(32)
    chosen = sorted(set(scopes))
    token = ApiToken(
        person=person,
        name=name,
        prefix=secret[:SHOWN],
        digest=sha256_text(secret),
        scopes=" ".join(chosen),
        expires_at=_end_of(ends_on),
    )
    token.save(force_insert=True)
    record(actor, "token.created", subject=token, detail={"scopes": chosen, "ends_on": ends_on})
    return token, secret


@deed
def revoke_token(*, actor: Actor, token: ApiToken) -> ApiToken:
    """Revoke a token of your own, or as administrator anybody's. Raises Conflict (revoked already), NotAllowed."""
    token = locked(token)
    if token.person_id != actor.person.pk:
        require(actor, "person.manage")
    elif actor.via != "session" and not allowed(actor, "person.manage"):
        raise NotAllowed("A token cannot revoke tokens. Sign in to do this.", code="human-session-required")
    if token.revoked_at is not None:
        raise Conflict("This token was revoked already.", code="token-revoked")
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record(actor, "token.revoked", subject=token, detail={"person": token.person.uid})
    return token


def _end_of(day: dt.date) -> dt.datetime:
    """The instant a day ends in the organisation's zone."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), organisation_zone()).astimezone(dt.UTC)
