"""Terms in force against approvals, gaps included; and which text applied on a day, on the page and for programs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import Team, User
from policies.domain.types import BindingMode
from policies.models import Approval, PolicyRevision, Tool
from policies.services.held_inputs import BindingInput
from policies.services.requests import today
from policies.services.tools import configure_tool
from tests.cast import AsActor, SignedIn
from tests.factories.policies import held, make_approval, make_request, make_tool
from tests.factories.vendors import TERMS, make_document, newest_version
from tests.policies.pages import words
from vendors.domain.terms import Applicability, CaptureSource, DocumentVisibility
from vendors.models import TermsDocument, Tier
from vendors.services.captures import capture_document
from vendors.services.documents import add_link, end_link

THEIRS = TERMS.replace("Customer owns the Output, if any.", "Larkspur owns the Output.")
GONE = "<h1>Page not found</h1><p>The page you are looking for does not exist.</p>"


def capture(actor: Actor, document: TermsDocument, text: str, media_type: str = "text/markdown") -> None:
    capture_document(
        actor=actor, document=document, data=text.encode(), media_type=media_type, source=CaptureSource.UPLOAD
    )


def ahead(days: float) -> Any:
    return time_machine.travel(timezone.now() + dt.timedelta(days=days))


def day(number: int) -> str:
    return (today() + dt.timedelta(days=number)).isoformat()


@pytest.fixture
def approved(
    asker: Actor, read_tier: Tier, legal: Actor, engineering: Actor, payments: Team, policy: PolicyRevision
) -> Callable[..., Approval]:
    """Makes an approval of a tool of the read tier, bound to texts as told."""

    def make(*bindings: BindingInput, name: str = "") -> Approval:
        tool = make_tool(asker, read_tier, name) if name else make_tool(asker, read_tier)
        configure_tool(actor=asker, tool=tool, version=None, entry=held(bindings=list(bindings)))
        return make_approval(legal, engineering, make_request(asker, tool, payments).lines.get())

    return make


def tier_page(tier: Tier, query: str = "") -> str:
    return reverse("policies:tier_timeline", args=[tier.uid]) + query


def texts(client: Client, address: str) -> list[tuple[Any, ...]]:
    found = client.get(address)
    assert found.status_code == 200, found.content
    return [(row["number"], row["gap"], row["since"], row["until"], row["unseen"]) for row in found.json()]


def test_a_tool_on_notice_is_bound_by_the_old_text_while_the_document_says_the_new(
    approved: Callable[..., Approval], legal: Actor, terms: TermsDocument, read_tier: Tier, outsider: User,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    tool = approved(BindingInput(terms, BindingMode.ON_NOTICE, 30)).tool
    with ahead(10):
        capture(legal, terms, THEIRS)
    client = signed_in(outsider)
    by_tier, by_tool = f"/api/v1/tiers/{read_tier.uid}/texts/", f"/api/v1/tools/{tool.uid}/texts/"
    assert texts(client, f"{by_tier}?on={day(9)}") == [(1, "", day(0), day(10), False)]
    assert texts(client, f"{by_tier}?on={day(10)}") == [(2, "", day(10), None, False)]
    assert texts(client, f"{by_tool}?on={day(39)}") == [(1, "", day(0), day(40), False)]
    assert texts(client, f"{by_tool}?on={day(40)}") == [(2, "", day(40), None, False)]
    answer = client.get(tier_page(read_tier, f"?on={day(39)}&tool={tool.uid}"))
    page = words(answer)
    assert f"as it bound {tool.name}" in page
    assert terms.versions.get(number=1).sha256 in answer.content.decode().replace("<wbr>", "")
    assert f"Approvals that ran then: {tool.name} for" in page


def test_a_pin_binds_until_its_end_and_the_days_before_the_tool_was_held_are_not_spoken_of(
    approved: Callable[..., Approval], legal: Actor, terms: TermsDocument, outsider: User, signed_in: SignedIn
) -> None:
    renews = today() + dt.timedelta(days=60)
    tool = approved(BindingInput(terms, BindingMode.PINNED, version=newest_version(terms), renews_on=renews)).tool
    with ahead(10):
        capture(legal, terms, THEIRS)
    client, address = signed_in(outsider), f"/api/v1/tools/{tool.uid}/texts/"
    assert texts(client, f"{address}?on={day(59)}") == [(1, "", day(0), day(60), False)]
    assert texts(client, f"{address}?on={day(60)}") == [(2, "", day(60), None, False)]
    assert texts(client, f"{address}?on={day(-1)}") == [(None, "", None, None, False)]


def test_gaps_are_shown_where_no_text_was_captured_and_where_none_governed(
    legal: Actor, as_actor: AsActor, counsel: User, tier: Tier, terms: TermsDocument, signed_in: SignedIn
) -> None:
    TermsDocument.objects.create(vendor=tier.product.vendor, title="Never captured", kind="service_terms")
    add_link(actor=legal, document=TermsDocument.objects.get(title="Never captured"), tier=tier)
    with ahead(5):
        capture(legal, terms, GONE, "text/html")
    with ahead(8):
        capture(legal, terms, TERMS)
    with ahead(20):
        end_link(actor=as_actor(counsel), link=terms.links.get())
    client, address = signed_in(counsel), f"/api/v1/tiers/{tier.uid}/texts/"
    assert texts(client, f"{address}?on={day(6)}") == [
        (1, "", day(5), day(8), True),
        (None, "not_captured", day(0), None, False),
    ]
    assert texts(client, f"{address}?on={day(21)}")[0] == (None, "not_governing", day(20), None, False)
    assert texts(client, f"{address}?on={day(-1)}") == [(None, "", None, None, False)] * 2
    page = words(client.get(tier_page(tier, f"?on={day(6)}")))
    assert "Then looks found no terms, so that nobody saw whether this text still stood." in page
    assert "It governed, and no text of it was captured." in page
    assert "A text was on record, and it governed nothing here." in page
    assert "Neither a text nor a link by which it governs was on record." in words(
        client.get(tier_page(tier, f"?on={day(-1)}"))
    )


def test_the_picture_and_the_table_say_the_same_without_styles_or_scripts_of_their_own(
    approved: Callable[..., Approval], legal: Actor, terms: TermsDocument, read_tier: Tier, outsider: User,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    approved(BindingInput(terms, BindingMode.ON_NOTICE, 30), name="Sly <b>& Co</b>")
    capture(legal, terms, THEIRS)
    body = signed_in(outsider).get(tier_page(read_tier)).content.decode()
    picture = body.partition('<svg class="time"')[2].partition("</svg>")[0]
    assert "style=" not in picture and "<b>" not in picture and "Sly &lt;b&gt;&amp; Co&lt;/b&gt;" in picture
    titles = re.findall(r"<title>([^<]*)</title>", picture)
    assert any(", as it bound Sly" in title and "version 2" in title for title in titles)
    assert any(title.startswith("Approval of Sly") and ": flagged, " in title for title in titles)
    assert len(titles) == body.partition('aria-label="The same in words"')[2].partition("</tbody>")[0].count("<tr ") - 1


def test_a_document_has_its_own_page_with_the_tools_it_binds(
    approved: Callable[..., Approval], legal: Actor, terms: TermsDocument, read_tier: Tier, outsider: User,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    tool = approved(BindingInput(terms, BindingMode.ON_NOTICE, 30)).tool
    make_document(legal, read_tier, title="Another text")
    client = signed_in(outsider)
    page = words(client.get(reverse("policies:document_timeline", args=[terms.uid])))
    assert f"{terms.title}, as it bound {tool.name}" in page and f"Approval of {tool.name}" in page
    assert "Another text" not in page
    alone = TermsDocument.objects.create(vendor=read_tier.product.vendor, title="Alone", kind="service_terms")
    assert "Nothing to show yet" in words(client.get(reverse("policies:document_timeline", args=[alone.uid])))


def test_contracts_are_left_out_and_counted_for_those_who_may_not_read_them(
    tool: Tool, legal: Actor, read_tier: Tier, outsider: User, counsel: User, signed_in: SignedIn
) -> None:
    letter = make_document(legal, read_tier, title="Side letter", visibility=DocumentVisibility.CONTRACT)
    address = tier_page(read_tier, f"?on={day(0)}")
    assert "Side letter" in words(signed_in(counsel).get(address))
    client = signed_in(outsider)
    page = words(client.get(address))
    assert "Side letter" not in page and "1 contract you may not read is left out" in page
    assert client.get(reverse("policies:document_timeline", args=[letter.uid])).status_code == 404
    for noun, uid in (("tiers", read_tier.uid), ("tools", tool.uid)):
        assert len(texts(client, f"/api/v1/{noun}/{uid}/texts/?on={day(0)}")) == 1
        assert len(texts(signed_in(counsel), f"/api/v1/{noun}/{uid}/texts/?on={day(0)}")) == 2


def test_a_link_for_another_region_binds_no_tool_held_elsewhere(
    tool: Tool, legal: Actor, read_tier: Tier, counsel: User, signed_in: SignedIn
) -> None:
    other = make_document(legal, read_tier, title="Zz regional")
    end_link(actor=legal, link=other.links.get())
    add_link(actor=legal, document=other, tier=read_tier, applicability=Applicability(region="Mars"))
    found = texts(signed_in(counsel), f"/api/v1/tools/{tool.uid}/texts/?on={day(0)}")
    assert found[-1][:2] == (None, "not_governing")


@pytest.mark.parametrize("asked", ["", "?on=", "?on=yesterday", "?on=2027-02-30", "?on=2027-1-1"])
def test_a_day_that_is_none_is_refused_in_words(
    asked: str, tool: Tool, read_tier: Tier, counsel: User, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    for address in (f"/api/v1/tiers/{read_tier.uid}/texts/", f"/api/v1/tools/{tool.uid}/texts/"):
        answer = client.get(address + asked)
        assert answer.status_code == 422 and "?on=YYYY-MM-DD" in answer.json()["detail"]
    assert client.get(f"/api/v1/tools/{tool.uid}/texts/?on={day(0)}&until=x").status_code == 400


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?on=yesterday", 422),
        ("?tool=nonsense", 422),
        ("?on=0001-01-01", 200),
        ("?on=9999-12-31", 200),
        ("?page=2", 200),
    ],
)
def test_the_page_answers_nonsense_in_words_and_any_day_at_all(
    query: str, status: int, tool: Tool, read_tier: Tier, counsel: User, signed_in: SignedIn
) -> None:
    answer = signed_in(counsel).get(tier_page(read_tier, query))
    assert answer.status_code == status and b"Terms and approvals of" in answer.content


def test_many_tools_texts_and_approvals_cost_as_many_queries_as_few(
    approved: Callable[..., Approval], legal: Actor, terms: TermsDocument, read_tier: Tier, counsel: User,
    signed_in: SignedIn,
) -> None:  # fmt: skip
    client, address = signed_in(counsel), tier_page(read_tier, f"?on={day(0)}")

    def cost() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    approved(BindingInput(terms, BindingMode.ON_NOTICE, 30))
    few = cost()
    for number in range(4):
        approved(BindingInput(terms, BindingMode.ON_NOTICE, number))
    for number in range(4):
        capture(legal, make_document(legal, read_tier), f"{THEIRS}\n{number}\n")
    assert cost() == few <= 20
