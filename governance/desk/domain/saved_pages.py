"""The pages whose filters may be kept under a name, and what of an address is kept. Pure.

Only names of filters that the page itself knows are kept, and only as a query: a saved view can lead nowhere but to its
own page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from governance.visible import unseen

LONGEST_QUERY: Final = 2000
MOST_PARTS: Final = 40
NOT_KEPT: Final = frozenset({"page", "format", "cursor", "csrfmiddlewaretoken"})
"""Which rows of a list are on the screen is no filter, nor is the kind of file it is taken away as."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page with filters: its word, its route, the names its address knows, and those that may stand in it twice."""

    word: str
    route: str
    names: tuple[str, ...]
    several: tuple[str, ...] = ()


PAGES: Final[Mapping[str, SavedPage]] = {
    "queue": SavedPage("Queue", "desk:queue", ("kind", "section")),
    "matrix": SavedPage("Matrix", "desk:matrix", ("vendor", "kind", "held", "area", "rating", "base", "show")),
    "compare": SavedPage("Comparison of tiers", "desk:compare", ("tier",), several=("tier",)),
    "changes": SavedPage("Changes of terms", "desk:change_list", ("standing",)),
    "vendors": SavedPage("Vendors", "vendors:vendor_list", ("q", "sort")),
    "documents": SavedPage("Documents", "vendors:document_list", ("q", "kind", "sort")),
    "watch": SavedPage("Watch", "vendors:watch_list", ("q", "state", "found", "sort")),
    "tools": SavedPage("Tools", "policies:tool_list", ("q", "team", "vendor", "sort")),
    "requests": SavedPage("Requests", "policies:request_list", ("state", "team", "tool", "mine", "sort")),
    "approvals": SavedPage("Approvals", "policies:approval_list", ("standing", "category", "tool", "sort")),
    "codebases": SavedPage("Codebases", "policies:codebase_list", ("q", "team", "kind", "category", "sort")),
    "register": SavedPage(
        "Regulatory register", "policies:instrument_list", ("q", "kind", "stage", "vendor", "needs", "sort")
    ),
}
"""By the code a view is kept under. A test holds the names against the forms of the pages."""


def kept_query(page: str, query: str) -> str:
    """What of `query` is kept for a view of `page`: filters that are set, in the order of the page.

    Raises ValueError with a sentence for a page without filters, a name it does not know, or an address that is too
    long or holds what nobody can see.
    """
    known = PAGES.get(page)
    if known is None:
        raise ValueError("This page has no filters to keep.")
    if len(query) > LONGEST_QUERY:
        raise ValueError(f"These filters are {len(query)} characters long; {LONGEST_QUERY} are the most.")
    try:
        parts = parse_qsl(query.removeprefix("?"), max_num_fields=MOST_PARTS)
    except ValueError as error:
        raise ValueError(f"These are more than {MOST_PARTS} filters.") from error
    found: dict[str, list[str]] = {}
    for name, value in parts:
        if name in NOT_KEPT or not value:
            continue
        if name not in known.names:
            raise ValueError(f"“{name[:40]}” is no filter of this page.")
        if why := unseen(value):
            raise ValueError(f"A filter holds what nobody can see. {why}")
        found.setdefault(name, []).append(value)
    ordered = ((name, found[name]) for name in known.names if name in found)
    return urlencode([(name, value) for name, values in ordered for value in _once(known, name, values)])


def _once(known: SavedPage, name: str, values: list[str]) -> list[str]:
    """A filter that is named twice counts as its last, as the page itself takes it."""
    return list(dict.fromkeys(values)) if name in known.several else values[-1:]
