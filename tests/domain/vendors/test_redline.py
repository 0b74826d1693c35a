"""The difference of two texts: rejecting it gives the old one, accepting it the new one."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from vendors.domain.redline import Change, ChangeKind, accepted, redline, rejected

TEXTS = st.lists(
    st.sampled_from(
        ["You own Output. ", "We keep it for 30 days. ", "We keep it for 90 days. ", "Not. ", "\n\n", "# A\n\n"]
    )
    | st.text(max_size=5),
    max_size=12,
).map("".join)


@given(TEXTS, TEXTS)
def test_both_texts_come_back_from_their_difference(old: str, new: str) -> None:
    changes = redline(old, new)
    assert rejected(changes) == old
    assert accepted(changes) == new


@given(TEXTS, TEXTS)
def test_every_change_says_where_it_stands(old: str, new: str) -> None:
    for change in redline(old, new):
        assert change.text
        if change.kind is not ChangeKind.INSERTED:
            assert old.startswith(change.text, change.old_start)
        if change.kind is not ChangeKind.DELETED:
            assert new.startswith(change.text, change.new_start)


@given(TEXTS, TEXTS)
def test_neighbouring_changes_are_never_of_one_kind(old: str, new: str) -> None:
    kinds = [change.kind for change in redline(old, new)]
    assert all(first is not second for first, second in pairwise(kinds))
    assert (ChangeKind.INSERTED, ChangeKind.DELETED) not in pairwise(kinds)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(change.kind is ChangeKind.EQUAL for change in redline(text, text))


def test_one_word_changed_is_one_word_shown() -> None:
    old = "4.1 You own Output.\n\n4.2 We keep prompts for 30 days. That is all."
    changes = redline(old, old.replace("30", "90"))
    assert [change for change in changes if change.kind is not ChangeKind.EQUAL] == [
        Change(ChangeKind.DELETED, "30", old.index("30"), old.index("30")),
        Change(ChangeKind.INSERTED, "90", old.index("30") + 2, old.index("30")),
    ]


def test_a_negation_put_in_is_shown_by_itself() -> None:
    changes = redline("We may train on Output.", "We may not train on Output.")
    assert [change.text for change in changes if change.kind is ChangeKind.INSERTED] in (["not "], [" not"])
    assert not [change for change in changes if change.kind is ChangeKind.DELETED]


def test_sentences_that_have_nothing_in_common_are_not_woven() -> None:
    old, new = "You own Output and may use it freely.", "Disputes go before the courts of Ireland!"
    assert [(change.kind, change.text) for change in redline(old, new)] == [
        (ChangeKind.DELETED, old),
        (ChangeKind.INSERTED, new),
    ]


def test_long_texts_without_a_common_sentence_are_compared_in_good_time() -> None:
    old = " ".join(f"Clause {number} binds the customer." for number in range(3_000))
    new = " ".join(f"Section {number} frees the customer." for number in range(3_000))
    changes = redline(old, new)
    assert (rejected(changes), accepted(changes)) == (old, new)
