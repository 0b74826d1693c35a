"""Pages of vendors, products, tiers, releases and documents: what they do, who may not, what they hide."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from governance.accounts.access import Actor
from governance.accounts.models import User
from tests.cast import SignedIn
from tests.factories.vendors import (
    make_approved,
    make_document,
    make_draft,
    make_in_review,
    newest_version,
)
from vendors.domain.terms import ClauseArea, DocumentVisibility
from vendors.models import ModelRelease, Product, TermsDocument, Tier, Vendor
from vendors.services.releases import save_release

READ = [
    "/vendors/", "/vendors/{vendor}/", "/products/{product}/", "/tiers/{tier}/", "/releases/", "/releases/{release}/",
    "/documents/", "/documents/{document}/", "/versions/{version}/", "/versions/{version}/raw/", "/clauses/{clause}/",
    "/assessments/{assessment}/",
]  # fmt: skip
WRITE = [
    "/vendors/new/", "/vendors/{vendor}/edit/", "/vendors/{vendor}/products/new/", "/vendors/{vendor}/releases/new/",
    "/products/{product}/edit/", "/products/{product}/tiers/new/", "/tiers/{tier}/edit/", "/tiers/{tier}/clauses/",
    "/releases/{release}/edit/", "/documents/new/", "/documents/{document}/edit/", "/documents/{document}/capture/",
    "/documents/{document}/links/new/", "/versions/{version}/cite/?start=2&end=18",
    "/assessments/{assessment}/silence/", "/assessments/{assessment}/document/",
]  # fmt: skip
POST_ONLY = ["/links/{link}/end/", "/clauses/{clause}/draft/", "/assessments/{assessment}/uncite/"]


@pytest.fixture
def places(drafter: Actor, business: Tier, terms: TermsDocument) -> dict[str, str]:
    release = save_release(actor=drafter, vendor=terms.vendor, family="Coder", release="2")
    draft = make_draft(drafter, business, document=terms)
    rows = {
        "vendor": terms.vendor, "product": business.product, "tier": business, "release": release, "document": terms,
        "version": newest_version(terms), "clause": draft.record, "assessment": draft, "link": terms.links.get(),
    }  # fmt: skip
    return {name: str(row.uid) for name, row in rows.items()}


@pytest.mark.parametrize("who", ["requester", "engineering_owner", "auditor", "outsider", "administrator"])
def test_everyone_signed_in_reads_and_only_counsel_writes(
    who: str, request: pytest.FixtureRequest, places: dict[str, str], signed_in: SignedIn
) -> None:
    client = signed_in(request.getfixturevalue(who))
    for address in READ:
        assert client.get(address.format(**places)).status_code == 200, address
    for address in WRITE:
        assert client.get(address.format(**places)).status_code == 403, address
    for address in [*WRITE, *POST_ONLY]:
        assert client.post(address.format(**places)).status_code == 403, address


def test_counsel_opens_every_page_and_404_answers_what_is_unknown(
    counsel: User, places: dict[str, str], signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    unknown = dict.fromkeys(places, str(uuid.uuid4()))
    for address in [*READ, *WRITE]:
        assert client.get(address.format(**places)).status_code == 200, address
        if "{" in address:
            assert client.get(address.format(**unknown)).status_code == 404, address
    for address in POST_ONLY:
        assert client.get(address.format(**places)).status_code == 405, address
        assert client.post(address.format(**unknown)).status_code == 404, address


def test_a_visitor_is_sent_to_sign_in(places: dict[str, str], client: Any) -> None:
    for address in [*READ, *WRITE]:
        response = client.get(address.format(**places))
        assert response.status_code == 302 and response["Location"].startswith("/sign-in/"), address


@pytest.mark.parametrize("who", ["engineering_owner", "outsider", "administrator"])
def test_a_contract_and_its_words_are_on_nobody_elses_pages(
    who: str, request: pytest.FixtureRequest, drafter: Actor, checker: Actor, business: Tier, signed_in: SignedIn
) -> None:
    words = "Larkspur pays whatever it costs."
    contract = make_document(drafter, business, words, title="Side letter", visibility=DocumentVisibility.CONTRACT)
    reading = make_approved(
        drafter, checker, business, contract, area=ClauseArea.INDEMNITY, answers={"ind_cap": "uncapped"}, exact=words
    )
    version = newest_version(contract)
    client = signed_in(request.getfixturevalue(who))
    for address in (f"/documents/{contract.uid}/", f"/versions/{version.uid}/", f"/versions/{version.uid}/raw/",
                    f"/versions/{version.uid}/redline/"):  # fmt: skip
        assert client.get(address).status_code == 404, address
    for address in ("/documents/", f"/vendors/{contract.vendor.uid}/", f"/tiers/{business.uid}/",
                    f"/clauses/{reading.record.uid}/", f"/assessments/{reading.uid}/"):  # fmt: skip
        page = client.get(address).content.decode()
        assert "Side letter" not in page and words not in page, address
    assert "Rests on words of a contract" in client.get(f"/assessments/{reading.uid}/").content.decode()


@pytest.mark.parametrize("who", ["counsel", "auditor", "requester"])
def test_counsel_auditors_and_named_readers_read_a_contract(
    who: str, request: pytest.FixtureRequest, drafter: Actor, business: Tier, requester: User, signed_in: SignedIn
) -> None:
    contract = make_document(
        drafter, business, "Words.", title="Side letter", visibility=DocumentVisibility.CONTRACT, readers=[requester]
    )
    client = signed_in(request.getfixturevalue(who))
    assert "Side letter" in client.get("/documents/").content.decode()
    assert "Words." in client.get(f"/versions/{newest_version(contract).uid}/").content.decode()


@pytest.mark.parametrize("who", ["requester", "engineering_owner", "auditor", "outsider", "administrator"])
def test_a_privileged_note_is_on_pages_of_counsel_only(
    who: str, request: pytest.FixtureRequest, counsel: User, larkspur: Vendor, signed_in: SignedIn
) -> None:
    note = "WATCH THE INDEMNITY"
    address = f"/vendors/{larkspur.uid}/"
    assert note in signed_in(counsel).get(address).content.decode()
    page = signed_in(request.getfixturevalue(who)).get(address).content.decode()
    assert note not in page and "rivileged" not in page


def test_a_vendor_is_registered_edited_and_merged(counsel: User, second_counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    refused = client.post("/vendors/new/", {"name": "", "legal_names": "One Ltd\nTwo Ltd"})
    assert refused.status_code == 422
    assert "Two Ltd" in refused.content.decode()
    client.post("/vendors/new/", {"name": "Larkspur", "legal_names": "One Ltd\r\n\r\nTwo Ltd"})
    vendor = Vendor.objects.get()
    assert sorted(vendor.names.values_list("name", flat=True)) == ["One Ltd", "Two Ltd"]
    edit = f"/vendors/{vendor.uid}/edit/"
    signed_in(second_counsel).post(edit, {"name": "Larkspur Systems", "country": "Ireland", "version": 1})
    merge = client.post(edit, {"name": "Larkspur", "country": "Malta", "privileged_note": "Mine.", "version": 1})
    page = merge.content.decode()
    assert merge.status_code == 412
    assert "Ireland" in page and "Malta" in page and "Mine." in page
    assert client.post(edit, {"name": "Larkspur", "version": 2}).status_code == 302
    assert client.post(edit, {"name": "Larkspur"}).status_code == 422


def test_products_tiers_and_releases_are_registered_by_form(
    counsel: User, larkspur: Vendor, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    client.post(f"/vendors/{larkspur.uid}/products/new/", {"name": "Code", "kind": "assistant"})
    product = Product.objects.get()
    client.post(
        f"/vendors/{larkspur.uid}/releases/new/",
        {"family": "Coder", "release": "2", "weights_licence": "MIT"},
    )
    release = ModelRelease.objects.get()
    assert [(layer.licence, layer.verified) for layer in release.layers] == [("MIT", False)]
    client.post(
        f"/products/{product.uid}/tiers/new/", {"name": "Team", "kind": "business", "releases": [str(release.uid)]}
    )
    tier = Tier.objects.get()
    assert list(tier.releases.all()) == [release]
    for address, name in (
        (f"/products/{product.uid}/edit/", "Code 2"),
        (f"/tiers/{tier.uid}/edit/", "Team 2"),
    ):
        kind = "assistant" if "products" in address else "business"
        assert client.post(address, {"name": name, "kind": kind, "version": 1}).status_code == 302
        assert client.post(address, {"name": "Mine", "kind": kind, "version": 1}).status_code == 412
        assert client.post(address, {"name": "", "kind": kind, "version": 2}).status_code == 422
    edit = f"/releases/{release.uid}/edit/"
    assert client.post(edit, {"family": "Coder", "weights_source": "card", "version": 1}).status_code == 422
    assert client.post(edit, {"family": "Coder", "version": 1}).status_code == 302
    assert client.post(edit, {"family": "Other", "version": 1}).status_code == 412


def test_a_tier_shows_each_area_with_where_it_stands(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument, counsel: User, outsider: User,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    make_approved(drafter, checker, business, terms)
    make_in_review(drafter, business, terms, area=ClauseArea.RETENTION, answers={"keep_location": "EU"})
    page = signed_in(counsel).get(f"/tiers/{business.uid}/").content.decode()
    for words in ("Acceptable", "In review", "Open this clause", "Commercial terms"):
        assert words in page
    assert "Open this clause" not in signed_in(outsider).get(f"/tiers/{business.uid}/").content.decode()


def test_lists_filter_sort_and_say_what_is_next(counsel: User, outsider: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    for address in ("/vendors/", "/documents/"):
        assert "Add a" in client.get(address).content.decode()
        assert "Add a" not in signed_in(outsider).get(address).content.decode()
    for name in ("Alder", "Birch"):
        client.post("/vendors/new/", {"name": name, "aliases": f"{name} Inc"}, follow=True)
    page = client.get("/vendors/?sort=-name").content.decode()
    assert page.index("Birch") < page.index("Alder")
    found = client.get("/vendors/?q=birch+inc").content.decode()
    assert "Birch" in found and "Alder" not in found
    assert "No vendor matches" in client.get("/vendors/?q=cedar").content.decode()
    assert client.get("/documents/?kind=nonsense&sort=nonsense&page=nonsense").status_code == 200
    assert "No document matches" in client.get("/documents/?q=cedar").content.decode()
