"""Pages written after the rules were worded: none stands in for terms, and no odd terms are held back."""

from __future__ import annotations

import pytest

from tests.domain.vendors.test_capture_problems import TERMS as LAST_GOOD
from tests.domain.vendors.unseen_pages import NO_TERMS, TERMS
from vendors.domain.capture_problems import capture_problem
from vendors.domain.text import canonicalise


def _text(markdown: str) -> str:
    return canonicalise(markdown.encode(), "text/markdown").text


@pytest.mark.parametrize("name", NO_TERMS)
def test_no_page_without_terms_takes_the_place_of_terms(name: str) -> None:
    assert capture_problem(_text(NO_TERMS[name]), LAST_GOOD * 3) is not None


@pytest.mark.parametrize("name", TERMS)
def test_no_odd_terms_are_held_back_for_a_number_and_a_sentence_more(name: str) -> None:
    text = _text(TERMS[name])
    assert capture_problem(f"{text.replace('30', '60')}\n\nContact us with any question about this.", text) is None
