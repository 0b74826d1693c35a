"""Pages of many rows ask the database as often for many as for few."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.accounts.access import Actor
from governance.accounts.models import User
from tests.cast import SignedIn
from tests.factories.vendors import TERMS, cite, make_document, make_draft, make_tier, make_vendor, newest_version
from vendors.domain.questions import questions_of
from vendors.domain.terms import (
    Applicability,
    CaptureSource,
    ClauseArea,
    DocumentKind,
    DocumentVisibility,
    LicenceLayerKind,
)
from vendors.models import Tier, Vendor
from vendors.services.adding import FirstText, add_document
from vendors.services.documents import add_link
from vendors.services.layers import LayerInput
from vendors.services.opening import open_and_start
from vendors.services.releases import save_release

pytestmark = pytest.mark.usefixtures("database")


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def fill(actor: Actor, vendor: Vendor, count: int) -> None:
    """`count` more of what lists show, all of one vendor but for vendors themselves."""
    layer = LayerInput(LicenceLayerKind.WEIGHTS, "MIT")
    already = vendor.documents.count()
    for number in range(already, already + count):
        make_vendor(actor, f"Vendor of {vendor.name} {number}", parent=vendor)
        make_tier(actor, vendor)
        save_release(actor=actor, vendor=vendor, family="Coder", release=str(number), layers=[layer])
        first = FirstText(f"{TERMS} {number}".encode(), "text/plain", CaptureSource.PASTE)
        add_document(
            actor=actor, vendor=vendor, title=f"Terms {number}", kind=DocumentKind.SERVICE_TERMS,
            visibility=DocumentVisibility.POSTED, first=first, tiers=list(Tier.objects.all()[:1]),
        )  # fmt: skip


@pytest.mark.parametrize("who", ["counsel", "outsider"])
def test_lists_cost_the_same_with_ten_and_with_a_hundred_rows(
    who: str, request: pytest.FixtureRequest, drafter: Actor, larkspur: Vendor, signed_in: SignedIn
) -> None:
    make_tier(drafter, larkspur)
    client = signed_in(request.getfixturevalue(who))
    addresses = ["/vendors/", "/documents/", "/releases/", f"/vendors/{larkspur.uid}/",
                 f"/tiers/{Tier.objects.first().uid}/"]  # fmt: skip
    fill(drafter, larkspur, 10)
    few = {address: cost(client, address) for address in addresses}
    fill(drafter, larkspur, 90)
    assert {address: cost(client, address) for address in addresses} == few


def test_a_document_with_many_links_and_captures_costs_the_same(
    drafter: Actor, larkspur: Vendor, counsel: User, signed_in: SignedIn
) -> None:
    tier = make_tier(drafter, larkspur)
    document = make_document(drafter, tier)
    client = signed_in(counsel)
    costs = []
    for start, stop in ((0, 3), (3, 30)):
        for number in range(start, stop):
            add_link(actor=drafter, document=document, tier=tier, applicability=Applicability(region=f"R{number}"))
            open_and_start(
                actor=drafter, area=ClauseArea.RETENTION, tier=tier, applicability=Applicability(region=f"R{number}")
            )
        costs.append((cost(client, f"/documents/{document.uid}/"), cost(client, f"/tiers/{tier.uid}/")))
    assert costs[0] == costs[1]


def test_the_reader_and_the_desk_cost_the_same_for_one_citation_and_for_many(
    drafter: Actor, larkspur: Vendor, counsel: User, signed_in: SignedIn
) -> None:
    tier = make_tier(drafter, larkspur)
    document = make_document(drafter, tier)
    draft = make_draft(drafter, tier, document=document)
    client = signed_in(counsel)
    pages = [f"/versions/{newest_version(document).uid}/", f"/assessments/{draft.uid}/"]
    few = [cost(client, address) for address in pages]
    every = [question.code for question in questions_of(ClauseArea.OUTPUT_OWNERSHIP)]
    for words in ("The assignment covers code.", "The assignment covers comments in code.", "It may not be unique."):
        cite(drafter, draft, document, every, words)
    assert [cost(client, address) for address in pages] == few
