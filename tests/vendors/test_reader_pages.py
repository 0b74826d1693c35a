"""The reader, citing from it, and the redline: words only, quick, and never a quote that is not there."""

from __future__ import annotations

import re
from html import unescape

import pytest

from governance.accounts.access import Actor
from governance.accounts.models import User
from tests.cast import SignedIn
from tests.factories.vendors import (
    OWNERSHIP_SENTENCE,
    TERMS,
    make_approved,
    make_document,
    make_draft,
    make_in_review,
    newest_text,
    newest_version,
)
from tests.vendors.test_capture_deeds import HOSTILE, capture
from vendors.models import Assessment, Citation, ClauseRecord, TermsDocument, Tier


def reader(document: TermsDocument) -> str:
    return f"/versions/{newest_version(document).uid}/"


def article(page: str) -> str:
    return page[page.index("<article") : page.index("</article>")]


def words_of(markup: str) -> str:
    bare = re.sub(r'<a class="(ref|cite)".*?</a>', "", markup, flags=re.DOTALL)
    return "".join(unescape(re.sub(r"<[^>]*>", "", bare)).split())


def test_the_text_on_the_page_is_the_canonical_text(
    drafter: Actor, counsel: User, business: Tier, terms: TermsDocument, signed_in: SignedIn
) -> None:
    make_draft(drafter, business, document=terms)
    page = signed_in(counsel).get(reader(terms)).content.decode()
    assert words_of(article(page)) == "".join(newest_text(terms).text.split())


def test_the_head_says_which_text_this_is(
    drafter: Actor, counsel: User, terms: TermsDocument, signed_in: SignedIn
) -> None:
    first = newest_version(terms)
    page = signed_in(counsel).get(reader(terms)).content.decode()
    assert "Current" in page and f"SHA-256 {first.sha256}" in page and "Captured" in page
    capture(drafter, terms, "Quite other words.")
    page = signed_in(counsel).get(f"/versions/{first.uid}/").content.decode()
    assert "Not current" in page and "Read version 2" in page
    capture(drafter, terms, TERMS)
    page = signed_in(counsel).get(f"/versions/{first.uid}/").content.decode()
    assert "Not current" not in page and "Current" in page


def test_citations_are_marked_numbered_and_lead_to_their_answers(
    drafter: Actor, checker: Actor, outsider: User, business: Tier, terms: TermsDocument, signed_in: SignedIn
) -> None:
    reading = make_approved(drafter, checker, business, terms)
    page = signed_in(outsider).get(reader(terms)).content.decode()
    citation = Citation.objects.get()
    assert f'<mark id="c-{citation.uid}">{OWNERSHIP_SENTENCE}</mark>' in page
    assert f'href="/assessments/{reading.uid}/#a-own_owner"' in page
    assert ">O1</a>" in page
    assert 'class="cite"' not in page and "data-cite-form" not in page


def test_sentences_carry_a_cite_link_for_counsel_that_keeps_the_aim(
    drafter: Actor, counsel: User, business: Tier, terms: TermsDocument, signed_in: SignedIn
) -> None:
    draft = make_draft(drafter, business)
    page = signed_in(counsel).get(f"{reader(terms)}?for={draft.uid}&question=own_owner").content.decode()
    start = newest_text(terms).text.index(OWNERSHIP_SENTENCE)
    link = next(
        unescape(link) for link in re.findall(r'class="cite" href="([^"]+)"', page) if f"end={start + 57}" in link
    )
    assert f"for={draft.uid}" in link and "question=own_owner" in link
    shown = signed_in(counsel).get(link).content.decode()
    assert OWNERSHIP_SENTENCE in shown
    assert re.search(r'value="own_owner"[^>]*checked', shown)
    assert "What they answer in Output ownership" in shown


def test_nothing_of_a_hostile_page_is_markup_on_ours(
    drafter: Actor, counsel: User, terms: TermsDocument, signed_in: SignedIn
) -> None:
    capture(drafter, terms, HOSTILE, media_type="text/html")
    page = signed_in(counsel).get(reader(terms)).content.decode()
    assert "The Customer owns the Output." in page
    for trace in ("evil.example", "alert(", "onerror", "onload", "<iframe", "javascript:"):
        assert trace not in page, trace


@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown"])
def test_markup_in_a_plain_text_is_shown_as_characters(
    media_type: str, drafter: Actor, counsel: User, business: Tier, terms: TermsDocument, signed_in: SignedIn
) -> None:
    hostile = 'The <Customer\'s name> owns "it" & more; &lt;b&gt; too. <script>alert(1)</script>'
    capture(drafter, terms, hostile, media_type=media_type)
    markup = article(signed_in(counsel).get(reader(terms)).content.decode())
    assert "<script" not in markup and "<Customer" not in markup
    assert words_of(markup) == "".join(newest_text(terms).text.split())


def test_a_long_text_is_shown_whole_and_escaped_everywhere(
    drafter: Actor, counsel: User, business: Tier, signed_in: SignedIn
) -> None:
    clause = '{n}.1 Customer & <b>its</b> affiliates may use Output {n}. They pay "fees" of {n} < {n}0 euros.\n\n'
    text = "".join(f"## {n} Section {n}\n\n" + clause.replace("{n}", str(n)) for n in range(1, 1000))
    long = make_document(drafter, business, text[:110_000])
    client = signed_in(counsel)
    page = client.get(reader(long)).content.decode()
    assert len(newest_text(long).text) > 95_000
    assert "<b>" not in article(page)
    assert words_of(article(page)) == "".join(newest_text(long).text.split())


def test_a_selection_that_is_not_in_the_text_is_refused_in_words(
    counsel: User, terms: TermsDocument, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    for query in ("exact=Customer+owns+nothing.", "", "start=5", "start=99999999&end=999999999", "start=9&end=9",
                  "start=x&end=y", "exact=+", "start=-1&end=5"):  # fmt: skip
        response = client.get(f"{reader(terms)}cite/?{query}")
        assert response.status_code == 422, query
        assert "Back to the text" in response.content.decode()
    posted = {"exact": "Customer owns nothing.", "into": "x", "questions": ["own_owner"], "questions_shown": "1"}
    assert client.post(f"{reader(terms)}cite/", posted).status_code == 422
    assert not Citation.objects.exists()


def test_words_are_cited_for_a_clause_that_is_opened_by_it(
    counsel: User, business: Tier, terms: TermsDocument, signed_in: SignedIn
) -> None:
    client = signed_in(counsel)
    into = f"clause:{business.uid}:output_ownership"
    page = client.get(f"{reader(terms)}cite/?exact={OWNERSHIP_SENTENCE}").content.decode()
    assert into in page and "starts a draft" in page
    form = {"exact": OWNERSHIP_SENTENCE.replace(" ", "  "), "into": into, "questions_shown": "1"}
    without = client.post(f"{reader(terms)}cite/", form)
    assert without.status_code == 422 and "Choose at least one question" in without.content.decode()
    assert not ClauseRecord.objects.exists()
    cited = client.post(f"{reader(terms)}cite/", {**form, "questions": ["own_owner", "own_qualified"], "then": "desk"})
    draft = Assessment.objects.get()
    assert cited["Location"] == f"/assessments/{draft.uid}/#a-own_owner"
    assert draft.answers.count() == 2
    again = client.post(f"{reader(terms)}cite/", {**form, "questions": ["own_mechanism"]})
    assert again["Location"] == f"{reader(terms)}?for={draft.uid}"
    assert Assessment.objects.count() == 1


def test_a_long_quote_travels_in_forms_since_no_address_holds_it(
    drafter: Actor, counsel: User, business: Tier, signed_in: SignedIn
) -> None:
    quote = ("The Customer “owns” the Output; " * 120).strip()
    address = reader(make_document(drafter, business, f"## 1 Output\n\n{quote}"))
    client = signed_in(counsel)
    selecting = re.search(r"<form[^>]*data-cite-form[^>]*>", client.get(address).content.decode())
    assert selecting and 'method="post"' in selecting[0]
    chosen = client.post(f"{address}cite/", {"exact": quote, "question": "own_mechanism"}).content.decode()
    forms = re.findall(r"<form[^>]*>(?:(?!</form>).)*name=\"exact\"", chosen, re.DOTALL)
    assert forms and all('method="post"' in form and "csrfmiddlewaretoken" in form for form in forms)
    sent = {"exact": quote, "question": "own_mechanism", "into": f"clause:{business.uid}:output_ownership"}
    asked = client.post(f"{address}cite/", sent)
    assert asked.status_code == 200
    assert re.search(r'value="own_mechanism"[^>]*checked', asked.content.decode())
    assert not Citation.objects.exists()


def test_nothing_can_be_cited_for_a_reading_in_review_or_a_clause_unknown(
    drafter: Actor, counsel: User, business: Tier, terms: TermsDocument, signed_in: SignedIn
) -> None:
    waiting = make_in_review(drafter, business, terms)
    client = signed_in(counsel)
    page = client.get(f"{reader(terms)}cite/?start=2&end=18").content.decode()
    assert "Output ownership of" not in page and "Retention of" in page
    form = {"start": "2", "end": "18", "questions": ["own_owner"], "questions_shown": "1"}
    clause = {**form, "into": f"clause:{business.uid}:output_ownership"}
    refused = client.post(f"{reader(terms)}cite/", clause)
    assert refused.status_code == 422 and "in review" in refused.content.decode()
    for into in (f"draft:{waiting.uid}", "draft:nonsense", "clause:nonsense:x", f"clause:{business.uid}:x", "x"):
        assert client.post(f"{reader(terms)}cite/", {**form, "into": into}).status_code == 200, into
    assert Citation.objects.count() == 1
