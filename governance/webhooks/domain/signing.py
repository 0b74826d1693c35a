"""Signing a message as the Standard Webhooks specification says: HMAC-SHA256 over `id.timestamp.body`.

Receivers refuse a message whose timestamp lies further than `TOLERANCE` from their clock, so that one who listened in
cannot send it again later, and keep the ids of messages they acted on, since a message can come more than once.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Sequence

PREFIX = "whsec_"
TOLERANCE = dt.timedelta(minutes=5)
"""How far the timestamp may lie from the receiver's clock. Every attempt is stamped and signed anew."""


def written(key: bytes) -> str:
    """A secret as receivers are given it."""
    return PREFIX + base64.b64encode(key).decode()


def key_of(secret: str) -> bytes:
    """The key in a secret. Raises ValueError where it is none."""
    if not secret.startswith(PREFIX):
        raise ValueError("no secret of a webhook")
    return base64.b64decode(secret.removeprefix(PREFIX), validate=True)


def headers_of(secrets: Sequence[str], *, message: str, at: int, body: str) -> dict[str, str]:
    """Id, time (seconds since 1970) and signatures of a message, one signature for each secret that is live."""
    signed = f"{message}.{at}.{body}".encode()
    signatures = [hmac.new(key_of(secret), signed, hashlib.sha256).digest() for secret in secrets]
    return {
        "webhook-id": message,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(f"v1,{base64.b64encode(one).decode()}" for one in signatures),
    }
