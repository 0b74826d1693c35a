"""Secrets of endpoints, made from a nonce and the site's own key whenever one is needed.

So none lies in the database, where a copy of it would give whoever has it the means to forge messages. Should the
site's key be changed, the secrets change with it; that is noticed by their digest before anything is signed wrongly.
"""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac

from governance.canonical import sha256_text
from governance.webhooks.domain.signing import written
from governance.webhooks.models import WebhookSecret

_SALT = "countersign.webhooks.secret"


class KeyChanged(Exception):
    """The site's key is not the one with which the secret was made."""


def new_nonce() -> str:
    """256 random bits."""
    return secrets.token_hex(32)


def secret_from(nonce: str) -> str:
    """The secret that belongs to `nonce`."""
    return written(salted_hmac(_SALT, nonce, algorithm="sha256").digest())


def opened(row: WebhookSecret) -> str:
    """The secret of `row`. Raises KeyChanged."""
    secret = secret_from(row.nonce)
    if sha256_text(secret) != row.digest:
        raise KeyChanged(str(row.uid))
    return secret
