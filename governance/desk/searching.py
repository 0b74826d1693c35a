"""Search over every noun by name or number, and over the newest terms by substring. Reads only what the person may see.

Plain on purpose: every hit contains the words as typed, in one piece. Privileged notes are not searched. Each kind is
asked once and capped, so the number of queries never grows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from governance.accounts.models import User
from governance.reports.models import Report
from policies.models import Codebase, Tool, ToolRequest
from vendors.models import CanonicalText, ModelRelease, Product, TermsDocument, TermsVersion, Tier, Vendor

SHORTEST = 2
LONGEST = 100
CAP = 8
"""Hits shown of each kind."""
AROUND = 110
"""Characters of a text shown before and after what was found."""
_NUMBER = re.compile(r"(?:request|report|number|no\.?)?\s*#?(\d{1,9})", re.IGNORECASE | re.ASCII)
_HEADING_SIGN = re.compile(r"(?<=\n)#{1,6}[ \t]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its name, its page, what it belongs to, and where in a text the words stand."""

    name: SafeString
    url: str
    beside: str = ""
    excerpt: SafeString | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind; `more` when there are others than those shown."""

    code: str
    title: str
    hits: tuple[Hit, ...]
    more: bool


def marked(text: str, words: str) -> SafeString:
    """`text`, escaped, with the first place where `words` stand marked."""
    match = re.search(re.escape(words), text, re.IGNORECASE)
    if match is None:
        return format_html("{}", text)
    before, found, after = text[: match.start()], match.group(), text[match.end() :]
    return format_html("{}<mark>{}</mark>{}", before, found, after)


def excerpt(text: str, words: str) -> SafeString:
    """The words where they first stand in `text`, with some text around, cut at spaces. Nothing where they do not."""
    match = re.search(re.escape(words), text, re.IGNORECASE)
    if match is None:
        return SafeString("")
    start, end = max(0, match.start() - AROUND), min(len(text), match.end() + AROUND)
    before, after = _plain(text[start : match.start()]), _plain(text[match.end() : end])
    if start:
        before = "… " + before.partition(" ")[2]
    if end < len(text):
        after = after.rpartition(" ")[0] + " …"
    left = " " if before and text[match.start() - 1].isspace() else ""
    right = " " if after and text[match.end() : match.end() + 1].isspace() else ""
    return format_html("{}{}<mark>{}</mark>{}{}", before, left, match.group(), right, after)


def _plain(text: str) -> str:
    """Text on one line, without the signs by which the canonical text marks headings."""
    return " ".join(_HEADING_SIGN.sub("", text).split())


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


def _terms(asked: _Asked) -> Group:
    """The newest version of each document, in the text its newest canonicaliser made."""
    seen = TermsDocument.objects.visible_to(asked.user).values("pk")
    newest = TermsVersion.objects.filter(document=OuterRef("version__document")).order_by("-number").values("pk")[:1]
    best = CanonicalText.objects.filter(version=OuterRef("version")).order_by("-canonicaliser").values("pk")[:1]
    rows = (
        CanonicalText.objects.filter(version__document__in=seen, text__icontains=asked.words)
        .filter(version=Subquery(newest), pk=Subquery(best))
        .select_related("version__document__vendor")
        .order_by("version__document__vendor__name", "version__document__title")
    )
    found = list(rows[: CAP + 1])
    hits = (
        Hit(
            format_html("{}", row.version),
            reverse("vendors:version_detail", args=[row.version.uid]),
            row.version.document.vendor.name,
            excerpt(row.text, asked.words),
        )
        for row in found[:CAP]
    )
    return Group("terms", "In the terms", tuple(hits), len(found) > CAP)


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
    _terms,
)
