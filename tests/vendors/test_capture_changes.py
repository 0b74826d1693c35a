"""What a new capture is to the text before: noise leaves readings alone, and what is no terms waits for counsel."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import Error, transaction

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.errors import Conflict, NotAllowed
from tests.cast import AsActor, SignedIn
from tests.factories.vendors import OWNERSHIP_SENTENCE, TERMS, make_approved
from vendors.domain.terms import CaptureSource, CaptureState, DriftKind, ProblemKind
from vendors.models import Assessment, Capture, TermsDocument, TermsVersion, Tier
from vendors.services import consequences
from vendors.services.captures import Captured, accept_capture, capture_document

DATED = f"Last updated: 3 March 2026\n\n{TERMS}"
GONE = (
    "<!doctype html><html><body><h1>404</h1><p>Sorry, we couldn't find the page you were looking for.</p></body></html>"
)


def capture(actor: Actor, document: TermsDocument, text: str, **values: Any) -> Captured:
    given: dict[str, Any] = {"media_type": "text/markdown", "source": CaptureSource.PASTE, **values}
    return capture_document(actor=actor, document=document, data=text.encode(), **given)


def capture_page(actor: Actor, document: TermsDocument, page: str = GONE) -> Captured:
    return capture(actor, document, page, media_type="text/html", source=CaptureSource.UPLOAD)


def current(document: TermsDocument) -> int:
    return TermsVersion.objects.current().get(document=document).number


@pytest.fixture
def reading(drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument) -> Assessment:
    capture(drafter, terms, DATED)
    return make_approved(drafter, checker, business, terms)


def standing(reading: Assessment) -> str:
    reading.refresh_from_db()
    return "stale" if reading.stale else "to be confirmed" if reading.to_be_confirmed else "as it was"


@pytest.mark.parametrize(
    ("text", "change", "left"),
    [
        (DATED, DriftKind.IDENTICAL, "as it was"),
        (
            DATED.replace("Larkspur assigns", "[Larkspur](https://x.example/r/1f) **assigns**"),
            "formatting",
            "as it was",
        ),
        (
            DATED.replace("- The assignment covers code.", "*   The assignment covers\u00a0code."),
            "formatting",
            "as it was",
        ),
        (DATED.replace("3 March 2026", "4 April 2026"), DriftKind.DATE_LINE, "as it was"),
        (DATED.replace("in the console", "in the panel"), DriftKind.SMALL, "to be confirmed"),
        (DATED.replace("covers comments in", "covers remarks in"), DriftKind.SMALL, "stale"),
        (DATED.replace("will not train", "may train"), DriftKind.CONTENT, "to be confirmed"),
        (DATED.replace(", if any", ""), DriftKind.CONTENT, "stale"),
    ],
    ids=["same", "links", "layout", "date", "small", "small-beside-a-quote", "content", "quote"],
)
def test_a_capture_keeps_what_it_changed_and_noise_leaves_readings_alone(
    text: str, change: str, left: str, drafter: Actor, terms: TermsDocument, reading: Assessment
) -> None:
    kept = capture(drafter, terms, text).capture
    assert (kept.change, standing(reading)) == (change, left)
    assert kept.change_reason


def test_a_first_text_is_a_change_of_nothing(terms: TermsDocument) -> None:
    assert terms.captures.get().change == ""


def test_noise_asks_nobody_above_for_anything(
    drafter: Actor, terms: TermsDocument, reading: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(consequences, "_changes", (lambda **what: told.extend(what["touched"]),))
    capture(drafter, terms, DATED.replace("3 March", "4 April"))
    assert told == []


def test_a_return_is_no_news_but_a_quote_of_the_text_now_left_makes_its_reading_stale(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument
) -> None:
    said = OWNERSHIP_SENTENCE.replace("if any", "whatever it is")
    capture(drafter, terms, TERMS.replace(OWNERSHIP_SENTENCE, said))
    reading = make_approved(drafter, checker, business, terms, exact=said)
    back = capture(drafter, terms, TERMS.replace("# Commercial", "#  Commercial")).capture
    assert (back.change, back.change_reason) == (DriftKind.RETURN, "It says again what version 1 says.")
    assert standing(reading) == "stale"


def test_a_page_that_holds_no_terms_ends_no_version_and_touches_no_reading(
    drafter: Actor, terms: TermsDocument, reading: Assessment
) -> None:
    kept = capture_page(drafter, terms)
    assert (kept.version, kept.new, kept.capture.state) == (None, False, CaptureState.CAPTURE_PROBLEM)
    assert (kept.capture.problem_kind, kept.capture.change) == (ProblemKind.ERROR_PAGE, DriftKind.CAPTURE_PROBLEM)
    assert (current(terms), terms.versions.count(), standing(reading)) == (2, 2, "as it was")
    assert capture(drafter, terms, DATED).capture.change == DriftKind.IDENTICAL


def test_counsel_takes_it_for_the_terms_and_then_it_counts_as_any_other_change(
    drafter: Actor, terms: TermsDocument, reading: Assessment
) -> None:
    refused = capture_page(drafter, terms).capture
    accepted = accept_capture(actor=drafter, capture=refused)
    assert (accepted.capture.accepts, accepted.capture.change) == (refused, DriftKind.CONTENT)
    assert (current(terms), standing(reading)) == (3, "stale")
    event = Event.objects.get(action="capture.accepted")
    assert event.subject_uid == accepted.capture.uid
    assert capture_page(drafter, terms).capture.change == DriftKind.IDENTICAL


def test_it_is_taken_for_the_terms_once_and_only_while_it_is_the_newest_look(
    drafter: Actor, terms: TermsDocument
) -> None:
    refused = capture_page(drafter, terms).capture
    capture(drafter, terms, TERMS)
    with pytest.raises(Conflict):
        accept_capture(actor=drafter, capture=refused)
    again = capture_page(drafter, terms).capture
    accept_capture(actor=drafter, capture=again)
    with pytest.raises(Conflict):
        accept_capture(actor=drafter, capture=again)


@pytest.mark.parametrize("who", ["requester", "engineering_owner", "auditor", "outsider", "administrator"])
def test_nobody_but_counsel_takes_it_for_the_terms(
    who: str, request: pytest.FixtureRequest, drafter: Actor, terms: TermsDocument, as_actor: AsActor
) -> None:
    refused = capture_page(drafter, terms).capture
    with pytest.raises(NotAllowed):
        accept_capture(actor=as_actor(request.getfixturevalue(who)), capture=refused)
    with pytest.raises(NotAllowed):
        accept_capture(actor=Actor(user=drafter.user, via="token"), capture=refused)


def test_what_a_person_wrote_out_may_be_short(drafter: Actor, terms: TermsDocument) -> None:
    assert capture(drafter, terms, "Twelve seats, paid once a year.").version is not None


def test_the_database_keeps_a_look_without_terms_from_having_a_version(drafter: Actor, terms: TermsDocument) -> None:
    look = capture_page(drafter, terms).capture
    values = {"document": terms, "captured_at": look.captured_at, "source": look.source, "blob": look.blob}
    version = terms.versions.get()
    with pytest.raises(Error), transaction.atomic():
        Capture.objects.create(sequence=9, state=CaptureState.CAPTURE_PROBLEM, version=version, **values)


def test_the_page_says_what_changed_and_what_to_do_about_a_page_without_terms(
    drafter: Actor, counsel: User, terms: TermsDocument, signed_in: SignedIn
) -> None:
    capture(drafter, terms, DATED)
    client = signed_in(counsel)
    sent = client.post(f"/documents/{terms.uid}/capture/", {"text": "# Redirecting\n\nYou are being redirected."})
    page = client.get(sent.url).content.decode()
    for words in (
        "Date line only",
        "First text",
        "Capture problem",
        "leads on to another page",
        "stays the current one",
    ):
        assert words in page, words
    look = terms.captures.order_by("-sequence")[0]
    assert client.post(f"/captures/{look.uid}/accept/").status_code == 302
    assert current(terms) == 3
    page = client.get(f"/documents/{terms.uid}/").content.decode()
    assert "Taken for the terms by counsel" in page and "These are the terms" not in page


def test_only_counsel_sees_the_button(drafter: Actor, auditor: User, terms: TermsDocument, signed_in: SignedIn) -> None:
    look = capture_page(drafter, terms).capture
    client = signed_in(auditor)
    assert "These are the terms" not in client.get(f"/documents/{terms.uid}/").content.decode()
    assert client.post(f"/captures/{look.uid}/accept/").status_code == 403
