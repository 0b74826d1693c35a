"""Fetching a posted text from its web address: public sites only, within limits of time and size, every step checked.

What may go wrong is answered in sentences for the person who entered the address. Nothing of the page is followed
but redirects of the server: no script runs, no picture loads, no other address in it is asked.
"""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass

import httpcore
import httpx

from vendors.capture.unpacking import Unpacker
from vendors.capture.wire import SINGLE_WAIT, AddressRefused, Allowance, CheckedTransport, FetchFailed, Network
from vendors.domain.text import MAX_RAW, READ_TYPES, essence_of

__all__ = ["AddressRefused", "FetchFailed", "Fetched", "Limits", "fetch"]

LONGEST_ADDRESS = 2000
_OVERHEAD = 500_000
"""Bytes for heads, redirects and encryption beside the text itself."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNUSUAL = re.compile(r"[\s\x00-\x20\x7f\\<>\"^`{|}]")
_HEADERS = {
    "User-Agent": "Countersign/1.0 (keeps versions of posted terms)",
    "Accept": "text/html, application/xhtml+xml, text/markdown, text/plain, application/pdf, */*;q=0.1",
    "Accept-Encoding": "gzip, deflate",
    "Accept-Language": "en",
}
_FAILURES: tuple[type[Exception], ...] = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    OSError,
    ValueError,  # names and heads that cannot be decoded
)
_STATUSES = {
    401: "The site asks for a log-in there. Save the page in a browser and upload it.",
    403: "The site does not let us read that page. Save it in a browser and upload it.",
    404: "There is no page at that address. Check it, or find where the terms stand now.",
    410: "The page at that address was taken away. Find where the terms stand now.",
    429: "The site wants to be asked less often. Try again later.",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may use: seconds in all, bytes of the text, redirects."""

    seconds: float = 30.0
    size: int = MAX_RAW
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes of a page, their media type as the site gives it, and the address they came from in the end."""

    data: bytes
    media_type: str
    url: str


def fetch(url: str, *, network: Network | None = None, limits: Limits | None = None) -> Fetched:
    """The bytes at `url`, after at most a few redirects.

    Raises AddressRefused for an address that is never fetched from, FetchFailed for everything else that goes wrong.
    """
    network, limits = network or Network(), limits or Limits()
    allowance = Allowance(limits.seconds, limits.size + _OVERHEAD)
    target = checked_address(url, network.ports)
    transport = CheckedTransport(network, allowance)
    with httpx.Client(transport=transport, trust_env=False, headers=_HEADERS, timeout=SINGLE_WAIT) as client:
        for _ in range(limits.redirects + 1):
            try:
                answer = _ask(client, target, limits)
            except _FAILURES as error:
                raise FetchFailed(_words(error, target)) from error
            if isinstance(answer, Fetched):
                return answer
            target = _next(target, answer, network.ports)
    raise FetchFailed("That address leads from one page to the next without end. Check it in a browser.")


def checked_address(url: str, ports: frozenset[int] = Network().ports) -> httpx.URL:
    """`url` if it is the plain address of a web page. Raises AddressRefused."""
    if len(url) > LONGEST_ADDRESS:
        raise AddressRefused(f"That address is longer than {LONGEST_ADDRESS} characters.")
    if _UNUSUAL.search(url):
        raise AddressRefused("That address holds blanks or signs that no web address has. Copy it from the browser.")
    try:
        parsed = httpx.URL(url)
        host = parsed.host  # decodes what is left of an international name
    except (httpx.InvalidURL, ValueError) as error:
        raise AddressRefused("That is no web address. Copy it from the browser's address bar.") from error
    if parsed.scheme not in {"http", "https"} or not host:
        raise AddressRefused("Only addresses that begin with https:// or http:// are fetched.")
    if parsed.userinfo:
        raise AddressRefused("That address carries a log-in. Terms that need one are brought by upload.")
    if (parsed.port or {"http": 80, "https": 443}[parsed.scheme]) not in ports:
        raise AddressRefused("Only the usual ports of web sites, 80 and 443, are fetched from.")
    return parsed.copy_with(fragment=None)


def _ask(client: httpx.Client, url: httpx.URL, limits: Limits) -> Fetched | str:
    """The page at `url`, or the address it leads on to."""
    with client.stream("GET", url, follow_redirects=False) as response:
        if response.status_code in _REDIRECTS:
            return str(response.headers.get("location", ""))
        if response.status_code != 200:
            raise FetchFailed(_status_words(response.status_code))
        media_type = response.headers.get("content-type", "")
        if essence_of(media_type) not in READ_TYPES:
            raise FetchFailed(
                f"The site sends {essence_of(media_type)[:60]} there, which holds no terms. Check the address."
            )
        unpacker = Unpacker(response.headers.get("content-encoding", ""), limits.size)
        unpacker.expect(response.headers.get("content-length", ""))
        data = b"".join(unpacker.feed(chunk) for chunk in response.iter_raw()) + unpacker.finish()
    if not data.strip():
        raise FetchFailed("The site sends an empty page. Try again later, or check the address.")
    return Fetched(data, media_type[:120], str(url))


def _next(url: httpx.URL, location: str, ports: frozenset[int]) -> httpx.URL:
    """Where a redirect leads; the new address is checked like the first."""
    if not location:
        raise FetchFailed("The site sends us on without saying where. Check the address in a browser.")
    try:
        joined = str(url.join(location))
    except (httpx.InvalidURL, ValueError) as error:
        raise AddressRefused("The site sends us on to something that is no web address.") from error
    try:
        target = checked_address(joined, ports)
    except AddressRefused as error:
        raise AddressRefused(f"The site sends us on to another address. {error}") from error
    if url.scheme == "https" and target.scheme == "http":
        raise AddressRefused("The site sends us on from a protected address (https) to an unprotected one.")
    return target


def _status_words(status: int) -> str:
    if status in _STATUSES:
        return f"{_STATUSES[status]} (It answered {status}.)"
    if status >= 500:
        return f"The site has trouble of its own. Try again later. (It answered {status}.)"
    return f"The site does not give the page out. Check the address in a browser. (It answered {status}.)"


def _words(error: Exception, url: httpx.URL) -> str:
    host = url.host[:100]
    if isinstance(error, httpcore.TimeoutException | TimeoutError):
        return f"{host} does not answer in time. Try again later."
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__ or error.__context__, ssl.SSLError):
        return f"{host} cannot prove that it is who it says (its certificate is not valid). Check the address."
    if isinstance(error, httpcore.ProtocolError | httpx.HTTPError | httpx.InvalidURL | ValueError):
        return f"{host} does not speak as web sites do, or broke off. Try again later, or upload the page."
    return f"The connection to {host} failed. Try again later."
