"""Lists: headings sort, pages lead on, filters survive both; digests and citations say what they rest on."""

import datetime as dt
from uuid import UUID

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict

from governance.web.markup import evidence, lists
from vendors.domain.terms import CitationFact, CitationKind

DIGEST = "9c417ab2" * 7 + "51ffe07d"
UID = UUID(int=7)


def query(text=""):
    return QueryDict(text)


def test_a_heading_sorts_rising_first_and_falling_next():
    assert 'href="?sort=name"' in lists.sort_th(query(), "Name", "name")
    assert 'href="?sort=-name"' in lists.sort_th(query("sort=name"), "Name", "name")
    assert 'href="?sort=name"' in lists.sort_th(query("sort=-name"), "Name", "name")


def test_only_the_heading_in_use_says_its_direction():
    assert 'aria-sort="ascending"' in lists.sort_th(query("sort=name"), "Name", "name")
    assert 'aria-sort="descending"' in lists.sort_th(query("sort=-name"), "Name", "name")
    assert "aria-sort" not in lists.sort_th(query("sort=age"), "Name", "name")
    assert 'aria-sort="ascending"' in lists.sort_th(query(), "Name", "name", default="name")


def test_sorting_keeps_filters_and_starts_over_at_the_first_page():
    drawn = lists.sort_th(query("state=open&page=4"), "Name", "name")
    assert 'href="?state=open&amp;sort=name"' in drawn


def test_a_heading_is_a_column_heading_and_can_stand_at_the_end():
    drawn = lists.sort_th(query(), "Age", "age", align="end", extra="wide")
    assert 'scope="col" class="text-end wide"' in drawn


def test_page_links_say_which_rows_and_keep_filters():
    drawn = lists.pages(query("state=open&page=2"), Paginator(range(340), 50).page(2))
    assert "Rows 51 to 100 of 340" in drawn
    assert 'rel="prev" href="?state=open&amp;page=1"' in drawn
    assert 'rel="next" href="?state=open&amp;page=3"' in drawn
    assert "Page 2 of 7" in drawn


def test_a_single_page_has_no_links_and_an_empty_one_says_nothing():
    assert "<a" not in lists.pages(query(), Paginator(range(3), 50).page(1))
    assert lists.pages(query(), Paginator([], 50).page(1)) == ""


def test_a_query_can_drop_and_change_parameters_without_touching_the_others():
    assert lists.with_query(query("a=1&b=2&b=3"), a=None) == "?b=2&b=3"
    assert lists.with_query(query("a=1"), a="x y") == "?a=x+y"
    assert lists.with_query(query()) == "?"


def test_an_empty_state_names_the_next_act_when_there_is_one():
    assert 'href="/reports/new/">Start a report</a>' in lists.empty_state(
        "None", "Text", "/reports/new/", "Start a report"
    )
    assert "<a" not in lists.empty_state("None", "Text")
    assert "&lt;i&gt;" in lists.empty_state("<i>", "Text")


def test_a_short_digest_keeps_the_whole_in_its_title():
    assert evidence.hash_(DIGEST) == f'<code class="hash" title="{DIGEST}">9c41…e07d</code>'
    assert evidence.hash_("v7") == '<code class="hash" title="v7">v7</code>'
    assert evidence.hash_("") == evidence.hash_(None) == evidence.fullhash("") == ""


def test_a_whole_digest_is_copied_without_added_characters():
    assert evidence.fullhash(DIGEST).replace("<wbr>", "") == f'<code class="hash whole">{DIGEST}</code>'


def citation(kind=CitationKind.QUOTE, **parts):
    return CitationFact(uid=UID, kind=kind, document="Commercial terms", **parts)


def test_a_quote_is_whole_escaped_and_names_section_version_and_hash():
    exact = "Customer <owns> the Output, if any." * 40
    drawn = evidence.quote(citation(exact=exact, heading="5.2", version_number=7, version_sha256=DIGEST))
    assert drawn.startswith('<blockquote class="q">')
    assert exact.replace("<owns>", "&lt;owns&gt;") in drawn
    assert "Commercial terms, 5.2" in drawn
    assert f'title="{DIGEST}">v7 9c41…e07d<' in drawn


def test_silence_is_in_our_words_and_not_a_quote():
    drawn = evidence.quote(citation(CitationKind.SILENCE))
    assert "says nothing on this question" in drawn
    assert "blockquote" not in drawn


def test_a_document_names_page_and_date():
    fact = citation(
        CitationKind.DOCUMENT,
        note="Retention is zero.",
        page="3",
        dated_on=dt.date(2026, 2, 4),
    )
    drawn = evidence.quote(fact)
    assert "Retention is zero." in drawn
    assert "page 3" in drawn
    assert "4 Feb 2026" in drawn


@pytest.mark.parametrize("kind", ["quote", "silence", "document"])
def test_a_citation_from_a_snapshot_reads_like_one_from_the_domain(kind):
    fact = citation(CitationKind(kind), exact="" if kind == "silence" else "Words.", page="3")
    snapshot = {
        "uid": str(UID),
        "kind": kind,
        "document": "Commercial terms",
        "exact": fact.exact,
        "page": "3",
    }
    assert evidence.quote(snapshot) == evidence.quote(fact)


def test_a_citation_without_a_version_has_no_link():
    assert evidence.reader_address(citation(exact="Words.")) == ""
