"""How often a log-in may fail before it has to wait. Failures go to the log, never to the audit chain: anybody can
cause them, and the chain grows only by deeds.

Counts lie in Django's cache, which must be one that all processes share: with memory of its own each web worker would
grant the attempts again. The product uses the database cache: no further service, right across hosts too, and its `add`
is atomic by primary key. So an attempt takes one of N numbered slots by `add`; reading a counter and writing it back
would lose failures that arrive together.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import uuid
from dataclasses import dataclass
from typing import Final

import structlog
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

log = structlog.stdlib.get_logger(__name__)

TOO_MANY: Final = "Too many attempts failed. Wait a quarter of an hour, or reset your password."


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures within a window, counted from each failure on its own."""

    name: str
    failures: int
    window: dt.timedelta

    def reached(self, subject: str) -> bool:
        """Whether `subject` has to wait."""
        return len(cache.get_many(self._slots(subject))) >= self.failures

    def count(self, subject: str) -> None:
        """Note one failure of `subject`."""
        seconds = int(self.window.total_seconds())
        for slot in self._slots(subject):
            if cache.add(slot, 1, timeout=seconds):
                return

    def forget(self, subject: str) -> None:
        """Start `subject` afresh."""
        cache.delete_many(self._slots(subject))

    def _slots(self, subject: str) -> list[str]:
        # Keyed hash: the cache table says nothing of who tried from where.
        digest = salted_hmac(f"countersign.limit.{self.name}", subject, algorithm="sha256").hexdigest()
        return [f"limit:{digest}:{number}" for number in range(self.failures)]


_WINDOW = dt.timedelta(minutes=15)
HERE: Final = Limit("account-from-address", 5, _WINDOW)
"""One account from one address: somebody guessing, or somebody who forgot."""
ACCOUNT: Final = Limit("account", 20, _WINDOW)
"""One account from anywhere. Higher, so that a stranger cannot lock a person out with five tries."""
ADDRESS: Final = Limit("address", 40, _WINDOW)
"""One address over all accounts: a list of passwords being tried."""


def client_address(request: HttpRequest) -> str:
    """Where the request comes from; an IPv6 host counts with its /64, which one customer has whole.

    `settings.TRUSTED_PROXIES` says how many proxies of ours stand in front (none unless set): so many entries at the
    end of X-Forwarded-For are theirs, whatever a client wrote before them.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = getattr(settings, "TRUSTED_PROXIES", 0)
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        address = forwarded[-proxies]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def _subjects(request: HttpRequest, account: str) -> tuple[tuple[Limit, str], ...]:
    address, account = client_address(request), account.strip().casefold()
    return (HERE, f"{address} {account}"), (ACCOUNT, account), (ADDRESS, address)


def must_wait(request: HttpRequest, account: str) -> bool:
    """Whether an attempt to log in to `account` (as typed) may not even be tried now. Ask before the password is
    checked, and answer with `TOO_MANY` whether or not the account exists."""
    waiting = [limit.name for limit, subject in _subjects(request, account) if limit.reached(subject)]
    if waiting:
        log.warning("sign-in.held", address=client_address(request), limits=waiting)
    return bool(waiting)


def note_failure(request: HttpRequest, account: str, person: uuid.UUID | None = None) -> None:
    """Count and log a failed log-in. What was typed is not logged: people type passwords into the wrong field. `person`
    is the uid of the account, where there is one."""
    for limit, subject in _subjects(request, account):
        limit.count(subject)
    log.warning("sign-in.failed", address=client_address(request), person=str(person) if person else "unknown")


def note_success(request: HttpRequest, account: str) -> None:
    """A right password from here: forgive this address its failures on this account. The wider counts stand."""
    limit, subject = _subjects(request, account)[0]
    limit.forget(subject)
