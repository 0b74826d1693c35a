"""A site for tests to fetch from: a socket on loopback that says what each path is told to, however wrong."""

from __future__ import annotations

import contextlib
import gzip
import os
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import httpcore

from vendors.capture.wire import FetchFailed, Network, system_addresses

PUBLIC = "93.184.216.34"
"""An address that the checks let pass. Tests never connect to it: `Site.network` puts the local socket in its place."""

PAGE = b"<h1>Terms</h1><p>The customer owns the output.</p>"


def answer(
    body: bytes = PAGE, status: str = "200 OK", media_type: str = "text/html; charset=utf-8", **more: str
) -> bytes:
    """A whole answer; further heads by name, underscores as hyphens, empty to leave one out."""
    heads = {"Content-Type": media_type, "Content-Length": str(len(body)), "Connection": "close"}
    heads |= {name.replace("_", "-"): value for name, value in more.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in heads.items() if value)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def moved(to: str, status: str = "302 Found") -> bytes:
    """An answer that leads on."""
    return answer(b"", status, Location=to)


def packed(size: int, times: int = 1) -> bytes:
    """So many bytes of blanks, packed by gzip, and packed again."""
    data = b" " * size
    for _ in range(times):
        data = gzip.compress(data, 9)
    return data


Says = bytes | Callable[[socket.socket], None]


@dataclass
class Site:
    """What was asked of the site, and what it says by path. `connections` counts every one that was accepted."""

    port: int
    says: dict[str, Says] = field(default_factory=dict)
    connections: int = 0
    asked: list[bytes] = field(default_factory=list)
    dialled: list[str] = field(default_factory=list)
    names: dict[str, Sequence[str]] = field(default_factory=dict)

    def network(self, **given: object) -> Network:
        """The outside as the product sees it, with this site behind every address that was let pass."""

        def resolve(host: str, port: int, seconds: float) -> list[str]:
            if host not in self.names:
                raise FetchFailed(f"There is no site named {host[:100]}. Check the address.")
            return list(self.names[host])

        def dial(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
            self.dialled.append(address)
            return httpcore.SyncBackend().connect_tcp("127.0.0.1", self.port, timeout=seconds)

        return Network(**{"resolve": resolve, "dial": dial, **given})


def without_dns(host: str, port: int, seconds: float) -> list[str]:
    """The machine's own resolver for whatever it takes for a number or for itself; every other name is unknown."""
    if host.lower().rstrip(".") != "localhost":
        try:
            socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST)
        except (OSError, ValueError) as error:
            raise FetchFailed(f"There is no site named {host[:100]}. Check the address.") from error
    return system_addresses(host, port, seconds)


def _heads(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data and len(data) < 100_000:
        piece = connection.recv(65_536)
        if not piece:
            break
        data += piece
    return data


def _serve(site: Site, connection: socket.socket, secure: ssl.SSLContext | None) -> None:
    with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
        stack.callback(connection.close)
        connection.settimeout(20)
        if secure is not None:
            connection = secure.wrap_socket(connection, server_side=True)
            stack.callback(connection.close)
        asked = _heads(connection)
        site.asked.append(asked)
        path = asked.split(b" ", 2)[1].decode("latin-1") if asked.count(b" ") >= 2 else ""
        said = site.says.get(path.partition("?")[0], answer(status="404 Not Found"))
        if callable(said):
            said(connection)
        else:
            connection.sendall(said)
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)


def _accept(site: Site, ears: selectors.BaseSelector, secure: ssl.SSLContext | None) -> None:
    while True:
        for key, _ in ears.select():
            if key.data == "end":
                return
            connection, _address = key.fileobj.accept()
            site.connections += 1
            threading.Thread(target=_serve, args=(site, connection, secure), daemon=True).start()


def _loopback_sockets() -> list[socket.socket]:
    listeners = [socket.create_server(("127.0.0.1", 0), backlog=64)]
    port = listeners[0].getsockname()[1]
    for address in ("127.0.0.2", "::1"):
        with contextlib.suppress(OSError):  # not every machine has them
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            listeners.append(socket.create_server((address, port), family=family, backlog=64))
    return listeners


@contextlib.contextmanager
def running(secure: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A site that listens on every loopback address of this machine, old and new, on one port."""
    with contextlib.ExitStack() as stack:
        ears = stack.enter_context(selectors.DefaultSelector())
        listeners = [stack.enter_context(listener) for listener in _loopback_sockets()]
        for listener in listeners:
            ears.register(listener, selectors.EVENT_READ)
        wake, woken = (stack.enter_context(end) for end in socket.socketpair())
        ears.register(woken, selectors.EVENT_READ, "end")
        site = Site(listeners[0].getsockname()[1])
        thread = threading.Thread(target=_accept, args=(site, ears, secure), daemon=True)
        thread.start()
        try:
            yield site
        finally:
            wake.send(b"x")
            thread.join()


def drip(data: bytes, every: float = 0.05) -> Callable[[socket.socket], None]:
    """Says `data` byte by byte."""

    def say(connection: socket.socket) -> None:
        for number in range(len(data)):
            connection.sendall(data[number : number + 1])
            time.sleep(every)

    return say


def without_end(head: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    """Says `head`, then `piece` again and again until the other side hangs up."""

    def say(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)

    return say


def silent(connection: socket.socket) -> None:
    """Says nothing until the other side hangs up."""
    connection.recv(1)


def noise(connection: socket.socket) -> None:
    """Says what no site says."""
    connection.sendall(os.urandom(5000))
