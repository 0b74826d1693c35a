"""Lists of tools, requests and approvals as tables to take away: the rows and filters of the page, in words.

A table holds all rows the filters leave, read in portions, so that no list is held whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from governance.accounts.access import today
from governance.web.markup.words import label_of
from policies.listing import request_rows, tool_rows, with_lines, with_words
from policies.models import ToolRequest
from policies.standings import shown, with_names

PORTION: Final = 500
TOOLS: Final = ("Tool", "Vendor", "Product", "Tier", "Team", "As held", "Business owner", "Approved for")
REQUESTS: Final = ("Request", "State", "Tool", "Team", "Asked by", "Asked", "Category", "Line")
APPROVALS: Final = ("Tool", "Category", "Standing", "From", "Until", "Conditions", "Review due")


def _portions(rows: QuerySet[Any, Any]) -> Iterator[list[Any]]:
    read = rows.iterator(PORTION)
    while portion := list(islice(read, PORTION)):
        yield portion


def tool_lines(tools: QuerySet[Any]) -> Iterator[Sequence[Any]]:
    """One line for each of `tools` (`as_held`, with `approval_count`)."""
    for row in chain.from_iterable(map(with_words, _portions(tool_rows(tools)))):
        yield (
            row["name"],
            row["vendor_name"],
            row["product_name"],
            row["tier_name"],
            row["team_name"] or "All",
            row["held"] if row["held"] is not None else "Not described",
            row["owner_name"] or "",
            row["approved_for"],
        )


def request_lines(requests: QuerySet[ToolRequest]) -> Iterator[Sequence[Any]]:
    """One line for each category that was asked for."""
    for row in chain.from_iterable(map(with_lines, _portions(request_rows(requests)))):
        asked = f"{timezone.localtime(row['created_at']):%Y-%m-%d}"
        before = (row["number"], label_of(row["state"]), row["tool_name"], row["team_name"], row["asked_by"], asked)
        for line in row["lines"]:
            yield (*before, line.name, label_of(line.state))


def approval_lines(approvals: QuerySet[Any]) -> Iterator[Sequence[Any]]:
    """One line for each of `approvals`, as it stands today."""
    day = today()
    for row in with_names(approvals).iterator(PORTION):
        entry = shown(row, day)
        yield (
            row.tool.name,
            entry.category,
            label_of(entry.state),
            row.starts_on,
            row.ends_on,
            entry.conditions,
            row.review_due_on,
        )
