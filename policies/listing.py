"""Rows of the lists of tools and requests, as plain mappings: what a list shows of a row, and no model object per row.

Reads only, decides nothing. Parts of a row come with it, so that a list asks the same few queries whatever its length.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet

from governance.database.within import rows_within
from policies.domain.types import Lane, LineState
from policies.facts import category_names
from policies.models import Decision, RequestLine, ToolRequest


@dataclass(frozen=True, slots=True)
class LineListed:
    """A line in a list: category, state, and for an open one whom it waits for."""

    name: str
    state: str


def tool_rows(tools: QuerySet[Any]) -> QuerySet[Any, Any]:
    """What the list shows of each of `tools` (`as_held`, with `approval_count`); no team and no owner have no name."""
    return tools.values(
        "uid",
        "name",
        "approval_count",
        "held_pk",
        "held_kind",
        "held_region",
        vendor_name=F("tier__product__vendor__name"),
        product_name=F("tier__product__name"),
        tier_name=F("tier__name"),
        team_name=F("team__name"),
        owner_name=F("business_owner__name"),
    )


def request_rows(requests: QuerySet[ToolRequest]) -> QuerySet[Any, Any]:
    """What the list shows of each of `requests`; `with_lines` makes words of the lines."""
    lines = RequestLine.objects.filter(request=OuterRef("pk"))
    decided = Decision.objects.filter(line__request=OuterRef("pk"))
    return requests.values(
        "uid",
        "number",
        "state",
        "created_at",
        tool_name=F("tool__name"),
        team_name=F("team__name"),
        asked_by=F("requester__name"),
        lines_held=rows_within(lines, pk="pk", category="category", slug="category__slug", state="state"),
        lanes_held=rows_within(decided, line="line", lane="lane"),
    )


def with_lines(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """`request_rows`, each with its `lines` in the order they were asked for. One query besides that of the rows."""
    names = category_names()
    return [{**row, "lines": _lines(row, names)} for row in rows]


def _lines(row: Mapping[str, Any], names: Mapping[int, str]) -> list[LineListed]:
    decided: dict[int, set[str]] = {}
    for answer in row["lanes_held"] or ():
        decided.setdefault(answer["line"], set()).add(answer["lane"])
    lines = sorted(row["lines_held"] or (), key=lambda line: line["pk"])
    return [
        LineListed(names.get(line["category"], line["slug"]), _waiting(line["state"], decided.get(line["pk"], set())))
        for line in lines
    ]


def _waiting(state: str, decided: set[str]) -> str:
    """The word for a line: its state, and while it is open the lanes it waits for."""
    if state != LineState.OPEN:
        return state
    missing = [lane for lane in Lane if lane.value not in decided]
    return "awaiting_both" if len(missing) == len(Lane) else f"awaiting_{missing[0].value}"
