"""Doors of the product and of its plain peers, asked as a web server asks them: WSGI in, bytes out, nothing else."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from policies.models import Category, Deployment, RequestLine, Tool
from tests.benchmarks import plain
from tests.governance import desk_rows as rows

FILLED, VENDORS = 1000, 100


@dataclass(frozen=True)
class Door:
    """A handler with its middleware, and the cookie of somebody who is logged in."""

    handler: WSGIHandler
    cookie: str

    def ask(self, address: str) -> bytes:
        """The body of a page. Raises AssertionError unless it answers 200."""
        parts, said = urlsplit(address), []
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_ACCEPT": "*/*",
            "HTTP_COOKIE": self.cookie,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        }
        answer = self.handler(environ, lambda status, headers: said.append(status))
        body = b"".join(answer)
        answer.close()
        assert said == ["200 OK"], (address, said, body[:300])
        return body

    def queries(self, address: str) -> int:
        """How many queries a page costs once caches are warm."""
        self.ask(address)
        with CaptureQueriesContext(connection) as counted:
            self.ask(address)
        return len(counted)


def doors(client: Client) -> tuple[Door, Door]:
    """The plain door and the product's, for whoever is signed in."""
    cookie = "; ".join(f"{name}={held.value}" for name, held in client.cookies.items())
    ours = Door(WSGIHandler(), cookie)
    with override_settings(MIDDLEWARE=plain.MIDDLEWARE):  # a handler reads the setting once
        return Door(WSGIHandler(), cookie), ours


def fill(world: Any, count: int = FILLED) -> Tool:
    """So many tools of up to 100 vendors, one in ten asked for, one in twenty approved: returns the newest of these."""
    counsel, owner, requester, team = world
    rows.policy(counsel, owner, "Open", "Closed", "Restricted")
    category, shown = Category.objects.get(slug="open"), None
    for number in range(count):
        tier = rows.tier(f"Tier {number:04}", vendor=f"Vendor {number % VENDORS:03}", product="Code")
        tool = rows.tool(tier, f"Tool {number:04}")
        Deployment.objects.create(configuration=tool.configurations.get(), kind="shared_inference")
        if number % 10 == 0:
            asked = rows.request_for(tool, team, requester, category)
            if number % 20 == 0:
                rows.approval(RequestLine.objects.get(request=asked))
                shown = tool
    assert shown is not None
    return shown
