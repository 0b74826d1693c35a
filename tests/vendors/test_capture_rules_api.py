"""Where documents are fetched from, for programs; and what becomes of it when a document turns into a contract."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from tests.cast import SignedIn
from tests.factories.vendors import make_document
from vendors.domain.terms import DocumentVisibility, Rhythm
from vendors.models import CaptureRule, TermsDocument, Tier, Watch
from vendors.services.documents import save_document
from vendors.services.fetching import look_at
from vendors.services.watching import set_rule

URL = "https://vendor.example/terms"
RULES = "/api/v1/capture-rules/"


def post(client: Client, door: str, /, **body: Any) -> Any:
    return client.post(door, body, content_type="application/json")


@pytest.fixture
def rule(drafter: Actor, terms: TermsDocument) -> CaptureRule:
    return set_rule(actor=drafter, document=terms, address=URL, keep=["main"], rhythm=Rhythm.DAILY)


def test_counsel_sets_replaces_fetches_and_ends(counsel: User, terms: TermsDocument, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    made = post(client, RULES, document=str(terms.uid), address=URL, keep=["main", "#terms"], rhythm="daily")
    assert made.status_code == 201 and made.json()["keep"] == ["main", "#terms"] and made.json()["drop"] == []
    former = made.json()["uid"]
    assert post(client, RULES, document=str(terms.uid), address=URL).status_code == 409
    again = post(client, RULES, document=str(terms.uid), address=URL, drop=["nav"], seen=former)
    assert again.status_code == 201
    rows = client.get(f"{RULES}?document={terms.uid}").json()["results"]
    assert [(row["drop"], row["valid_until"] is None) for row in rows] == [(["nav"], True), ([], False)]
    Watch.objects.update(due_at=None)
    assert post(client, f"{RULES}{former}/fetch/").status_code == 409
    assert post(client, f"{RULES}{again.json()['uid']}/fetch/").status_code == 200
    assert Watch.objects.get().due_at is not None
    ended = post(client, f"{RULES}{again.json()['uid']}/end/")
    assert ended.status_code == 200 and ended.json()["valid_until"] is not None
    assert post(client, f"{RULES}{again.json()['uid']}/end/").status_code == 409
    assert client.get(f"{RULES}?open=true").json()["results"] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"address": "http://vendor.example:8080/"}, "address"),
        ({"address": "nonsense"}, "address"),
        ({"keep": ["main["]}, "keep"),
        ({"rhythm": "hourly"}, "rhythm"),
        ({"keep": "main"}, "keep"),
        ({"selectors": []}, "selectors"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    change: dict[str, Any], field: str, counsel: User, terms: TermsDocument, signed_in: SignedIn
) -> None:
    answer = post(signed_in(counsel), RULES, **{"document": str(terms.uid), "address": URL, **change})
    assert answer.status_code == 422 and [name.split(".")[0] for name in answer.json()["problems"]] == [field]
    assert not CaptureRule.objects.exists()


def test_everybody_reads_where_posted_terms_come_from_and_nobody_else_sets_it(
    rule: CaptureRule, outsider: User, auditor: User, signed_in: SignedIn
) -> None:
    for person in (outsider, auditor):
        client = signed_in(person)
        assert client.get(f"{RULES}{rule.uid}/").json()["address"] == URL
        for address in (RULES, f"{RULES}{rule.uid}/end/", f"{RULES}{rule.uid}/fetch/"):
            assert post(client, address, document=str(rule.document.uid), address=URL).status_code == 403


def test_a_document_that_becomes_a_contract_is_fetched_no_longer_and_says_so(
    rule: CaptureRule, terms: TermsDocument, counsel: User, outsider: User, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    terms.refresh_from_db()
    entered = {"title": terms.title, "kind": terms.kind, "visibility": "contract", "version": terms.version}
    page = client.post(f"/documents/{terms.uid}/edit/", entered, follow=True).content.decode()
    assert "Saved. A contract is fetched no longer." in page
    assert "fetched from nowhere" in page and f"it was fetched from {URL}" in page and "Fetch now" not in page
    assert Watch.objects.get().due_at is None and not CaptureRule.objects.open().exists()
    assert Event.objects.filter(action="document.unwatched", subject_uid=terms.uid).count() == 1
    assert signed_in(outsider).get(f"{RULES}{rule.uid}/").status_code == 404
    assert post(client, RULES, document=str(terms.uid), address=URL).status_code == 422


def test_the_database_keeps_contracts_from_being_fetched(
    rule: CaptureRule, drafter: Actor, business: Tier, terms: TermsDocument
) -> None:
    letter = make_document(drafter, business, title="Side letter", visibility=DocumentVisibility.CONTRACT)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaptureRule.objects.create(document=letter, address=URL, rhythm="daily", valid_from=rule.valid_from)
    with pytest.raises(IntegrityError), transaction.atomic():
        TermsDocument.objects.filter(pk=terms.pk).update(visibility="contract")


def test_a_look_that_was_due_already_looks_at_no_contract(
    rule: CaptureRule, drafter: Actor, terms: TermsDocument
) -> None:
    due = TermsDocument.objects.get(pk=terms.pk)
    save_document(
        actor=drafter, vendor=terms.vendor, document=terms, title=terms.title, kind=terms.kind,
        visibility=DocumentVisibility.CONTRACT,
    )  # fmt: skip
    assert look_at(document=due, pause=0).captured is None
