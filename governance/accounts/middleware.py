"""What holds for every request of a person: the organisation's time zone, and an account that is still open.

Stands right after Django's AuthenticationMiddleware, before whatever closes the site to visitors. Tokens are looked at
by `governance.accounts.api_auth`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final
from zoneinfo import ZoneInfoNotFoundError

import structlog
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from governance.accounts.access import may_open, organisation
from governance.accounts.models import session_user
from governance.web.responses import problem, under_api
from governance.web.zones import in_zone

WITHOUT_DATABASE: Final = frozenset({"/healthz", "/readyz"})
"""Paths that must answer when there is no database to ask."""

log = structlog.stdlib.get_logger(__name__)


class AccountMiddleware:
    """Enters the organisation's zone, and signs out whoever's account was closed since they signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info in WITHOUT_DATABASE:
            return self.get_response(request)
        named = SESSION_KEY in request.session  # asked first: Django drops a session whose password was changed
        request.may_open = partial(may_open, request)  # type: ignore[attr-defined] # for the navigation, which knows nobody
        name = _zone_of(request)
        try:
            zone = in_zone(name)
            with zone as entered, timezone.override(entered):
                return self._signed_out(request, named) or self.get_response(request)
        except ZoneInfoNotFoundError:  # saved on a host that knew the zone; times are then shown in UTC and say so
            log.exception("zone.unknown", zone=name)
            return self._signed_out(request, named) or self.get_response(request)

    def _signed_out(self, request: HttpRequest, named: bool) -> HttpResponse | None:
        """The answer to somebody whose session `named` a person it no longer opens for; None for everybody else."""
        if not named or request.user.is_authenticated:
            return None
        why = "closed" if SESSION_KEY in request.session else "changed"
        logout(request)
        if under_api(request):
            return problem(401, WORDS[why], f"session-{why}")
        address = f"{reverse('accounts:sign_in')}?why={why}"
        if request.headers.get("HX-Request") == "true":
            response = HttpResponse()
            response["HX-Redirect"] = address
            return response
        return HttpResponseRedirect(address)


def _zone_of(request: HttpRequest) -> str:
    """The name of the organisation's zone; it comes with the person where somebody is signed in."""
    user = session_user(request)
    zone = user.standing.zone if user is not None and user.standing is not None else ""
    return zone or organisation().time_zone


WORDS: Final = {
    "closed": "Your account is closed or has reached its end date. Ask an administrator.",
    "changed": "You were signed out because your password was changed. Sign in with the new one.",
    "unsent": (
        "You were signed out meanwhile, so what you sent was not saved. Sign in, then go back in your browser to the "
        "form: what you typed is still in it. Copy it, reload the page and send it again."
    ),
}
"""What the sign-in page says to somebody who was signed out, by `?why=`."""
