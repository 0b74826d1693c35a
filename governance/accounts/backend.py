"""Signing in with e-mail address and password. No permissions here: `governance.accounts.access` is the one gate."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from governance.accounts.access import account_open
from governance.accounts.models import User
from governance.accounts.services.proofs import proves_identity


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
        person = User.objects.filter(pk=user_id).first()
        return person if person is not None and account_open(person) else None
