"""Searching: what was typed is read the same for every database, and no part of a text is left out of the index."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vendors.domain.searching import PART, Term, Wanted, parts, wanted


def test_what_is_typed_is_words_phrases_beginnings_and_what_is_left_out() -> None:
    assert wanted('own "the output" -train indemn* opt-out') == Wanted(
        (Term(("own",)), Term(("the", "output")), Term(("indemn",), True), Term(("opt", "out"))), (Term(("train",)),)
    )


def test_signs_alone_ask_for_nothing() -> None:
    assert not wanted("") and not wanted(' "" - * ( ) -x')


@given(st.text(max_size=80))
def test_anything_may_be_typed(typed: str) -> None:
    asked = wanted(typed)
    assert all(word.replace("_", "").isalnum() or "_" in word for term in asked.terms for word in term.words)


@given(st.lists(st.text(st.sampled_from("ab .\n#-|"), max_size=3_000), max_size=12))
def test_the_parts_cover_a_text_whole_and_without_overlap(pieces: list[str]) -> None:
    text = "\n\n".join(pieces)
    found = parts(text)
    assert "".join(text[start:end] for start, end in found) == text
    assert all(start < end for start, end in found)


def test_a_part_is_no_longer_than_it_must_be() -> None:
    text = "\n\n".join("A sentence of some words. " * 10 for _ in range(500))
    assert max(end - start for start, end in parts(text)) <= PART
