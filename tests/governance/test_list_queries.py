"""Every list, of pages and of the API: the same number of queries with ten rows on the page and with a hundred.

Lists are taken from the URLconf, so that a new one is asked too.
"""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import ApiToken, Membership, Team, User
from governance.accounts.roles import Role
from governance.audit.deeds import deed, record
from governance.desk.views import events
from governance.web import pagination
from policies.models import (
    Category,
    Codebase,
    CodebaseCategory,
    Flow,
    Instrument,
    OutputStatement,
    PolicyRevision,
    RenewalNote,
    RequestLine,
)
from tests.cast import SignedIn, person
from tests.governance import desk_rows as rows
from tests.governance import list_rows
from vendors.models import (
    Assessment,
    CanonicalText,
    Capture,
    CaptureRule,
    ChangeReview,
    GoverningLink,
    ModelRelease,
    Vendor,
)

FEW, MANY = 10, 100
MOST_OF_THE_API = 5
"""Queries of one list of the API (performance.md)."""
MOST_OF_A_PAGE = 8
"""Queries of one list page (performance.md)."""
NO_ROWS_OF_A_TABLE = {"desk:queue", "desk:matrix"}
"""The queue shows the first of each kind and a count, the matrix one row per tier in a table of its own."""
OF_ADMINISTRATORS = {"accounts", "webhooks", "deliveries"}
"""Namespaces of pages, and nouns of the API, that open for administrators alone."""
COUNTER = itertools.count(1)


def lists() -> list[str]:
    """Names of every list page."""
    found = []
    for resolver in get_resolver().url_patterns:
        for entry in getattr(resolver, "url_patterns", []):
            spaces = [entry, *getattr(entry, "url_patterns", [])]
            space = getattr(entry, "namespace", None) or getattr(resolver, "namespace", None) or ""
            found += [f"{space}:{one.name}" for one in spaces if str(getattr(one, "name", "")).endswith("_list")]
    return sorted({*found, *NO_ROWS_OF_A_TABLE})


def nouns() -> list[str]:
    """Addresses of every list of the API."""
    from governance.api.urls import router

    return sorted(prefix for prefix, _, _ in router.registry)


@deed
def on_record(actor: Actor, vendors: list[Vendor]) -> None:
    for vendor in vendors:
        record(actor, "vendor.added", subject=vendor)


def of_code(number: int, text: CanonicalText, held: Any, category: Category, team: Team, owner: User) -> None:
    """What engineering has: codebases, flows, statements; and the rest of one document."""
    version = text.version
    GoverningLink.objects.create(document=version.document, tier=held.tier, valid_from=rows.ago(9))
    Capture.objects.create(
        document=version.document, sequence=1, captured_at=rows.ago(9), source="paste", blob=version.blob,
        state="terms", version=version,
    )  # fmt: skip
    change = ChangeReview.objects.create(
        document=version.document, former=version, newest=version, change="content",
        opened_at=rows.ago(9), changed_at=rows.ago(9),
    )  # fmt: skip
    for reading in Assessment.objects.filter(record__tier=held.tier):
        change.readings.create(assessment=reading, effect="to_be_confirmed", reason="New.", marked_at=rows.ago(9))
    CaptureRule.objects.create(
        document=version.document, address="https://x.example/", rhythm="daily", valid_from=rows.ago(9)
    )
    ModelRelease.objects.create(vendor=version.document.vendor, family=f"Family {number}", release="1")
    kind = {"team": team, "kind": "repository", "destination": "proprietary"}
    source, target = (Codebase.objects.create(name=f"{name}-{number}", **kind) for name in ("from", "into"))
    CodebaseCategory.objects.create(codebase=source, category=category, valid_from=rows.ago(5))
    Flow.objects.create(source=source, target=target, kind="build", valid_from=rows.ago(5))
    RenewalNote.objects.create(tool=held, document=version.document, new_version=version, opened_at=rows.ago(1))
    parts = {"sent": "Code", "returned": "Code", "output": "Code", "kept": "In git"}
    law = Instrument.objects.create(name=f"Law {number}", short_name=f"Law {number}", kind="bill", summary="It bars.")
    law.stages.create(number=1, stage="passed", source="Record", seen_on="2026-05-01", written_at=rows.ago(3))
    law.vendors.add(version.document.vendor)
    OutputStatement.objects.create(
        tool=held, surface="chat", number=1, written_by=owner, written_at=rows.ago(4), **parts
    )


@pytest.fixture
def grow(
    counsel: User, second_counsel: User, engineering_owner: User, requester: User, payments: Team, administrator: User
) -> Any:
    """grow(count): so many more of everything that any list shows."""
    revision = rows.policy(counsel, engineering_owner, "Open", "Closed", "Restricted")
    category = Category.objects.get(slug="open")

    def one(number: int) -> Vendor:
        tier = rows.tier(f"Tier {number}", vendor=f"Vendor {number}", product=f"Product {number}")
        vendor = tier.product.vendor
        text = rows.text_of(vendor, f"Terms {number}", f"You own the output. Number {number}.")
        reading = rows.reading(tier, "output_ownership", {"own_owner": "customer"}, by=counsel, state="draft")
        rows.quote(reading, "own_owner", text, "You own the output.")
        rows.reading(tier, "retention", {"keep_zero": "none"}, by=counsel, approved_by=second_counsel)
        held, asked = rows.tool(tier, f"Tool {number}"), rows.tool(tier, f"Asked {number}")
        rows.request_for(asked, payments, requester, category)
        done = rows.request_for(held, payments, requester, category)
        granted = rows.approval(RequestLine.objects.get(request=done))
        list_rows.after_granting(granted, category, payments, requester, counsel)
        list_rows.of_a_vendor(number, vendor, counsel)
        list_rows.of_the_desk(number, counsel, second_counsel)
        list_rows.told_outside(number, administrator)
        of_code(number, text, held, category, payments, engineering_owner)
        rows.report(counsel, counsel, engineering_owner, title=f"Report {number}")
        PolicyRevision.objects.create(title=f"Given up {number}", state="discarded", based_on=revision)
        mate = person(f"Person {number}", Role.ENGINEERING_MANAGER)
        team = Team.objects.create(name=f"Team {number}")
        Membership.objects.create(person=mate, team=team, valid_from=timezone.now())
        tomorrow = timezone.now() + dt.timedelta(days=1)
        ApiToken.objects.create(person=counsel, name=f"Token {number}", digest=f"{number:064}", expires_at=tomorrow)
        return vendor

    def grown(count: int) -> None:
        made = [one(next(COUNTER)) for _ in range(count)]
        on_record(Actor(user=counsel, via="session"), made)

    return grown


def cost(client: Client, address: str) -> tuple[int, str]:
    """How many queries a page costs once caches are warm, and the page."""
    client.get(address)
    with CaptureQueriesContext(connection) as counted:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(counted), answer.content.decode()


def test_every_list_page_costs_the_same_with_ten_and_with_a_hundred_rows(
    grow: Any, counsel: User, administrator: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagination.paginate, "__defaults__", (2 * MANY,))
    monkeypatch.setattr(events, "PER_PAGE", 2 * MANY)
    clients = {True: signed_in(administrator), False: signed_in(counsel)}
    asked = {name: clients[name.split(":")[0] in OF_ADMINISTRATORS] for name in lists()}
    grow(FEW)
    few = {name: cost(client, reverse(name))[0] for name, client in asked.items()}
    grow(MANY - FEW)
    many = {name: cost(client, reverse(name)) for name, client in asked.items()}
    assert {name: number for name, (number, _) in many.items()} == few
    assert {name: number for name, number in few.items() if number > MOST_OF_A_PAGE} == {}
    short = [name for name, (_, page) in many.items() if page.count("<tr") < MANY and name not in NO_ROWS_OF_A_TABLE]
    assert short == []  # each of them really had a hundred rows to show


def test_every_list_of_the_api_costs_the_same_with_ten_and_with_a_hundred_rows(
    grow: Any, counsel: User, administrator: User, signed_in: SignedIn
) -> None:
    clients = {True: signed_in(administrator), False: signed_in(counsel)}
    asked = {noun: clients[noun in OF_ADMINISTRATORS] for noun in nouns()}
    addresses = {noun: f"/api/v1/{noun}/?limit=200" for noun in nouns()}
    grow(FEW)
    few = {noun: cost(asked[noun], address)[0] for noun, address in addresses.items()}
    grow(MANY - FEW)
    many = {noun: cost(asked[noun], address) for noun, address in addresses.items()}
    assert {noun: number for noun, (number, _) in many.items()} == few
    assert max(few.values()) <= MOST_OF_THE_API, few
    short = [noun for noun, address in addresses.items() if len(asked[noun].get(address).json()["results"]) < MANY]
    assert short == ["categories", "organisations"]  # the policy's own, and not many; there is one
