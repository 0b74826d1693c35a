"""A redline laid out for reading: changes numbered, what stands folded, formatting changes folded and counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.vendors.redline_texts import CLAUSE, NEW, OLD, PIECES, canonical
from vendors.domain.redline import ChangeKind, for_reading
from vendors.domain.weaving import BREAK, Passage, PassageKind, weave

TEXTS = st.lists(st.sampled_from(PIECES), max_size=9).map(canonical)


def woven(old: str, new: str, *, forms: bool = False) -> list[Passage]:
    return weave(for_reading(old, new), forms=forms)


def shape(passages: list[Passage]) -> list[tuple[str, int, int]]:
    return [(passage.kind.value, passage.number, len(passage.paragraphs)) for passage in passages]


def words(passages: list[Passage], *without: ChangeKind) -> str:
    runs = [run for passage in passages for paragraph in passage.paragraphs for run in paragraph.runs]
    return "".join(run.text for run in runs if run.kind not in without)


def bare(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


@given(old=TEXTS, new=TEXTS, forms=st.booleans())
def test_no_word_of_either_text_is_left_out(old: str, new: str, forms: bool) -> None:
    passages = woven(old, new, forms=forms)
    assert bare(words(passages, ChangeKind.DELETED)) == bare(new)
    assert bare(words(passages, ChangeKind.INSERTED)) == bare(old)


@given(old=TEXTS, new=TEXTS)
def test_every_change_has_its_number_and_what_is_folded_holds_none(old: str, new: str) -> None:
    passages = woven(old, new)
    numbers = [passage.number for passage in passages if passage.changed]
    assert numbers == list(range(1, len(numbers) + 1))
    for passage in passages:
        assert passage.changed == (passage.kind is PassageKind.CHANGED)
        assert passage.changed == any(paragraph.content for paragraph in passage.paragraphs)


def test_what_stands_is_folded_but_for_the_heading_of_the_change_below() -> None:
    assert shape(woven(OLD, OLD.replace("30", "60"))) == [
        ("folded", 0, 5),
        ("shown", 0, 1),
        ("changed", 1, 1),
        ("folded", 0, 4),
    ]


def test_texts_that_are_the_same_are_one_fold() -> None:
    assert shape(woven(OLD, OLD)) == [("folded", 0, len(OLD.split("\n\n")))]
    assert weave([]) == []


def test_paragraphs_that_came_together_are_one_change_and_those_that_went_another() -> None:
    last = "Last comes what stays where it always stood in terms like these."
    old = f"First.\n\nSecond, which goes away altogether.\n\nThird, which goes along with it.\n\n{last}"
    new = f"First.\n\n{last}\n\nThen a first one more.\n\nThen a second one more."
    assert shape(woven(old, new)) == [("folded", 0, 1), ("changed", 1, 2), ("folded", 0, 1), ("changed", 2, 2)]


def test_formatting_is_folded_with_a_count_and_shown_on_demand() -> None:
    old = "- The “Output” is yours.\n\n- First thing.\n\nWe keep “it” for 30 days."
    new = '- The "Output" is yours.\n\n* First thing.\n\nWe keep "it" for 90 days.'
    folded, change = woven(old, new)
    assert (folded.kind, folded.forms, change.forms) == (PassageKind.FOLDED, 3, 2)
    shown = woven(old, new, forms=True)
    assert [passage.number for passage in shown] == [1, 2, 3]


def test_signs_of_headings_and_lists_are_layout() -> None:
    passages = woven("# One\n\n- thing\n\nTwo #3", "### One\n\n- thing or so\n\nTwo #3")
    levels = [(paragraph.level, paragraph.words) for passage in passages for paragraph in passage.paragraphs]
    assert levels == [(3, "One"), (0, "thing or so"), (0, "Two #3")]


def test_a_paragraph_that_was_split_says_so() -> None:
    passages = woven("We keep it for a while. Then it goes away.", "We keep it for a while.\n\nThen it goes away.")
    runs = [(run.kind.value, run.text) for run in passages[0].paragraphs[0].runs]
    assert ("inserted", BREAK) in runs


def test_a_paragraph_knows_its_number_and_its_place_in_the_old_text() -> None:
    changed = [passage.paragraphs[0] for passage in woven(OLD, NEW) if passage.changed]
    at = {paragraph.number: OLD[paragraph.old_start : paragraph.old_end] for paragraph in changed}
    assert at["7.1"] == "7.1 We keep it for 30 days. Then it goes."
    assert at["13.4"] == f"13.4 {CLAUSE}"
