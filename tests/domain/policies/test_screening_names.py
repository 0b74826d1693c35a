"""Names are compared without case, accents, punctuation and legal forms, and by how much alike they are spelt."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.domain.screening.matching import CONTAINED, RARE, Names
from policies.domain.screening.names import LEGAL_FORMS, comparable

HARBOUR = ["Nordhaven Ölhandel GmbH", "Qaltex Research Institute", "Zubrin Trading Company Ltd.", "Veyra"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Nordhaven Ölhandel GmbH", ("nordhaven", "olhandel")),
        ("The Qaltex Company, Inc.", ("qaltex",)),
        ("O.O.O. Zubrin", ("zubrin",)),
        ("Łódź-Straße & Søn A/S", ("lodz", "strasse", "and", "son")),
        ("D’Arcy's", ("darcys",)),
        ("ＦＵＬＬ  Width", ("full", "width")),
        ("Limited", ("limited",)),
        ("Veyra Sdn. Bhd.", ("veyra",)),
        ("!!!", ()),
    ],
)
def test_what_does_not_tell_a_name_is_set_aside(name, words):
    assert comparable(name).words == words


def test_every_legal_form_of_the_table_is_set_aside():
    for forms in LEGAL_FORMS.values():
        for form in forms:
            assert comparable(f"Zubrin {form}").words == ("zubrin",), form


def test_other_letters_are_not_turned_into_latin_ones():
    assert not comparable("深度求索").latin
    assert not comparable("Зубрин").latin
    assert comparable("Zubrin 深度").latin
    assert Names(["Zubrin"]).like("Зубрин", 70) == []


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("NORDHAVEN OLHANDEL", 0),
        ("Olhandel Nordhaven AG", 0),
        ("NordhavenOelhandel", 0),
        ("Institute of Qaltex Research", 1),
        ("Qaltex", 1),
        ("Zubrin Tradeing", 2),
        ("Veyra Systems", 3),
    ],
)
def test_variants_of_a_name_meet_it(asked, place):
    assert place in {match.place for match in Names(HARBOUR).like(asked, 80)}


def test_a_name_like_no_other_meets_none():
    assert Names(HARBOUR).like("Larkspur Labs", 85) == []


def test_one_common_word_tells_no_name():
    crowd = Names([f"Industrial {letter * 5}" for letter in "abcdefghijklmnopqrstuvwxyz"[: RARE + 1]])
    assert crowd.like("Industrial", CONTAINED) == []
    assert Names(["Industrial aaaaa"]).like("Industrial", int(CONTAINED)) != []


def test_the_best_is_first_and_the_score_is_kept():
    found = Names(["Zubrin Tradeing", "Zubrin Trading"]).like("Zubrin Trading Ltd", 85)
    assert [match.place for match in found] == [1, 0]
    assert found[0].score == 100
    assert found[0].score > found[1].score >= 85


LETTERS = st.text("abcdeöéß .-'", min_size=1, max_size=30)


@given(st.lists(LETTERS, min_size=1, max_size=12), LETTERS)
def test_asking_never_fails_and_is_within_bounds(names, asked):
    for match in Names(names).like(asked, 70):
        assert 70 <= match.score <= 100
        assert 0 <= match.place < len(names)


def test_blocking_loses_next_to_nothing():
    made = random.Random(11)
    parts = ["ka", "ri", "mo", "ten", "val", "dor", "shi", "lan", "pre", "gu", "zan", "tek", "nor", "hal", "fer"]
    words = ["".join(made.choices(parts, k=made.randint(2, 4))) for _ in range(300)]
    names = [" ".join(made.choices(words, k=made.randint(1, 3))) for _ in range(1500)]
    book, found, lost = Names(names), 0, 0
    for name in made.sample(names, 60):
        at = made.randrange(len(name))
        slipped = name[:at] + made.choice("aeiou") + name[at:]
        whole = {match.place for match in book.like(slipped, 85, blocking=False)}
        found, lost = found + len(whole), lost + len(whole - {match.place for match in book.like(slipped, 85)})
    assert found > 60
    assert lost <= found // 50
