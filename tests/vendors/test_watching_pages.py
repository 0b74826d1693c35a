"""The pages on which counsel says where a document is fetched from, and everybody sees what came of it."""

from __future__ import annotations

import pytest

from governance.accounts.access import Actor
from governance.accounts.models import User
from tests.cast import SignedIn
from tests.factories.vendors import make_document
from vendors.domain.terms import DocumentVisibility, Rhythm
from vendors.models import TermsDocument, Tier, Watch
from vendors.services.watching import set_rule

ENTERED = {
    "address": "https://vendor.example/terms",
    "keep": "main\n#terms",
    "drop": ".banner",
    "rhythm": "daily",
    "seen": "",
}


def test_counsel_sets_changes_and_stops_a_watch(counsel: User, terms: TermsDocument, signed_in: SignedIn) -> None:
    client, address = signed_in(counsel), f"/documents/{terms.uid}/watch/"
    assert "Set a web address" in client.get(f"/documents/{terms.uid}/").content.decode()
    assert client.post(address, ENTERED).status_code == 302
    rule = terms.rules.get()
    assert (rule.kept, rule.dropped, rule.rhythm, rule.set_by) == ("main\n#terms", ".banner", Rhythm.DAILY, counsel)
    shown = client.get(address).content.decode()
    assert "main\n#terms" in shown and str(rule.uid) in shown
    client.post(address, {**ENTERED, "drop": "", "seen": str(rule.uid)})
    assert [row.dropped for row in terms.rules.all()] == ["", ".banner"]
    assert client.post(f"/documents/{terms.uid}/fetch/").status_code == 302
    assert Watch.objects.get(document=terms).due_at is not None
    assert client.post(f"/documents/{terms.uid}/unwatch/").status_code == 302
    assert not terms.rules.open().exists() and Watch.objects.get(document=terms).due_at is None
    assert client.post(f"/documents/{terms.uid}/fetch/").status_code == 409


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"address": "http://vendor.example:8080/"}, "80 and 443"),
        ({"address": "http://user:secret@vendor.example/"}, "log-in"),
        ({"address": "no address"}, "Enter a valid URL"),
        ({"keep": "main\na["}, "is no CSS selector"),
        ({"rhythm": "hourly"}, "not one of the available choices"),
        ({"seen": "8b7f0c1e-5f0e-4a52-9c3e-1b1d6d1c0a11"}, "Somebody else changed this"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_entered_is_lost(
    change: dict[str, str], words: str, counsel: User, terms: TermsDocument, signed_in: SignedIn
) -> None:
    answer = signed_in(counsel).post(f"/documents/{terms.uid}/watch/", {**ENTERED, **change})
    body = answer.content.decode()
    assert answer.status_code == 422 and words in body
    assert ".banner" in body and not terms.rules.exists()


def test_what_went_wrong_shows_on_the_documents_page_to_everybody(
    drafter: Actor, requester: User, terms: TermsDocument, signed_in: SignedIn
) -> None:
    set_rule(actor=drafter, document=terms, address=ENTERED["address"])
    Watch.objects.filter(document=terms).update(problem="There is no page at that address.")
    body = signed_in(requester).get(f"/documents/{terms.uid}/").content.decode()
    assert "There is no page at that address." in body and ENTERED["address"] in body
    assert "Fetch now" not in body and "Set a web address" not in body


@pytest.mark.parametrize("door", ["watch", "unwatch", "fetch"])
def test_nobody_but_counsel_enters(
    door: str, drafter: Actor, requester: User, auditor: User, business: Tier, terms: TermsDocument, signed_in: SignedIn
) -> None:
    contract = make_document(drafter, business, "Words.", title="Side letter", visibility=DocumentVisibility.CONTRACT)
    for person in (requester, auditor):
        assert signed_in(person).post(f"/documents/{terms.uid}/{door}/", ENTERED).status_code == 403
        assert signed_in(person).post(f"/documents/{contract.uid}/{door}/", ENTERED).status_code in {403, 404}
    assert not terms.rules.exists()
