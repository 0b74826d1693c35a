"""The one way out: a name is resolved, every address it has is checked, and the connection goes to just that address.

The check stands in the function that connects, so no reading of a web address, ours or a library's, can go round it:
whatever host is to be reached in the end is resolved and judged here. A name that changes its answer between check and
connection (DNS rebinding) changes nothing, since it is asked once. One allowance of time and of bytes covers all that
happens, redirects included.
"""

from __future__ import annotations

import functools
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import httpcore
import httpx

from vendors.capture.addresses import why_not_public

SINGLE_WAIT = 10.0
"""Seconds that one silence of the other side may last."""


class FetchFailed(Exception):
    """An address could not be fetched; `str()` of it says why and what to do."""


class AddressRefused(FetchFailed):
    """The address is none that is fetched from, whatever lies there."""


class Allowance:
    """What one fetch may use in all: seconds on the clock, bytes over the wire."""

    def __init__(self, seconds: float, size: int) -> None:
        self._seconds, self._size = seconds, size
        self._end = time.monotonic() + seconds
        self._left = size

    def wait(self, timeout: float | None = None) -> float:
        """How long the next wait may last. Raises FetchFailed when time is up."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise FetchFailed(f"The site took longer than {self._seconds:g} seconds. Try again later.")
        return min(left, SINGLE_WAIT, SINGLE_WAIT if timeout is None else timeout)

    def spend(self, size: int) -> None:
        """Take `size` bytes in. Raises FetchFailed when they are more than may come."""
        self._left -= size
        if self._left < 0:
            raise FetchFailed("The site sends more than any terms have. Save the page and upload its text.")


class Resolver(Protocol):
    """Host and port to the addresses of the host, within some seconds. Raises FetchFailed."""

    def __call__(self, host: str, port: int, seconds: float) -> list[str]: ...


class Dial(Protocol):
    """Connects to an address that was checked. Raises what httpcore raises."""

    def __call__(self, address: str, port: int, seconds: float) -> httpcore.NetworkStream: ...


def system_addresses(host: str, port: int, seconds: float) -> list[str]:
    """The addresses that this machine's resolver gives for `host`, in its order. It knows no time limit, so it is asked
    in a thread of its own."""
    answers: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, ValueError):  # no such name, or none that could be one
            found = []
        answers.put([_written(item[4]) for item in found])

    threading.Thread(target=ask, daemon=True).start()
    try:
        addresses = answers.get(timeout=seconds)
    except queue.Empty:
        raise FetchFailed(f"The name {host[:100]} could not be looked up in time. Try again later.") from None
    if not addresses:
        raise FetchFailed(f"There is no site named {host[:100]}. Check the address.")
    return list(dict.fromkeys(addresses))


def _written(address: tuple[Any, ...]) -> str:
    scope = address[3] if len(address) > 3 else 0
    return f"{address[0].partition('%')[0]}%{scope}" if scope or "%" in address[0] else str(address[0])


def dial_directly(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
    """A connection to just this address, and through no proxy."""
    return httpcore.SyncBackend().connect_tcp(address, port, timeout=seconds)


@functools.cache
def trusted_sites() -> ssl.SSLContext:
    """Whom to believe to be who they say: the usual authorities, or those that SSL_CERT_FILE names."""
    return httpx.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Network:
    """How the outside is reached. Tests put a local server at the far end; the checks between are the same. `known` are
    hosts with their ports that the operator vouches for: they may lie inside the network. Terms are fetched with none.
    """

    resolve: Resolver = system_addresses
    dial: Dial = dial_directly
    ports: frozenset[int] = frozenset({80, 443})
    trust: Callable[[], ssl.SSLContext] = trusted_sites
    known: frozenset[tuple[str, int]] = frozenset()


class CheckedTransport(httpx.BaseTransport):
    """Carries requests over connections that were checked; each request has a connection of its own."""

    def __init__(self, network: Network, allowance: Allowance) -> None:
        self._network, self._allowance = network, allowance

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and hear the head of the answer. Raises FetchFailed and what httpcore raises."""
        pool = httpcore.ConnectionPool(
            ssl_context=self._network.trust() if request.url.scheme == "https" else None,
            max_keepalive_connections=0,
            network_backend=_CheckedBackend(self._network, self._allowance),
        )
        try:
            answer = pool.handle_request(_as_sent(request))
        except BaseException:
            pool.close()
            raise
        return httpx.Response(
            status_code=answer.status, headers=answer.headers, stream=_Body(answer, pool), extensions=answer.extensions
        )


def _as_sent(request: httpx.Request) -> httpcore.Request:
    url = request.url
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


class _Body(httpx.SyncByteStream):
    """The body of an answer as it comes in; closing it closes the connection."""

    def __init__(self, answer: httpcore.Response, pool: httpcore.ConnectionPool) -> None:
        self._answer, self._pool = answer, pool

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        """End the connection, whatever was still to come."""
        self._pool.close()


class _CheckedBackend(httpcore.NetworkBackend):
    def __init__(self, network: Network, allowance: Allowance) -> None:
        self._network, self._allowance = network, allowance

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve, check all, connect to the first that answers."""
        vouched = (host, port) in self._network.known
        if not vouched and port not in self._network.ports:
            raise AddressRefused("Only the usual ports of web sites, 80 and 443, are fetched from.")
        addresses = self._network.resolve(host, port, self._allowance.wait(timeout))
        for address in () if vouched else addresses:
            if why := why_not_public(address) or ("this machine itself" if _is_our_own(address) else ""):
                raise AddressRefused(
                    f"{host[:100]} leads to {why}, and only public sites are fetched from. Check the address."
                )
        for address in addresses:
            try:
                stream = self._network.dial(address, port, self._allowance.wait(timeout))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
            return _MeasuredStream(stream, self._allowance)
        raise FetchFailed(f"{host[:100]} does not answer. Try again later.")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None
    ) -> httpcore.NetworkStream:
        """Never: a socket in the file system is no public site."""
        raise AddressRefused("Only public web sites are fetched from.")


def _is_our_own(address: str) -> bool:
    """Whether packets to `address` would leave from that very address. Connecting a datagram socket sends nothing."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
            return str(probe.getsockname()[0]) == address
    except OSError:  # no way there: then the connection fails, too, and says so
        return False


class _MeasuredStream(httpcore.NetworkStream):
    """A connection whose every wait and every byte counts against the allowance."""

    def __init__(self, stream: httpcore.NetworkStream, allowance: Allowance) -> None:
        self._stream, self._allowance = stream, allowance

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes, or none at the end."""
        data = self._stream.read(max_bytes, self._allowance.wait(timeout))
        self._allowance.spend(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of `buffer`."""
        self._stream.write(buffer, self._allowance.wait(timeout))

    def close(self) -> None:
        """End the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on encrypted. The name that must stand in the certificate is that of the address, never the number."""
        stream = self._stream.start_tls(ssl_context, server_hostname, self._allowance.wait(timeout))
        return _MeasuredStream(stream, self._allowance)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore wants to know of the connection below."""
        return self._stream.get_extra_info(info)
