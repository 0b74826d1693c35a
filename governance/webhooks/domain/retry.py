"""When a message is tried again, when it is given up, and when an endpoint is asked no longer."""

from __future__ import annotations

import datetime as dt
import hashlib

ATTEMPTS = 12
"""Attempts at one message; with the waits between, two to three days."""
FIRST = dt.timedelta(seconds=15)
FACTOR = 4
LONGEST = dt.timedelta(hours=12)
SPREAD = 0.2
"""Share of a wait by which it is made longer or shorter, so that what failed together does not come again together."""
DISABLED_AFTER = dt.timedelta(days=5)
"""How long an endpoint may take nothing at all before it is asked no longer."""
GONE = 410
"""The answer by which a receiver says that it wants nothing any more (Standard Webhooks, Delivery)."""


def wait_after(attempt: int, seed: str, asked: dt.timedelta | None = None) -> dt.timedelta:
    """How long to wait after the failed attempt number `attempt` of the message `seed`: 15 seconds, four times as much
    each time, twelve hours at most; never less than the receiver asked for (`Retry-After`), if that is within reason.
    The spread is drawn from the message itself, so that the same question has the same answer."""
    plain = min(FIRST * int(FACTOR ** (attempt - 1)), LONGEST)
    drawn = int.from_bytes(hashlib.sha256(f"{seed} {attempt}".encode()).digest()[:4], "big") / 2**32
    spread = plain * (1 - SPREAD + 2 * SPREAD * drawn)
    return max(spread, min(asked or dt.timedelta(), LONGEST))


def taken(status: int | None) -> bool:
    """Whether an answer means that the message was taken: any 2xx, nothing else. Redirects are not followed."""
    return status is not None and 200 <= status < 300


def given_up_on(failing_since: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether an endpoint that has taken nothing since `failing_since` is asked no longer."""
    return failing_since is not None and now - failing_since >= DISABLED_AFTER
