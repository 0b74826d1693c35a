"""Another system for tests: it keeps every message posted to it and answers as it is told to, on loopback."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """One request as it came in."""

    headers: dict[str, str]
    body: str

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """What came in, and what is answered: statuses in turn, then `usual`. `heads` go with every answer, `slow` is how
    many seconds an answer takes."""

    port: int = 0
    usual: int = 204
    answers: list[int] = field(default_factory=list)
    heads: dict[str, str] = field(default_factory=dict)
    slow: float = 0.0
    messages: list[Message] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def known(self) -> frozenset[tuple[str, int]]:
        """What the operator would write into COUNTERSIGN_WEBHOOK_HOSTS."""
        return frozenset({("127.0.0.1", self.port)})


@contextlib.contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            receiver.messages.append(Message({name.lower(): value for name, value in self.headers.items()}, body))
            time.sleep(receiver.slow)
            self.send_response(receiver.answers.pop(0) if receiver.answers else receiver.usual)
            for name, value in {"Content-Length": "0", **receiver.heads}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
