"""The watch page: documents by what the last look at each found, noise apart from what somebody has to read or do."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import User
from tests.cast import SignedIn
from tests.factories.vendors import TERMS, make_approved, make_document, make_tier
from tests.harness import outside
from tests.harness.outside import PUBLIC, Site, answer
from vendors.domain.terms import CaptureSource, DocumentVisibility, Rhythm
from vendors.models import CaptureRule, ChangeReview, TermsDocument, Tier, Watch
from vendors.services.captures import capture_document
from vendors.services.change_reviews import confirm_change
from vendors.services.fetching import look_at
from vendors.services.watching import set_rule

URL = "http://vendor.example/terms"
ADDED = "\n## 9 Suspension\n\n9.1 Larkspur may suspend the Service if Customer does not pay within 10 days.\n"
NOTICES = "\n## 9 Notices\n\n9.1 Notices are sent by e-mail within 10 days.\n"


@pytest.fixture
def site() -> Iterator[Site]:
    with outside.running() as found:
        found.names["vendor.example"] = [PUBLIC]
        yield found


def captured(actor: Actor, document: TermsDocument, text: str) -> None:
    capture_document(
        actor=actor, document=document, data=text.encode(), media_type="text/markdown", source=CaptureSource.PASTE
    )


def watched(actor: Actor, tier: Tier, title: str, rhythm: Rhythm = Rhythm.DAILY) -> TermsDocument:
    document = make_document(actor, tier, title=title)
    set_rule(actor=actor, document=document, address=URL, rhythm=rhythm)
    return document


def page(client: Client, query: str = "") -> str:
    found = client.get(f"/watch/{query}")
    assert found.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", found.content.decode()).split())


def rows(client: Client, query: str = "") -> list[str]:
    """The rows of the table, in words."""
    body = client.get(f"/watch/{query}").content.decode().partition("<tbody")[2].partition("</tbody>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in body.split("<tr ")[1:]]


def titles(client: Client, query: str = "") -> list[str]:
    return [re.match(r'role="row"> (\w+)', row).group(1) for row in rows(client, query)]


def test_noise_is_kept_apart_from_what_has_to_be_read(
    drafter: Actor, checker: Actor, business: Tier, counsel: User, signed_in: SignedIn
) -> None:
    changed, same, dated, small = (watched(drafter, business, name) for name in ("Changed", "Same", "Dated", "Small"))
    make_approved(drafter, checker, business, changed)
    captured(drafter, same, TERMS)
    captured(drafter, dated, f"Last updated: 3 May 2027\n\n{TERMS}")
    captured(drafter, small, TERMS.replace("comments in code", "notes in code"))
    captured(drafter, changed, TERMS + ADDED)
    client = signed_in(counsel)
    assert titles(client, "?state=content") == ["Changed"]
    assert titles(client, "?state=small") == ["Small"]
    assert titles(client, "?state=quiet") == ["Dated", "Same"]
    assert titles(client, "?state=quiet&found=date_line") == ["Dated"]
    assert titles(client, "?state=needing") == ["Changed", "Small"]
    assert titles(client) == ["Changed", "Small", "Dated", "Same"]
    words = page(client)
    assert "Needs somebody 2 Change of content 1 Capture problem 0 Overdue 0 Small change 1" in words
    assert "Same as before 1 Date line only 1" in words.replace("Formatting", " Formatting")
    assert "It waits for counsel. Read what changed" in rows(client, "?state=content")[0]


def test_a_change_nobody_has_read_is_not_hidden_by_quiet_looks_after_it(
    drafter: Actor, checker: Actor, business: Tier, counsel: User, signed_in: SignedIn
) -> None:
    document = watched(drafter, business, "Changed")
    make_approved(drafter, checker, business, document)
    captured(drafter, document, TERMS + ADDED)
    captured(drafter, document, TERMS + ADDED)
    assert titles(signed_in(counsel), "?state=content") == ["Changed"]


def test_a_change_counsel_confirmed_is_quiet_again_unless_something_is_to_be_read_anew(
    drafter: Actor, checker: Actor, business: Tier, counsel: User, signed_in: SignedIn
) -> None:
    for title, tier in (("Settled", business), ("Doubted", make_tier(drafter, business.product.vendor))):
        document = watched(drafter, tier, title)
        reading = make_approved(drafter, checker, tier, document)
        captured(drafter, document, TERMS + NOTICES)
        said = {"holds": [reading.uid]} if title == "Settled" else {"holds": [], "anew": [reading.uid]}
        review = ChangeReview.objects.get(document=document)
        confirm_change(actor=drafter, review=review, version=None, note="Read whole.", **said)
    client = signed_in(counsel)
    assert titles(client, "?state=content") == ["Doubted"] and titles(client, "?state=quiet") == ["Settled"]
    assert "still to be read anew. Read what changed" in rows(client, "?state=content")[0]
    assert "Change of content 1" in page(client).partition("Quiet, by what")[2]


def test_a_page_that_holds_no_terms_says_what_to_do(
    drafter: Actor, business: Tier, counsel: User, signed_in: SignedIn, site: Site
) -> None:
    gone, failing = watched(drafter, business, "Gone"), watched(drafter, business, "Failing")
    site.says["/terms"] = answer(b"<h1>Page not found</h1><p>The page you are looking for does not exist.</p>")
    look_at(document=gone, network=site.network(), pause=0)
    site.says["/terms"] = answer(b"", status="500 Internal Server Error")
    look_at(document=failing, network=site.network(), pause=0)
    found = rows(signed_in(counsel), "?state=capture_problem")
    assert [row.split()[1] for row in found] == ["Failing", "Gone"]
    assert "Try again later" in found[0] or "Check" in found[0]
    assert "if it moved, set the new address" in found[1]


@pytest.mark.parametrize(("rhythm", "days"), [(Rhythm.DAILY, 1), (Rhythm.WEEKLY, 7)])
def test_a_look_that_does_not_come_is_overdue(
    rhythm: Rhythm, days: int, drafter: Actor, business: Tier, counsel: User, signed_in: SignedIn
) -> None:
    document = watched(drafter, business, "Late", rhythm)
    Watch.objects.filter(document=document).update(tried_at=timezone.now())
    with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
        assert titles(signed_in(counsel), "?state=overdue") == []
    with time_machine.travel(timezone.now() + dt.timedelta(days=days, hours=2)):
        late = rows(signed_in(counsel), "?state=overdue")
    assert "and was not. Fetch it now" in late[0]


def test_what_nobody_watches_is_said_with_the_reason(
    drafter: Actor, business: Tier, counsel: User, signed_in: SignedIn
) -> None:
    make_document(drafter, business, title="Posted")
    make_document(drafter, business, title="Signed", visibility=DocumentVisibility.CONTRACT)
    watched(drafter, business, "Asked", Rhythm.BY_HAND)
    asked, posted, signed = rows(signed_in(counsel), "?state=not_watched")
    assert "only when somebody asks" in asked and "Set its web address" in posted
    assert "posted nowhere" in signed and "Set its web address" not in signed


def test_a_document_without_a_text_says_so(drafter: Actor, business: Tier, counsel: User, signed_in: SignedIn) -> None:
    TermsDocument.objects.create(vendor=business.product.vendor, title="Empty", kind="service_terms")
    assert "No text yet. Paste or upload it" in rows(signed_in(counsel), "?state=capture_problem")[0]


def test_contracts_are_counted_and_shown_only_to_those_who_may_read_them(
    drafter: Actor, business: Tier, counsel: User, outsider: User, signed_in: SignedIn
) -> None:
    make_document(drafter, business, title="Posted")
    make_document(drafter, business, title="Signed", visibility=DocumentVisibility.CONTRACT)
    assert titles(signed_in(counsel)) == ["Posted", "Signed"]
    client = signed_in(outsider)
    assert titles(client) == ["Posted"] and "All 1 " in page(client)
    assert "Set its web address" not in page(client) and 'href="/watch/"' not in client.get("/").content.decode()


def test_an_empty_page_says_what_to_do(counsel: User, outsider: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    assert "Add the terms of one tool" in page(client)
    assert "Counsel adds the terms of vendors" in page(signed_in(outsider))
    assert 'href="/watch/"' in client.get("/").content.decode()


@pytest.mark.parametrize(
    "query", ["?state=nonsense", "?found=nonsense", "?page=x&sort=;drop", "?q=%25%27&state=content"]
)
def test_a_nonsense_filter_shows_a_page(query: str, drafter: Actor, counsel: User, signed_in: SignedIn) -> None:
    make_document(drafter, make_tier(drafter))
    assert signed_in(counsel).get(f"/watch/{query}").status_code == 200


@pytest.fixture
def thousand(drafter: Actor, business: Tier) -> None:
    """A thousand documents, every seventh of them watched and late."""
    vendor = business.product.vendor
    TermsDocument.objects.bulk_create(
        TermsDocument(vendor=vendor, title=f"Terms {number}", kind="service_terms") for number in range(1000)
    )
    late = list(TermsDocument.objects.order_by("pk")[::7])
    past = timezone.now() - dt.timedelta(days=9)
    CaptureRule.objects.bulk_create(
        CaptureRule(document=document, address=URL, rhythm="daily", valid_from=past) for document in late
    )
    Watch.objects.bulk_create(Watch(document=document, due_at=past) for document in late)


@pytest.mark.usefixtures("thousand")
def test_a_thousand_documents_are_asked_for_in_eight_queries_at_most(counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    client.get("/watch/")
    with CaptureQueriesContext(connection) as asked:
        body = client.get("/watch/").content.decode()
    assert len(asked) <= 8, [query["sql"][:80] for query in asked]
    assert 'All <span class="n">1000</span>' in body and 'Overdue <span class="n">143</span>' in body
    assert "Rows 1 to 50 of 1000" in body


def test_programs_read_the_same(
    drafter: Actor, checker: Actor, business: Tier, outsider: User, signed_in: SignedIn
) -> None:
    changed = watched(drafter, business, "Changed", Rhythm.WEEKLY)
    make_approved(drafter, checker, business, changed)
    captured(drafter, changed, TERMS + ADDED)
    make_document(drafter, business, title="Posted")
    make_document(drafter, business, title="Signed", visibility=DocumentVisibility.CONTRACT)
    client = signed_in(outsider)
    found = client.get("/api/v1/watches/?needing=true").json()["results"]
    assert [(row["title"], row["states"], row["rhythm"], row["change_review"]) for row in found] == [
        ("Changed", ["content"], "weekly", str(ChangeReview.objects.get().uid))
    ]
    quiet = client.get("/api/v1/watches/?needing=false").json()["results"]
    assert [(row["title"], row["states"]) for row in quiet] == [("Posted", ["not_watched"])]
    assert client.get("/api/v1/watches/?state=content").json()["results"] == found
    assert client.get(f"/api/v1/watches/{changed.uid}/").json() == found[0]
    assert client.get("/api/v1/watches/?state=loud").status_code == 422
