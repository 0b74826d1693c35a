"""The places of the main navigation, and which of them a page belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Place:
    """One entry: its code, its word, the page it opens, the first path parts that belong to it, and the permission
    without which the page answers 403; "" where everybody signed in may open it."""

    code: str
    word: str
    page: str
    paths: tuple[str, ...]
    permission: str = ""
    work_of: str = ""
    """The permission of those whose daily work it is; others may open the page, and are not shown the way."""


PLACES = (
    Place("queue", "Queue", "desk:queue", ("", "calendar")),
    Place(
        "terms", "Terms", "vendors:vendor_list",
        ("vendors", "products", "tiers", "releases", "documents", "versions", "changes", "clauses", "assessments",
         "readings", "layers"),
    ),
    Place("watch", "Watch", "vendors:watch_list", ("watch",), work_of="document.capture"),
    Place("matrix", "Matrix", "desk:matrix", ("matrix", "compare")),
    Place(
        "requests", "Requests", "policies:request_list",
        ("requests", "approvals", "tools", "competition", "exceptions", "decommissions"),
    ),
    Place("policy", "Policy", "policies:policy", ("policy",)),
    Place("codebases", "Codebases", "policies:codebase_list", ("codebases", "flows")),
    Place("risk", "Risk", "policies:instrument_list", ("risk", "register", "screening")),
    Place("reports", "Reports", "reports:report_list", ("reports",), "report.read"),
    Place("audit", "Audit", "desk:event_list", ("audit",), "trail.read"),
)  # fmt: skip

YOU = Place("you", "You", "accounts:account", ("account", "people", "teams", "organisation", "webhooks", "views"))

_BY_PATH: Mapping[str, str] = {path: place.code for place in (*PLACES, YOU) for path in place.paths}


def place_of(path: str) -> str:
    """The place a path belongs to; "" for paths outside (sign-in, API pages)."""
    return _BY_PATH.get(path.lstrip("/").split("/", 1)[0], "")


def main_navigation(current: str, may_open: Callable[[str], bool]) -> SafeString:
    """The links to the places the person may open, the current one marked."""
    rows = (
        (
            reverse(place.page),
            SafeString(' aria-current="page"') if place.code == current else SafeString(""),
            place.word,
        )
        for place in PLACES
        if all(may_open(code) for code in (place.permission, place.work_of) if code)
    )
    links = format_html_join("", '<a href="{}"{}>{}</a>', rows)
    return format_html('<nav class="tabs" aria-label="Main">{}</nav>', links)


def own_link(name: str, current: str) -> SafeString:
    """The link to one's own page, carrying one's name."""
    mark = SafeString(' aria-current="page"') if current == YOU.code else SafeString("")
    return format_html(
        '<a class="you" href="{}"{}><span class="visually-hidden">You: </span>{}</a>',
        reverse(YOU.page),
        mark,
        name,
    )
