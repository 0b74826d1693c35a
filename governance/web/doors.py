"""The one list of what is open without log-in, and the middleware that closes everything else.

Later work adds to the list only incoming webhooks with their own secret, public keys, and /verify/.
Static files are served before any view and have no URL name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

from governance.web.responses import to_sign_in

OPEN: Final[frozenset[str]] = frozenset(
    {
        "accounts:sign_in",
        "accounts:password_reset",
        "accounts:password_reset_sent",
        "accounts:password_reset_confirm",
        "accounts:password_reset_done",
        "desk:feed",  # a calendar program has no session: the address carries a secret, which can be revoked
        "healthz",
        "readyz",
    }
)
"""URL names (with namespace) that anybody may open. A view's own decorators open nothing."""


class ClosedByDefaultMiddleware(LoginRequiredMiddleware):
    """Django's LoginRequiredMiddleware with the list above in place of decorators spread over the views.

    Views of the REST framework authenticate by themselves (a token is not a session) and are let through if they demand
    any permission at all; one that allows everybody is closed here.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is not None and match.view_name in OPEN:
            return None  # before request.user is touched: health must answer without a database
        if authenticates_itself(view_func) or request.user.is_authenticated:
            return None
        return to_sign_in(request)


def authenticates_itself(view_func: Callable[..., HttpResponseBase]) -> bool:
    """Whether this is a REST framework view that lets nobody in unasked."""
    view_class = getattr(view_func, "cls", None)
    if not (isinstance(view_class, type) and issubclass(view_class, APIView)):
        return False
    permissions = getattr(view_func, "initkwargs", {}).get("permission_classes", view_class.permission_classes)
    return bool(permissions) and not any(
        isinstance(permission, type) and issubclass(permission, AllowAny) for permission in permissions
    )
