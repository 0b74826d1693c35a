"""Search: what is found, what stays hidden, and that it never costs more."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.accounts.models import User
from governance.desk.hits import CAP, excerpt, marked
from governance.desk.searching import search_everything
from policies.models import Codebase
from tests.cast import SignedIn
from tests.governance import desk_rows as rows
from vendors.models import VendorName


def found(user: User, words: str) -> dict[str, list[str]]:
    return {group.code: [str(hit.name) for hit in group.hits] for group in search_everything(user, words)}


def test_things_are_found_by_any_part_of_their_name_whatever_the_case(counsel):
    rows.tool(rows.tier(), "Larkspur in the EU")
    VendorName.objects.create(vendor=rows.tier("Pro").product.vendor, kind="legal", name="Larkspur Systems GmbH")
    assert found(counsel, "lark") == {
        "vendors": ["<mark>Lark</mark>spur Systems"],
        "tools": ["<mark>Lark</mark>spur in the EU"],
    }
    assert list(found(counsel, "gmbh")) == ["vendors"]
    assert found(counsel, "code bus") == {"tiers": ["<mark>Code Bus</mark>iness"]}


def test_requests_and_reports_are_found_by_number(counsel, payments, requester, auditor, engineering_owner):
    asked = rows.request_for(rows.tool(rows.tier(), "Larkspur Code"), payments, requester)
    made = rows.report(auditor, counsel, engineering_owner)
    assert list(found(counsel, f"request {asked.number}")) == ["requests"]
    assert "reports" in found(counsel, str(made.number).zfill(2))
    assert f"Report {made.number}: Portfolio" in found(counsel, "portfolio")["reports"][0].replace(
        "<mark>", ""
    ).replace("</mark>", "")


def test_words_of_the_terms_are_found_with_an_excerpt_that_is_escaped(counsel):
    vendor = rows.tier().product.vendor
    rows.text_of(vendor, "Terms", "You own all output & more. " + "More words. " * 40)
    group = search_everything(counsel, "OUTPUTS owned")[0]
    assert group.code == "terms"
    shown = str(group.hits[0].excerpt)
    assert "<mark>own</mark> all <mark>output</mark> &amp; more." in shown
    assert shown.endswith(" …")


def test_every_version_is_searched_and_the_newest_that_says_it_stands_for_the_document(counsel):
    vendor = rows.tier().product.vendor
    rows.text_of(vendor, "Terms", "The old promise.", number=1)
    rows.text_of(vendor, "Terms", "The new promise.", number=2)
    assert found(counsel, "old promise") == {"terms": ["Terms, version 1"]}
    assert found(counsel, "promise") == {"terms": ["Terms, version 2"]}
    assert search_everything(counsel, "promise")[0].hits[0].beside.endswith("; also in 1 other version")


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("retain prompts", True),
        ("prompts RETAINED", True),
        ('"retains prompts"', True),
        ("“retains prompts”", True),
        ('"prompts retains"', False),
        ("prompts -outputs", False),
        ("prompts -weather", True),
        ("promp*", True),
        ("promp", False),
        ("-weather", False),
        ("opt-out", True),
        ('"', False),
        ('prompts" OR "x', False),
        ("NEAR prompts", False),
        ("body:prompts", False),
        ("thirtieth", False),
    ],
)
def test_texts_are_found_by_words_in_any_form_phrases_beginnings_and_what_is_left_out(counsel, words, there):
    vendor = rows.tier().product.vendor
    rows.text_of(vendor, "Paper", "The provider retains prompts and outputs for thirty days. There is an opt-out.")
    assert ("terms" in found(counsel, words)) is there


def test_a_long_text_is_found_by_what_stands_at_its_end_and_the_link_leads_there(counsel):
    vendor = rows.tier().product.vendor
    long = "\n\n".join(f"Paragraph {number} speaks of weather and of roads." for number in range(2_000))
    rows.text_of(vendor, "Long", f"{long}\n\nThe last sentence mentions marmalade.")
    hit = search_everything(counsel, "marmalade")[0].hits[0]
    assert "<mark>marmalade</mark>" in str(hit.excerpt)
    assert hit.url.endswith("#:~:text=marmalade")


def test_readings_are_found_by_what_counsel_wrote_unless_they_were_discarded(counsel):
    rows.reading(rows.tier("Pro"), "indemnity", {}, by=counsel, state="draft", rationale="Void without the filter.")
    rows.reading(rows.tier("Free"), "retention", {}, by=counsel, state="discarded", rationale="Void filter.")
    assert found(counsel, "filter void") == {"readings": ["Indemnity of Code Pro"]}


def test_contracts_codebases_requests_and_reports_stay_with_those_who_may_see_them(
    counsel, outsider, requester, payments, auditor, engineering_owner
):
    vendor = rows.tier().product.vendor
    rows.text_of(vendor, "Granite order form", "Granite discount.", visibility="contract")
    Codebase.objects.create(team=payments, name="granite-core", kind="repository", destination="proprietary")
    rows.request_for(rows.tool(rows.tier("Pro"), "Pro"), payments, requester)
    type(requester.requests.get()).objects.update(purpose="Granite ledger")
    rows.report(auditor, counsel, engineering_owner, title="Granite")
    assert found(outsider, "granite") == {}
    assert list(found(requester, "granite")) == ["requests", "codebases"]
    assert list(found(counsel, "granite")) == ["documents", "requests", "codebases", "reports", "terms"]


def test_privileged_notes_are_not_searched(counsel):
    vendor = rows.tier().product.vendor
    type(vendor).objects.update(privileged_note="Settle quietly")
    rows.reading(rows.tier("Pro"), "indemnity", {}, by=counsel, state="draft", privileged_note="Settle quietly")
    assert found(counsel, "settle quietly") == {}


def test_hits_are_capped_and_the_page_says_that_there_are_more(counsel, signed_in: SignedIn):
    for number in range(CAP + 1):
        rows.tier(vendor=f"Larkspur {number}")
    group = search_everything(counsel, "larkspur")[0]
    assert (len(group.hits), group.more) == (CAP, True)
    assert "There are more." in signed_in(counsel).get("/search/?q=larkspur").content.decode()


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", "a" * 101, " "])
def test_odd_words_break_nothing(words, counsel, signed_in: SignedIn):
    rows.tier()
    assert signed_in(counsel).get("/search/", {"q": words}).status_code in (200, 422)


def test_wildcards_of_the_database_are_plain_characters(counsel):
    rows.tier()
    assert found(counsel, "%%") == {}
    assert found(counsel, "L_rkspur") == {}


def test_one_character_is_refused_in_words_and_nothing_typed_asks_for_something(counsel, signed_in: SignedIn):
    client = signed_in(counsel)
    short = client.get("/search/?q=x")
    assert short.status_code == 422
    assert "Type at least two characters." in short.content.decode()
    assert "What are you looking for?" in client.get("/search/").content.decode()
    assert "Nothing found" in client.get("/search/?q=zzz").content.decode()


def test_what_was_typed_is_shown_escaped(counsel, signed_in: SignedIn):
    page = signed_in(counsel).get("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_a_visitor_is_sent_to_sign_in(database):
    assert Client().get("/search/?q=terms")["Location"].startswith("/sign-in/")


def test_search_costs_the_same_with_ten_and_a_hundred_rows(counsel, requester, payments, signed_in: SignedIn):
    client = signed_in(counsel)

    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            plan = rows.tier(f"Acorn {number}", vendor=f"Acorn {number}", product=f"Acorn {number}")
            rows.text_of(plan.product.vendor, f"Acorn {number}", "Acorn terms.")
            rows.request_for(rows.tool(plan, f"Acorn {number}"), payments, requester)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/?q=acorn")
        return len(queries)

    fill(0, 10)
    client.get("/search/?q=acorn")
    before = cost()
    fill(10, 100)
    assert cost() == before


def test_marking_and_cutting_stand_up_to_any_text():
    assert marked("a & b", "zz") == "a &amp; b"
    assert excerpt("nothing here", "zz") == ""
    assert excerpt("word", "word") == "<mark>word</mark>"
    assert excerpt("a\n\n## Rules\n\nword", "word") == "a Rules <mark>word</mark>"
    assert excerpt("C# is", "C") == "<mark>C</mark># is"
    assert excerpt("İstanbul is far", "is far") == "İstanbul <mark>is far</mark>"
