"""What of a page's address is kept under a name: filters the page knows, and nothing that leads elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.desk.domain.saved_pages import LONGEST_QUERY, PAGES, kept_query


@pytest.mark.parametrize(
    ("page", "query", "kept"),
    [
        ("matrix", "?rating=undocumented&vendor=a&page=3&format=csv", "vendor=a&rating=undocumented"),
        ("matrix", "kind=&rating=", ""),
        ("tools", "q=a+%26+b%3Dc&q=last", "q=last"),
        ("compare", "tier=1&tier=2&tier=1", "tier=1&tier=2"),
        ("tools", "q=%2F%2Fevil.example%2F%3Fnext%3Dx", "q=%2F%2Fevil.example%2F%3Fnext%3Dx"),
        ("queue", "", ""),
    ],
)
def test_filters_the_page_knows_are_kept_in_its_order(page, query, kept):
    assert kept_query(page, query) == kept


@pytest.mark.parametrize(
    ("page", "query", "words"),
    [
        ("nowhere", "q=x", "no filters to keep"),
        ("tools", "next=//evil.example", "no filter of this page"),
        ("tools", "q=%00", "cannot be seen"),
        ("tools", "q=a%E2%80%AEb", "cannot be seen"),
        ("tools", "q=" + "x" * LONGEST_QUERY, "are the most"),
        ("tools", "&".join(["q=x"] * 60), "more than 40"),
    ],
)
def test_anything_else_is_refused_in_words(page, query, words):
    with pytest.raises(ValueError, match=words):
        kept_query(page, query)


@given(st.sampled_from(sorted(PAGES)), st.text(max_size=80))
def test_what_is_kept_is_kept_again_unchanged_and_holds_no_other_name(page, text):
    try:
        kept = kept_query(page, text)
    except ValueError:
        return
    assert kept_query(page, kept) == kept
    assert {part.partition("=")[0] for part in kept.split("&") if part} <= set(PAGES[page].names)
