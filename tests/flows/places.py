"""What a visit to a page is, and how the rows that pages are visited with are found in the demo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.tokens import default_token_generator
from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from governance.accounts.models import User
from policies.models import (
    Category,
    CategoryEdition,
    PolicyRevision,
    RuleException,
    Tool,
)
from vendors.models import (
    Assessment,
    CanonicalText,
    TermsVersion,
    Tier,
)

NOBODY, COUNSEL, OWNER, MANAGER, AUDITOR, ADMIN = (
    "",
    "Ines Halloran",
    "Marek Oyelaran",
    "Tom Achterberg",
    "Agnes Lindqvist",
    "Ruben Adeyemi",
)


@dataclass(frozen=True, slots=True)
class Place:
    """What a route is filled with: its arguments, its query, and the status it answers with."""

    kwargs: dict[str, Any]
    query: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Visit:
    """A route as a person opens it; `places` is asked when the demo is there."""

    route: str
    who: str
    places: Callable[[], list[Place]]


def routes() -> Iterator[tuple[str, URLPattern]]:
    """Every route of the product with its full name."""

    def walk(resolver: URLResolver, space: str) -> Iterator[tuple[str, URLPattern]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
            else:
                yield f"{space}{entry.name}", entry

    return walk(get_resolver(), "")


def plain(query: str = "", status: int = 200) -> list[Place]:
    return [Place({}, query, status)]


def first(rows: Callable[[], QuerySet[Any]], **query: str) -> list[Place]:
    return [Place({"uid": rows().order_by("pk")[0].uid}, urlencode(query))]


def each(rows: Callable[[], QuerySet[Any]], *by: str) -> list[Place]:
    """One row for every combination of `by` that there is."""
    found = {tuple(getattr(row, name) for name in by): row for row in rows().order_by("-pk")}
    return [Place({"uid": row.uid}) for row in found.values()]


def readings() -> list[Place]:
    rows = Assessment.objects.order_by("-pk")
    found = {(row.state, bool(row.stale), bool(row.to_be_confirmed), row.record.area): row for row in rows}
    return [Place({"uid": row.uid}) for row in found.values()]


def drafts(**more: str) -> list[Place]:
    return first(lambda: Assessment.objects.filter(state="draft"), **more)


def draft_revision(**more: str) -> list[Place]:
    draft = PolicyRevision.objects.get(state="draft")
    return [Place({"uid": draft.uid, **more})]


def draft_category(**more: str) -> list[Place]:
    edition = CategoryEdition.objects.filter(revision__state="draft").order_by("position")[0]
    code = {"code": edition.rules.order_by("position")[0].code} if "code" in more else {}
    return [Place({"uid": edition.revision.uid, "slug": edition.category.slug, **code})]


def passages() -> list[Place]:
    """A whole sentence to be cited: first for nothing in particular, then for a draft that is open."""
    draft = Assessment.objects.filter(state="draft").order_by("pk")[0]
    text = CanonicalText.objects.filter(version__document__links__tier=draft.record.tier).order_by("-pk")[0]
    sentence = text.text[: text.text.index("\n")]
    words = {"exact": sentence, "start": "0"}
    queries = (words, {**words, "into": f"draft:{draft.uid}"})
    chosen = [Place({"uid": text.version.uid}, urlencode(query)) for query in queries]
    return [*chosen, Place({"uid": text.version.uid}, status=422)]  # nothing was chosen: it says what to do


def redlines() -> list[Place]:
    return [Place({"uid": row.uid}) for row in TermsVersion.objects.filter(number=2).order_by("pk")[:2]]


def asking() -> list[Place]:
    """The three steps of asking for a tool."""
    tool, category = Tool.objects.order_by("pk")[0], Category.objects.order_by("pk")[0]
    step_two = {"tool": str(tool.uid)}
    queries = ({}, step_two, {**step_two, "category": category.slug, "next": "1"})
    return [Place({}, urlencode(query)) for query in queries]


def side_by_side() -> list[Place]:
    """Nothing, one tier, two of a vendor, four of several, and five, which are too many."""
    tiers = [f"tier={tier.uid}" for tier in Tier.objects.order_by("pk")[:5]]
    chosen = [Place({}, "&".join(tiers[:many])) for many in (0, 1, 2, 4)]
    return [*chosen, Place({}, "&".join(tiers), status=422)]


def other_tiers() -> list[Place]:
    tool, tier = Tool.objects.order_by("pk")[0], Tier.objects.filter(tools__isnull=True).order_by("pk")[0]
    return [Place({}, f"tool={tool.uid}"), Place({}, f"tier={tier.uid}"), Place({}, status=404)]


def departing() -> list[Place]:
    """Asking for an exception: from a rule that bars, after one that is over, and from one that is asked no more."""
    row = RuleException.objects.filter(requester__name=MANAGER).order_by("pk")[0]
    named = {"tool": str(row.tool.uid), "category": row.category.slug}
    queries = ({"rule": row.rule_code}, {"rule": row.rule_code, "former": str(row.uid)}, {"rule": "no_rules"})
    return [Place({}, urlencode({**named, **query})) for query in queries]


def reset_link() -> list[Place]:
    person = User.objects.get(name=MANAGER)
    link = {
        "uidb64": urlsafe_base64_encode(force_bytes(person.pk)),
        "token": default_token_generator.make_token(person),
    }
    return [Place(link), Place({**link, "token": "abc-def"})]


def visits(who: str, *named: tuple[str, Callable[[], list[Place]]]) -> list[Visit]:
    return [Visit(route, who, places) for route, places in named]


def of(model: Any, **which: Any) -> Callable[[], QuerySet[Any]]:
    return lambda: model.objects.filter(**which)


def first_of(model: Any, **which: Any) -> Callable[[], list[Place]]:
    return partial(first, of(model, **which))
