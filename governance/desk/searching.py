"""Search over every noun by name or number, and over all texts by words. Reads only what the person may see.

A name found contains the words as typed, in one piece; a text is found by them in any form and order. Privileged notes
are not searched. Each kind is asked once and capped, so the number of queries never grows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from governance.accounts.models import User
from governance.desk.hits import CAP, Group, Hit, marked
from governance.desk.searching_texts import in_readings, in_the_terms
from governance.reports.models import Report
from policies.models import Codebase, Tool, ToolRequest
from vendors.models import ModelRelease, Product, TermsDocument, Tier, Vendor

SHORTEST = 2
LONGEST = 100
_NUMBER = re.compile(r"(?:request|report|number|no\.?)?\s*#?(\d{1,9})", re.IGNORECASE | re.ASCII)


def search_everything(user: User, words: str) -> list[Group]:
    """What `user` may see that contains `words`, by kind; kinds without a hit are left out."""
    match = _NUMBER.fullmatch(words)
    asked = _Asked(user, words, int(match[1]) if match else None)
    found = (source(asked) for source in _SOURCES)
    return [group for group in found if group.hits]


@dataclass(frozen=True, slots=True)
class _Asked:
    user: User
    words: str
    number: int | None

    def numbered(self, **besides: Any) -> Q:
        """Rows whose number was typed, or that match one of `besides`."""
        matches = Q(number=self.number) if self.number is not None else Q()
        for name, value in besides.items():
            matches |= Q(**{name: value})
        return matches

    def group(
        self, code: str, title: str, rows: QuerySet[Any], page: str, beside: Callable[[Any], str], name: Any = str
    ) -> Group:
        """The first rows as hits."""
        found = list(rows[: CAP + 1])
        hits = (Hit(marked(name(row), self.words), reverse(page, args=[row.uid]), beside(row)) for row in found[:CAP])
        return Group(code, title, tuple(hits), len(found) > CAP)


def _vendors(asked: _Asked) -> Group:
    named = Vendor.objects.filter(Q(name__icontains=asked.words) | Q(names__name__icontains=asked.words)).values("pk")
    rows = Vendor.objects.filter(pk__in=named).prefetch_related("names")

    def also(row: Vendor) -> str:
        return ", ".join(other.name for other in row.names.all())

    return asked.group("vendors", "Vendors", rows, "vendors:vendor_detail", also)


def _products(asked: _Asked) -> Group:
    rows = Product.objects.filter(name__icontains=asked.words).select_related("vendor")
    return asked.group("products", "Products", rows, "vendors:product_detail", lambda row: row.vendor.name)


def _tiers(asked: _Asked) -> Group:
    matches = Q(name__icontains=asked.words)
    for first, _, last in _splits(asked.words):
        matches |= Q(product__name__iendswith=first, name__istartswith=last)
    rows = Tier.objects.filter(matches).select_related("product__vendor")
    return asked.group("tiers", "Tiers", rows, "vendors:tier_detail", lambda row: row.product.vendor.name)


def _splits(words: str) -> Iterable[tuple[str, str, str]]:
    """Every way to read the words as the end of a product's name and the start of a tier's (people type both)."""
    places = [index for index, character in enumerate(words) if character == " "][:6]
    return [(words[:at], " ", words[at + 1 :]) for at in places]


def _releases(asked: _Asked) -> Group:
    rows = ModelRelease.objects.filter(
        Q(family__icontains=asked.words) | Q(release__icontains=asked.words)
    ).select_related("vendor")
    return asked.group("releases", "Model releases", rows, "vendors:release_detail", lambda row: row.vendor.name)


def _documents(asked: _Asked) -> Group:
    seen = TermsDocument.objects.visible_to(asked.user).values("pk")
    rows = TermsDocument.objects.filter(pk__in=seen, title__icontains=asked.words).select_related("vendor")
    return asked.group("documents", "Documents", rows, "vendors:document_detail", lambda row: row.vendor.name)


def _tools(asked: _Asked) -> Group:
    rows = Tool.objects.filter(name__icontains=asked.words).select_related("tier__product")
    return asked.group("tools", "Tools", rows, "policies:tool_detail", lambda row: str(row.tier))


def _requests(asked: _Asked) -> Group:
    seen = ToolRequest.objects.visible_to(asked.user)
    rows = seen.filter(asked.numbered(tool__name__icontains=asked.words, purpose__icontains=asked.words))
    return asked.group(
        "requests",
        "Requests",
        rows.select_related("tool", "team"),
        "policies:request_detail",
        lambda row: row.team.name,
        lambda row: f"{row}: {row.tool.name}",
    )


def _codebases(asked: _Asked) -> Group:
    rows = Codebase.objects.visible_to(asked.user).filter(name__icontains=asked.words).select_related("team")
    return asked.group("codebases", "Codebases", rows, "policies:codebase_detail", lambda row: row.team.name)


def _reports(asked: _Asked) -> Group:
    rows = Report.objects.visible_to(asked.user).filter(asked.numbered(title__icontains=asked.words))
    return asked.group(
        "reports", "Reports", rows, "reports:report_detail", lambda row: "", lambda row: f"{row}: {row.title}"
    )


def _readings(asked: _Asked) -> Group:
    return in_readings(asked.user, asked.words)


def _terms(asked: _Asked) -> Group:
    return in_the_terms(asked.user, asked.words)


_SOURCES: tuple[Callable[[_Asked], Group], ...] = (
    _vendors,
    _products,
    _tiers,
    _releases,
    _documents,
    _tools,
    _requests,
    _codebases,
    _reports,
    _readings,
    _terms,
)
