"""The difference of two texts: rejecting it gives the old one, accepting it the new one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.domain.redline import Change, ChangeKind, accepted, for_reading, redline, rejected

Redline = Callable[[str, str], list[Change]]
SENTENCES = [
    "You own Output. ",
    "We keep it for 30 days. ",
    "We keep it for 90 days. ",
    "Larkspur will not train on Customer Content without leave. ",
    "4.1 The restrictions of this Section apply equally to the Affiliates.",
    "Not. ",
    "\n\n",
    "# A\n\n",
    "- ",
    "“Output” – ",
    '"Output" - ',
    "\u200b",
    "\r\n",
    "\r",
    "\u2028",
    "\x85",
    "我们保留输出。",
    "\U0001f600",
    "e\u0301",
    "\x00",
]
TEXTS = st.lists(st.sampled_from(SENTENCES) | st.text(st.characters(codec="utf-8"), max_size=5), max_size=14).map(
    "".join
)
BOTH = pytest.mark.parametrize("make", [redline, for_reading])
CLAUSE = "The restrictions in this Section apply equally to the Affiliates of each party."


def changed(changes: list[Change]) -> list[tuple[str, str]]:
    return [(change.kind.value, change.text) for change in changes if change.kind is not ChangeKind.EQUAL]


@BOTH
@given(old=TEXTS, new=TEXTS)
def test_both_texts_come_back_from_their_difference(make: Redline, old: str, new: str) -> None:
    changes = make(old, new)
    assert rejected(changes) == old
    assert accepted(changes) == new


@BOTH
@given(old=TEXTS, new=TEXTS)
def test_every_change_says_where_it_stands(make: Redline, old: str, new: str) -> None:
    for change in make(old, new):
        assert change.text
        if change.kind is not ChangeKind.INSERTED:
            assert old.startswith(change.text, change.old_start)
        if change.kind is not ChangeKind.DELETED:
            assert new.startswith(change.text, change.new_start)


@BOTH
@given(old=TEXTS, new=TEXTS)
def test_neighbouring_changes_are_never_of_one_kind_and_move(make: Redline, old: str, new: str) -> None:
    kinds = [(change.kind, change.move) for change in make(old, new)]
    assert all(first != second for first, second in pairwise(kinds))
    assert not any(
        first[0] is ChangeKind.INSERTED and second[0] is ChangeKind.DELETED for first, second in pairwise(kinds)
    )


@BOTH
@given(text=TEXTS)
def test_a_text_does_not_differ_from_itself(make: Redline, text: str) -> None:
    assert all(change.kind is ChangeKind.EQUAL for change in make(text, text))


@BOTH
@given(old=TEXTS, new=TEXTS)
def test_a_move_has_one_place_it_left_and_one_it_went_to(make: Redline, old: str, new: str) -> None:
    changes = make(old, new)
    for move in {change.move for change in changes} - {0}:
        places = sorted(change.kind.value for change in changes if change.move == move)
        assert places == ["deleted", "inserted"]


@BOTH
def test_one_word_changed_is_one_word_shown(make: Redline) -> None:
    old = "4.1 You own Output.\n\n4.2 We keep prompts for 30 days. That is all."
    changes = make(old, old.replace("30", "90"))
    assert [change for change in changes if change.kind is not ChangeKind.EQUAL] == [
        Change(ChangeKind.DELETED, "30", old.index("30"), old.index("30")),
        Change(ChangeKind.INSERTED, "90", old.index("30") + 2, old.index("30")),
    ]


@BOTH
def test_a_negation_put_in_is_shown_by_itself(make: Redline) -> None:
    assert changed(make("We may train on Output.", "We may not train on Output.")) in (
        [("inserted", "not ")],
        [("inserted", " not")],
    )


@BOTH
def test_in_scripts_without_spaces_single_characters_are_words(make: Redline) -> None:
    assert changed(make("我们会训练模型。", "我们不会训练模型。")) == [("inserted", "不")]


def test_sentences_that_have_nothing_in_common_are_not_woven_for_reading() -> None:
    old, new = "You own Output and may use it freely.", "Disputes go before the courts of Ireland!"
    assert changed(for_reading(old, new)) == [("deleted", old), ("inserted", new)]


def test_a_replaced_figure_is_read_as_a_whole() -> None:
    assert changed(for_reading("kept for ninety (90) days.", "kept for thirty (30) days.")) == [
        ("deleted", "ninety (90"),
        ("inserted", "thirty (30"),
    ]


def test_a_lone_rule_between_changed_paragraphs_holds_nothing_apart() -> None:
    note = "_These terms apply to customers who are businesses, and do not apply to individuals._"
    old = f"Effective today.\n\n* * *\n\n{note.replace('are', 'were')}\n\n* * *\n\nThe end."
    new = f"Effective today.\n\n{note}\n\n* * *\n\nThe end."
    assert sum(len(text) for _, text in changed(redline(old, new))) < 20


def test_items_that_got_other_numbers_are_the_same_items() -> None:
    items = [f"Send or forge {thing} of any kind in any way that was not agreed;" for thing in "abcdefgh"]
    old = "".join(f"{number}. {item}\n\n" for number, item in enumerate(items, start=1))
    new = "".join(f"{number}. {item}\n\n" for number, item in enumerate(items[1:], start=1))
    changes = redline(old, new)
    assert not any(change.move for change in changes)
    assert sum(len(text) for _, text in changed(changes)) < len(items[0]) + 40


def test_a_paragraph_that_moved_is_one_move_and_its_number_is_not_part_of_it() -> None:
    between = "7.1 We keep it for 30 days. Then it goes.\n\n7.2 Backups take longer. They go too.\n\n"
    old = f"6.1 You own Output.\n\n{between}13.4 {CLAUSE} So it is.\n\nThe end."
    new = f"6.1 You own Output.\n\n6.2 {CLAUSE} So it is.\n\n{between}The end."
    moved = [(change.kind.value, change.text) for change in redline(old, new) if change.move == 1]
    assert moved == [("inserted", f"{CLAUSE} So it is."), ("deleted", f"{CLAUSE} So it is.")]


def test_a_sentence_that_went_to_another_paragraph_has_moved() -> None:
    old = f"One. {CLAUSE} Two.\n\nThree. Four."
    new = f"One. Two.\n\nThree. {CLAUSE} Four."
    assert [change.text for change in redline(old, new) if change.move] == [CLAUSE, CLAUSE]


def test_what_moved_is_recognised_in_other_typography_but_not_with_another_word() -> None:
    quoted = "The “Output” of the Service belongs to the Customer – always and everywhere."
    old, plain = f"{quoted}\n\nOne.\n\nTwo.\n\nThree.", quoted.translate(str.maketrans("“”–", '""-'))
    assert {change.move for change in redline(old, f"One.\n\nTwo.\n\nThree.\n\n{plain}")} == {0, 1}
    other = plain.replace("always", "mostly")
    assert {change.move for change in redline(old, f"One.\n\nTwo.\n\nThree.\n\n{other}")} == {0}


def test_short_sentences_recur_by_chance_and_have_not_moved() -> None:
    old, new = "That is all.\n\nOne thing.\n\nTwo things.", "One thing.\n\nTwo things.\n\nThat is all."
    assert not any(change.move for change in redline(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The “Output” is yours.", 'The "Output" is yours.'),
        ("Customer’s Output.", "Customer's Output."),
        ("We keep  it.", "We keep it."),
        ("We keep\u00a0it.", "We keep it."),
        ("pricing\u2060 page", "pricing page"),
        ("- First thing.", "* First thing."),
        ("# Training", "### Training"),
        ("One.\n\n* * *\n\nTwo.", "One.\n\nTwo."),
        ("One thing – or two.", "One thing - or two."),
    ],
)
def test_form_alone_is_noise(old: str, new: str) -> None:
    changes = [change for change in for_reading(old, new) if change.kind is not ChangeKind.EQUAL]
    assert changes and all(change.noise for change in changes)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We may train.", "We may not train."),
        ("We keep it for 30 days.", "We keep it for 300 days."),
        ("Output is yours.", "output is yours."),
        ("It is without charge.", "It is with out charge."),
        ("A rate of 1.5 applies.", "A rate of 1 5 applies."),
        ("4.1 You own it.", "4.2 You own it."),
        ("It is yours; not ours.", "It is yours not ours."),
        ("We train.", "We train?"),
    ],
)
def test_a_word_a_number_or_a_stop_is_never_noise(old: str, new: str) -> None:
    assert not any(change.noise for change in for_reading(old, new))


def test_noise_beside_a_changed_word_is_told_from_it() -> None:
    changes = for_reading("The “Output” is yours for 30 days.", 'The "Output" is yours for 90 days.')
    noise = {change.noise for change in changes if change.text in ("“", "”", '"')}
    content = {change.noise for change in changes if change.text in ("30", "90")}
    assert (noise, content) == ({True}, {False})


def test_long_texts_without_a_common_sentence_are_compared_in_good_time() -> None:
    old = " ".join(f"Clause {number} binds the customer." for number in range(3_000))
    new = " ".join(f"Section {number} frees the customer." for number in range(3_000))
    changes = redline(old, new)
    assert (rejected(changes), accepted(changes)) == (old, new)
