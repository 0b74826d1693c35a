"""ETag, If-Match and If-None-Match (RFC 9110). A tag is strong: the row's version, and a digest of what was shown.

The version alone would not do: an answer also shows names of related rows and states read off the clock, so the same
version may look different tomorrow.
"""

from __future__ import annotations

import json
from typing import Any, Final

from django.http import HttpRequest
from django.utils.http import parse_etags
from rest_framework.utils.encoders import JSONEncoder

from governance.canonical import sha256_text
from governance.errors import Stale
from governance.web.api.problems import NoIfMatch

ANY: Final = "*"
DIGITS: Final = 16


def etag_of(shown: Any, version: int | None = None) -> str:
    """The strong tag of a representation, quotes included."""
    digest = sha256_text(json.dumps(shown, cls=JSONEncoder, sort_keys=True))[:DIGITS]
    return f'"{version}.{digest}"' if version is not None else f'"{digest}"'


def check_match(request: HttpRequest, current: str) -> None:
    """Refuse a change that was not started from `current`. Raises NoIfMatch, Stale.

    `If-Match: *` would match whatever is there now, and so lose somebody's work: it names no version and counts as
    missing. A weak tag never matches.
    """
    header = request.headers.get("If-Match", "").strip()
    if not header or ANY in [part.strip() for part in header.split(",")]:
        raise NoIfMatch("Read this first and send its ETag as If-Match, so that nobody's work is lost. * names none.")
    if current not in parse_etags(header):
        raise Stale("This was changed after you read it. Read it again, then decide what to keep.")


def unchanged(request: HttpRequest, current: str) -> bool:
    """Whether the client has `current` already, by If-None-Match (compared weakly, as reading allows)."""
    header = request.headers.get("If-None-Match", "").strip()
    tags = [tag.removeprefix("W/") for tag in parse_etags(header)] if header else []
    return ANY in tags or current in tags
