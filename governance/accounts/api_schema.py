"""How one signs in to the API, in the words of OpenAPI."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # registers itself by being defined
    """A token of a person."""

    target_class = "governance.accounts.api_auth.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A bearer token."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "Made on your account page, shown once. It holds scopes, never more than you may yourself.",
        }


class BrowserScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # registers itself by being defined
    """The session of somebody signed in on the pages."""

    target_class = "governance.accounts.api_auth.BrowserAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The session cookie; anything but reading needs the CSRF token besides."""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "countersign_session",
            "description": "Your session on the pages. Anything but reading needs X-CSRFToken besides.",
        }
