"""A quote is found again where its words stand, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vendors.domain.anchoring import CONTEXT, Match, Selector, find_quote, make_selector

TEXT = (
    "# Terms\n\n4.1 You own the Output. We assign our rights to you.\n\n"
    "# Service terms\n\n7.3 You own the Output. The filter must be on, and “citations” as well.\n\n"
    "9.1 We may use Outputs to improve the service."
)
WORDS = st.lists(st.sampled_from(["you", "own", "the", "output", "“any”", "model", "train", "4.1"]), min_size=3)


def test_a_selector_keeps_the_words_and_what_stands_around_them() -> None:
    start = TEXT.index("We assign")
    selector = make_selector(TEXT, start - 1, start + 29)
    assert selector.exact == "We assign our rights to you."
    assert selector.prefix == TEXT[:start][-CONTEXT:]
    assert selector.suffix.startswith("\n\n# Service")
    assert selector.start == start


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 3), (-1, 4), (0, 10_000), (7, 9)])
def test_nothing_makes_no_selector(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="Select some words"):
        make_selector(TEXT, start, end)


@given(WORDS, st.sampled_from([" ", "\n\n", ". "]), st.data())
def test_what_was_selected_is_found_where_it_was(words: list[str], gap: str, data: st.DataObject) -> None:
    text = gap.join(words)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assume(text[start:end].strip())
    selector = make_selector(text, start, end)
    found = find_quote(text, selector)
    assert found is not None
    assert text[found.start : found.end] == selector.exact
    assert found.exact and found.start == selector.start


@pytest.mark.parametrize("which", [0, 1])
def test_of_two_equal_sentences_the_context_tells_which(which: int) -> None:
    start = [TEXT.index("You own"), TEXT.rindex("You own")][which]
    selector = replace(make_selector(TEXT, start, start + 19), start=None)
    found = find_quote("A new first paragraph.\n\n" + TEXT, selector)
    assert found == Match(start + 24, start + 43, exact=True, confidence=1.0)


def test_without_context_the_position_tells_which() -> None:
    start = TEXT.rindex("You own")
    found = find_quote(TEXT, Selector("You own the Output.", start=start - 3))
    assert found is not None
    assert (found.start, found.confidence) == (start, 0.8)


def test_with_neither_the_first_is_taken_and_says_how_sure_it_is() -> None:
    found = find_quote(TEXT, Selector("You own the Output."))
    assert found is not None
    assert (found.start, found.confidence) == (TEXT.index("You own"), 0.5)


@pytest.mark.parametrize(
    "exact",
    [
        "The filter must\n  be on, and “citations” as well.",
        'The filter must be on, and "citations" as well.',
    ],
)
def test_white_space_and_quotation_marks_may_differ(exact: str) -> None:
    found = find_quote(TEXT, Selector(exact))
    assert found is not None
    assert not found.exact
    assert TEXT[found.start : found.end] == "The filter must be on, and “citations” as well."


@pytest.mark.parametrize(
    "exact",
    [
        "The filter need not be on, and “citations” as well.",
        "The filter must be on, and “citations” as wel",
        "We may use Output",
        "we assign our rights to you.",
        "We assign our rights to you!",
        "Weassign our rights to you.",
        "",
        " \n",
        ".*",
    ],
)
def test_a_near_miss_is_no_match(exact: str) -> None:
    assert find_quote(TEXT, Selector(exact)) is None


@given(WORDS, WORDS)
def test_a_quote_is_found_only_where_its_words_are(words: list[str], others: list[str]) -> None:
    quote, text = " ".join(words), " ".join(others)
    found = find_quote(text, Selector(quote))
    assert (found is not None) == (f" {quote} " in f" {text} ")


def test_a_selection_that_cut_a_word_is_found_again() -> None:
    start = TEXT.index("utputs to improve")
    found = find_quote(TEXT, make_selector(TEXT, start, start + 14))
    assert found is not None and found.start == start


def test_a_quote_that_spans_two_paragraphs_is_found() -> None:
    found = find_quote(TEXT, Selector("We assign our rights to you. # Service terms"))
    assert found is not None


def test_scripts_without_spaces_are_quoted_too() -> None:
    found = find_quote("您拥有输出内容的权利。", Selector("输出内容"))
    assert found is not None and found.start == 3
