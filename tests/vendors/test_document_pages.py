"""Pages of a document: brought by form, refused in words, given out as it came, linked and unlinked."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from governance.accounts.models import User
from tests.cast import SignedIn
from tests.factories.vendors import (
    OWNERSHIP_SENTENCE,
    TERMS,
    newest_version,
)
from vendors.models import GoverningLink, TermsDocument, Tier


def test_a_document_comes_with_its_text_and_tiers_in_one_form(
    counsel: User, business: Tier, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    vendor = business.product.vendor
    form = {
        "vendor": str(vendor.uid), "title": "Terms", "kind": "commercial_terms", "visibility": "posted",
        "tiers": [str(business.uid)], "effective_on": "2026-03-15",
    }  # fmt: skip
    assert client.get(f"/documents/new/?vendor={vendor.uid}").status_code == 200
    assert client.get("/documents/new/?vendor=nonsense").status_code == 200
    empty = client.post("/documents/new/", {**form, "text": ""})
    assert empty.status_code == 422 and "There is no text in this" in empty.content.decode()
    both = client.post("/documents/new/", {**form, "text": TERMS, "file": SimpleUploadedFile("t.md", b"x")})
    assert both.status_code == 422 and OWNERSHIP_SENTENCE in both.content.decode()
    assert not TermsDocument.objects.exists()
    client.post("/documents/new/", {**form, "text": TERMS})
    document = TermsDocument.objects.get()
    assert str(newest_version(document).effective_on) == "2026-03-15"
    assert GoverningLink.objects.get().tier == business
    assert "Read it, and cite the sentences" in client.get(f"/documents/{document.uid}/").content.decode()


def test_a_document_whose_first_text_does_not_look_like_terms_says_so_and_not_that_it_can_be_read(
    counsel: User, business: Tier, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    form = {
        "vendor": str(business.product.vendor.uid), "title": "Terms", "kind": "commercial_terms",
        "visibility": "posted", "text": "<html><head><title>Terms</title></head><body><div>Loading</div></body></html>",
    }  # fmt: skip
    page = client.post("/documents/new/", form, follow=True).content.decode()
    assert "does not look like terms" in page and "These are the terms" in page
    assert "Read it, and cite" not in page


def test_a_choice_that_is_no_uid_is_refused_in_plain_words(counsel: User, business: Tier, signed_in: SignedIn) -> None:
    form = {"vendor": "nonsense", "tiers": ["zzz"], "title": "Terms", "kind": "commercial_terms", "text": TERMS}
    page = signed_in(counsel).post("/documents/new/", form).content.decode()
    assert page.count("Choose one of those offered.") >= 2 and "UUID" not in page


@pytest.mark.parametrize(
    ("name", "data", "media_type", "words"),
    [
        ("terms.pdf", b"%PDF-1.7", "application/pdf", "This PDF cannot be read: it is damaged"),
        ("terms.docx", b"PK\x03\x04", "application/zip", "This Word file cannot be read: it is damaged"),
        ("terms.txt", b"", "text/plain", "There is no text in this"),
        ("terms.txt", b"a\x00b", "text/plain", "NUL"),
        ("terms.png", b"\x89PNG" + bytes(range(32)) * 9, "image/png", "image/png"),
        ("terms.txt", b"x" * 5_000_001, "text/plain", "5 MB"),
    ],
)
def test_a_file_that_is_no_terms_is_refused_in_words(
    name: str, data: bytes, media_type: str, words: str, counsel: User, terms: TermsDocument, signed_in: SignedIn
) -> None:
    address = f"/documents/{terms.uid}/capture/"
    upload = SimpleUploadedFile(name, data, content_type=media_type)
    response = signed_in(counsel).post(address, {"text": "", "file": upload})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert terms.captures.count() == 1


def test_nul_in_a_pasted_text_is_refused_and_leaves_nothing(
    counsel: User, terms: TermsDocument, signed_in: SignedIn
) -> None:
    response = signed_in(counsel).post(f"/documents/{terms.uid}/capture/", {"text": "a\x00b"})
    assert response.status_code == 422
    assert terms.captures.count() == 1


def test_the_same_text_again_leads_to_its_version(counsel: User, terms: TermsDocument, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    address = f"/documents/{terms.uid}/capture/"
    client.post(address, {"text": "Quite other words."})
    assert newest_version(terms).number == 2
    client.post(address, {"text": "Quite other words."})
    assert (terms.versions.count(), terms.captures.count()) == (2, 3)


def test_a_version_is_downloaded_as_it_came_and_never_shown(
    counsel: User, terms: TermsDocument, signed_in: SignedIn
) -> None:
    response = signed_in(counsel).get(f"/versions/{newest_version(terms).uid}/raw/")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "application/octet-stream"
    assert response.content == TERMS.encode()


def test_a_document_is_edited_linked_and_its_link_ended(
    counsel: User, terms: TermsDocument, business: Tier, outsider: User, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    form = {"title": "Terms", "kind": "order_form", "visibility": "contract", "readers": [str(outsider.uid)]}
    edit = f"/documents/{terms.uid}/edit/"
    assert client.post(edit, {**form, "version": 1}).status_code == 302
    assert client.post(edit, {**form, "version": 1, "title": "Mine"}).status_code == 412
    assert client.post(edit, {**form, "version": 2, "title": ""}).status_code == 422
    add = f"/documents/{terms.uid}/links/new/"
    again = client.post(add, {"tier": str(business.uid), "mode": "governs"})
    assert again.status_code == 422 and "linked to" in again.content.decode()
    unranked = client.post(add, {"tier": str(business.uid), "mode": "overrides", "region": "EU", "rank": 2})
    assert unranked.status_code == 422
    ranked = {"tier": str(business.uid), "mode": "overrides", "region": "EU", "rank": 2, "valid_from": "2026-01-01"}
    assert client.post(add, {**ranked, "rank_quote": OWNERSHIP_SENTENCE}).status_code == 302
    link = GoverningLink.objects.get(region="EU")
    assert link.rank == 2 and link.valid_from.year in (2025, 2026)
    assert client.post(f"/links/{link.uid}/end/").status_code == 302
    assert client.post(f"/links/{link.uid}/end/").status_code == 409
