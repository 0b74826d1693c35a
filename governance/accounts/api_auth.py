"""Who calls the API: a token (`Authorization: Bearer cs_...`) or the browser's session with its CSRF token.

What a token may be used for is asked by `governance.accounts.access.require`; here it is only recognised.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import Q
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from governance.accounts.access import account_open
from governance.accounts.models import ApiToken, User
from governance.accounts.services.tokens import SECRET_PREFIX
from governance.accounts.standing import give_standing, with_standing
from governance.canonical import sha256_text

NOTED_EVERY: Final = dt.timedelta(minutes=1)
"""How exactly `last_used_at` is kept: a busy token must not turn every read into a write."""


class TokenAuthentication(BaseAuthentication):
    """A token of a person. Anything wrong with it is a 401 that does not tell a stranger what exactly."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Person and token; None without a bearer header. Raises AuthenticationFailed for a token that opens nothing.

        The scopes are left on the underlying request, where `actor_of` finds them.
        """
        scheme, _, rest = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        secret = rest.decode("ascii", errors="replace").strip()
        if not secret.startswith(SECRET_PREFIX):
            raise AuthenticationFailed(
                "This is not a token of Countersign; those start with cs_.", code="token-unknown"
            )
        now = timezone.now()
        known = ApiToken.objects.select_related("person").filter(digest=sha256_text(secret))
        token: ApiToken | None = with_standing(known, now, person="person_id").first()
        if token is None:
            raise AuthenticationFailed("This token is not known here.", code="token-unknown")
        give_standing(token.person, token)
        if not token.usable(now):
            raise AuthenticationFailed("This token has ended or was revoked. Make a new one.", code="token-ended")
        if not account_open(token.person):
            raise AuthenticationFailed("The account of this token is closed.", code="account-closed")
        _note_use(token, now)
        request._request.token_scopes = token.scope_set  # type: ignore[attr-defined]
        return token.person, token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return 'Bearer realm="countersign"'


class BrowserAuthentication(SessionAuthentication):
    """The session of somebody signed in on the pages; anything but reading needs the CSRF token."""

    def authenticate_header(self, request: Request) -> str:
        """Asked only where this class stands first."""
        return 'Bearer realm="countersign"'


def _note_use(token: ApiToken, now: dt.datetime) -> None:
    if token.last_used_at is not None and token.last_used_at >= now - NOTED_EVERY:
        return  # not even an UPDATE of no rows: on SQLite that would queue behind every writer
    long_ago = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - NOTED_EVERY)
    ApiToken.objects.filter(long_ago, pk=token.pk).update(last_used_at=now)
