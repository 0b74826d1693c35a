"""A folded text can be folded again without change, and its places are places of the text it was made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.domain.following.folding import fold
from vendors.domain.following.index import TextIndex

TEXT = st.text(st.sampled_from("abA1 \n#-|*.,“’\u00a0\u200b\u2011（您é"), max_size=60)


@given(TEXT)
def test_folding_twice_is_folding_once_but_for_marks_brought_together(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once or once.startswith(("-", "#")) or "**" in once


@given(TEXT)
def test_letters_and_digits_stay_and_keep_their_places(text: str) -> None:
    folded = fold(text)
    assert [char for char in folded.text if char.isalnum()] == [char for char in text if char.isalnum()]
    for place, char in enumerate(folded.text):
        start, end = folded.span_in_source(place, place + 1)
        if char.isalnum():
            assert text[start:end] == char
            assert folded.at_source(start) == place


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("not able", "notable"),
        ("3.5 percent", "3. 5 percent"),
        ("1,2", "1, 2"),
        ("5 years", "50 years"),
        ("may, not", "may not"),
        ("Output", "output"),
        ("a – b", "a - b"),
        ("US$ 5", "US$ .5"),
    ],
)
def test_what_can_mean_something_else_stays_apart(one: str, other: str) -> None:
    assert fold(one).text != fold(other).text


LONG = "\n\n".join(
    f"{number}.1 The {noun} is kept for {number} days, and the {noun} of year {number} is then deleted."
    for number, noun in enumerate(["log", "prompt", "invoice", "ticket", "backup", "report"], start=1)
)


def test_the_nearest_place_of_a_changed_quote_is_its_own_and_not_its_likeness() -> None:
    index = TextIndex(LONG)
    place = index.nearest("The invoice is kept for 30 days, and the invoice of year 3 is then erased.")
    assert place is not None
    start, end = index.source(place.start, place.end)
    assert "The invoice is kept for 3 days" in LONG[start:end]
    assert place.similarity < 1


def test_what_is_nowhere_has_no_nearest_place() -> None:
    assert TextIndex(LONG).nearest("Nothing of this was ever said here.") is None
    assert TextIndex("").nearest("Nothing at all.") is None
    assert TextIndex(LONG).nearest("") is None
