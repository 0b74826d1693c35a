"""Signing in with e-mail address and password. No permissions here: `governance.accounts.access` is the one gate."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfoNotFoundError

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest
from django.utils import timezone

from governance.accounts.access import account_open
from governance.accounts.models import User
from governance.accounts.services.proofs import proves_identity
from governance.accounts.standing import give_standing, with_standing
from governance.web.zones import in_zone


class AccountBackend(BaseBackend):
    """Knows people by their address, whatever its case, while their account is open."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The person whose address and password these are, or None."""
        if not username or password is None:
            return None
        try:
            person = User.objects.get_by_natural_key(username.strip())
        except User.DoesNotExist:
            User().set_password(password)  # takes as long as a check, so that time does not tell who has an account
            return None
        return person if proves_identity(person, password) else None

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session, or None once the account is closed."""
        person: User | None = with_standing(User.objects.filter(pk=user_id), timezone.now()).first()
        if person is None:
            return None
        zone = give_standing(person, person).zone or "UTC"
        try:  # asked before the request has entered its zone, and an account's last day ends in the organisation's
            with in_zone(zone):
                return person if account_open(person) else None
        except ZoneInfoNotFoundError:  # the middleware says so in the log, and goes on in UTC
            return person if account_open(person) else None
