"""Rows of the lists of tools and requests, as plain mappings: what a list shows of a row, and no model object per row.

Reads only, decides nothing. Parts of a row come with it, so that a list asks the same few queries whatever its length.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from governance.database.within import rows_within
from governance.web.markup.words import label_of
from policies.domain.types import ApprovalState, Lane, LineState
from policies.facts import category_names
from policies.models import Approval, Decision, RequestLine, ToolRequest


@dataclass(frozen=True, slots=True)
class LineListed:
    """A line in a list: category, state, and for an open one whom it waits for."""

    name: str
    state: str


def categories_in_use(day: dt.date) -> Coalesce:
    """For a query of tools: for how many categories each may be used on `day`. Counted beside the query, not by joining
    it, so that what lies behind the page is not counted too."""
    stopped = [ApprovalState.REVOKED, ApprovalState.SUSPENDED]
    held = Approval.objects.filter(tool=OuterRef("pk"), ends_on__gte=day).exclude(state__in=stopped)
    counted = held.order_by().values("tool").annotate(found=Count("category", distinct=True)).values("found")
    return Coalesce(Subquery(counted), 0)


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


def with_words(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """`tool_rows`, each with `held` (how it is held, None while nobody has said) and `approved_for` in words."""
    return [{**row, "held": _held(row), "approved_for": _categories(row["approval_count"])} for row in rows]


def _held(row: Mapping[str, Any]) -> str | None:
    if row["held_pk"] is None:
        return None
    return ", ".join(part for part in (label_of(row["held_kind"]), row["held_region"]) if part)


def _categories(count: int) -> str:
    return f"{count} {'category' if count == 1 else 'categories'}"


def request_rows(requests: QuerySet[ToolRequest]) -> QuerySet[Any, Any]:
    """What the list shows of each of `requests`; `with_lines` makes words of the lines."""
    lines = RequestLine.objects.filter(request=OuterRef("pk"))
    decided = Decision.objects.filter(line__request=OuterRef("pk"), round=F("line__round"))
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
