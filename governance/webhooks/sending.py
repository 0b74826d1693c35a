"""One request to another system, over the connection that checks where it goes (vendors.capture.wire).

The name is resolved once, every address of it is checked, and the connection goes to just that address, so that nobody
who registers an endpoint reaches what lies inside the network; hosts the operator named may lie there. Redirects are
not followed and no answer is read beyond its head: nothing another system sends comes in.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass

import httpcore
import httpx
from django.conf import settings

from vendors.capture.addresses import why_not_public
from vendors.capture.fetching import FetchFailed
from vendors.capture.wire import AddressRefused, Allowance, CheckedTransport, Network

SECONDS = 15.0
"""How long one attempt may take in all."""
MOST_BYTES = 256 * 1024
"""Bytes an answer's head and the encryption may have; the body of an answer is never read."""
LONGEST_ADDRESS = 500
_TLS_PORT = 443
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attempt."""

    status: int | None
    took_ms: int
    problem: str = ""
    retry_after: dt.timedelta | None = None


def network() -> Network:
    """How other systems are reached: publicly by the usual port, or wherever the operator said."""
    return Network(ports=frozenset({_TLS_PORT}), known=settings.WEBHOOK_HOSTS)


def problem_of_address(url: str) -> str:
    """Why messages cannot be sent to `url`, in words; empty where they can, as far as the address itself tells."""
    if len(url) > LONGEST_ADDRESS:
        return f"That address is longer than {LONGEST_ADDRESS} characters."
    try:
        parsed = httpx.URL(url)
        host, port = parsed.host, parsed.port
    except (httpx.InvalidURL, ValueError):
        return "That is no web address."
    if not host or not url.isascii() or any(sign <= " " for sign in url):
        return "That is no web address. Write it as https://hooks.example/countersign."
    if parsed.userinfo or parsed.fragment:
        return "Leave out log-ins and what follows a #: messages are signed, which is how they are known."
    plain = parsed.scheme == "http"
    known = (host, port or (80 if plain else _TLS_PORT)) in settings.WEBHOOK_HOSTS
    if parsed.scheme != "https" and not (plain and known and host in _LOOPBACK_NAMES):
        return "Only addresses that begin with https:// are sent to."
    if known:
        return ""
    if port not in (None, _TLS_PORT):
        return "Only the usual port of protected sites, 443, is sent to. The operator can name others."
    return _inside(host)


def _inside(host: str) -> str:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "That name leads nowhere outside this machine." if host in _LOOPBACK_NAMES else ""
    why = why_not_public(host)
    return f"That address is {why}. The operator can name hosts inside your network that may be sent to." if why else ""


def send(url: str, *, headers: Mapping[str, str], body: str, reached: Network | None = None) -> Answer:
    """Post `body` to `url` once and hear the status. Never raises for what the other side or the way there does."""
    started = time.monotonic()
    status, problem, asked = None, "", None
    transport = CheckedTransport(reached or network(), Allowance(SECONDS, MOST_BYTES))
    sent = {"Content-Type": "application/json", "User-Agent": "Countersign-Webhooks/1.0", **headers}
    try:
        with (
            httpx.Client(transport=transport, trust_env=False, timeout=SECONDS) as client,
            client.stream("POST", url, content=body.encode(), headers=sent, follow_redirects=False) as response,
        ):
            status, asked = response.status_code, _asked(response.headers.get("retry-after", ""))
    except AddressRefused as error:
        problem = f"{error} The operator can name hosts that may be sent to (COUNTERSIGN_WEBHOOK_HOSTS)."
    except FetchFailed as error:
        problem = str(error)
    except (httpcore.TimeoutException, TimeoutError):
        problem = f"No answer within {SECONDS:g} seconds."
    except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
        problem = "The connection failed, or the other side does not speak as web sites do."
    return Answer(status, round((time.monotonic() - started) * 1000), problem[:300], asked)


def _asked(text: str) -> dt.timedelta | None:
    """`Retry-After` in seconds (RFC 9110, 10.2.3); a date there is left unread, as clocks differ."""
    return dt.timedelta(seconds=int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else None
