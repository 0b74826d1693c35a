"""The reader shows where a text is likely to speak of an area, and why; it never says what the answer is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from governance.accounts.access import Actor
from governance.accounts.models import User
from tests.cast import SignedIn
from tests.factories.vendors import OWNERSHIP_SENTENCE, make_document, make_draft, newest_version
from tests.governance.api_fixtures import Caller
from vendors.domain.terms import AREA_LABELS, ClauseArea, DocumentVisibility
from vendors.models import Citation, TermsDocument, Tier

LONG = """# Terms

## 1. Output

As between the parties, Customer owns all Output and the Provider assigns any right in it to Customer.

## 2. Weather

The weather in the valley is mild and the roads are wide.

## 3. Training

The Provider may use Customer Content to train its models unless an administrator opts out.
"""


@pytest.fixture
def text(drafter: Actor, business: Tier) -> TermsDocument:
    return make_document(drafter, business, title="Other terms", text=LONG)


def address(document: TermsDocument, query: str = "") -> str:
    return f"/versions/{newest_version(document).uid}/{query}"


def panel(page: str) -> str:
    return page[page.index('id="suggested"') : page.index("Rests on this text")]


def test_no_passage_is_shown_before_an_area_is_chosen(text: TermsDocument, outsider: User, signed_in: SignedIn) -> None:
    page = signed_in(outsider).get(address(text)).content.decode()
    assert "Choose an area" in panel(page)
    assert all(f">{label}</a>" in panel(page) for label in AREA_LABELS.values())
    assert 'class="sug"' not in page


def test_the_passages_of_an_area_are_listed_with_reasons_and_lead_into_the_text(
    text: TermsDocument, outsider: User, signed_in: SignedIn
) -> None:
    page = signed_in(outsider).get(address(text, "?area=training_restrictions")).content.decode()
    shown = panel(page)
    first = re.search(r'<a href="#(s-1)">([^<]+)</a>', shown)
    assert first is not None and "to train its models" in first[2]
    assert 'class="sug" id="s-1"' in page
    assert "3. Training" in shown and "<summary>Why</summary>" in shown
    assert "weather" not in shown
    assert "Cite<" not in shown  # who does not edit readings is not offered to cite


def test_a_passage_is_one_click_from_being_cited_for_the_reading_at_hand(
    drafter: Actor, counsel: User, business: Tier, text: TermsDocument, signed_in: SignedIn
) -> None:
    draft = make_draft(drafter, business, document=text, exact="Customer owns all Output")
    client = signed_in(counsel)
    shown = panel(client.get(address(text, f"?for={draft.uid}")).content.decode())
    assert "Customer owns all Output" in shown and "Cited already" in shown
    link = re.search(r'href="([^"]+/cite/\?[^"]+)"', shown)
    assert link is not None
    cite = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert "Customer owns all Output" in cite and str(draft.uid) in cite


def test_a_text_that_says_nothing_of_an_area_says_so_and_calls_nothing_silent(
    drafter: Actor, business: Tier, outsider: User, signed_in: SignedIn
) -> None:
    document = make_document(drafter, business, title="Weather", text="# Weather\n\nThe roads are wide and dry.")
    page = signed_in(outsider).get(address(document, f"?area={ClauseArea.INDEMNITY}")).content.decode()
    assert "Read the text whole before you call it silent" in panel(page)


@pytest.mark.parametrize("query", ["?area=nonsense", "?area=", "?for=nonsense"])
def test_an_unknown_area_is_none(text: TermsDocument, outsider: User, signed_in: SignedIn, query: str) -> None:
    page = signed_in(outsider).get(address(text, query))
    assert page.status_code == 200
    assert "Choose an area" in panel(page.content.decode())


def test_the_citations_of_a_text_stay_marked_where_a_passage_is_suggested(
    drafter: Actor, counsel: User, business: Tier, terms: TermsDocument, signed_in: SignedIn
) -> None:
    make_draft(drafter, business, document=terms)
    page = signed_in(counsel).get(address(terms, "?area=output_ownership")).content.decode()
    assert f'<mark id="c-{Citation.objects.get().uid}">{OWNERSHIP_SENTENCE}</mark>' in page


def test_a_program_reads_the_suggestions_of_an_area_and_is_told_which_areas_there_are(
    text: TermsDocument, outsider: User, program: Callable[..., Caller]
) -> None:
    ask = program(outsider)
    version = newest_version(text).uid
    told = ask.get(f"versions/{version}/suggestions/?area=training_restrictions")
    assert told.status_code == 200
    first = told.json()[0]
    assert "to train its models" in first["text"] and first["reasons"] and first["direction"] == "vendor"
    refused = ask.get(f"versions/{version}/suggestions/?area=weather")
    assert refused.status_code == 422
    assert "output_ownership" in refused.json()["problems"]["area"][0]


def test_the_suggestions_of_a_contract_are_not_there_for_who_may_not_read_it(
    drafter: Actor, business: Tier, outsider: User, signed_in: SignedIn, program: Callable[..., Caller]
) -> None:
    contract = make_document(drafter, business, text=LONG, visibility=DocumentVisibility.CONTRACT)
    assert signed_in(outsider).get(address(contract, "?area=indemnity")).status_code == 404
    told = program(outsider).get(f"versions/{newest_version(contract).uid}/suggestions/?area=indemnity")
    assert told.status_code == 404
