"""Helpers of the page tests: reading what a page says, and counting its queries."""

from __future__ import annotations

import html
import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def words(response: Any) -> str:
    """The page as a reader meets it: tags gone, entities resolved, one space between words."""
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def queries(client: Client, address: str) -> int:
    """How many queries a page costs once caches are warm."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)
