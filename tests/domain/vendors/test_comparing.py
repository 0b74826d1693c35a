"""Answers of several tiers side by side: same or not, and who is stricter; what nobody established is neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.vendors.strategies import values_of
from vendors.domain.comparing import Answered, Compared, compared
from vendors.domain.questions import QUESTIONS
from vendors.domain.terms import SILENT, UNDOCUMENTED, Applicability, Condition

SET = Condition("training_opt_out", ("on",), "Only while the opt-out is on.")
WORDED_ANEW = Condition("training_opt_out", ("on",), "Holds with the switch on.")


def side_by_side(question, *values):
    return compared(question, [[] if value is None else [Answered(value)] for value in values])


@pytest.mark.parametrize(
    ("question", "values", "stricter"),
    [
        ("keep_prompts_days", (30, 90), {1}),
        ("keep_prompts_days", (0, 30, "indefinite"), {2}),
        ("train_vendor_use", ("always", "opt_out", "always", "never"), {0, 2}),
        ("own_qualified", (False, True), {1}),
        ("train_barred_act", (("competing_model",), ("any_model_training",)), {1}),
    ],
)
def test_the_strictest_of_those_that_answer_is_marked(question, values, stricter):
    assert side_by_side(question, *values) == Compared(False, frozenset(stricter), True)


def test_what_nobody_established_is_never_stricter_and_never_the_same_as_an_answer():
    for nothing in (UNDOCUMENTED, None):
        assert side_by_side("keep_prompts_days", 30, nothing) == Compared(False, frozenset(), True)
        assert side_by_side("keep_prompts_days", 30, nothing, 90) == Compared(False, frozenset({2}), True)
    assert side_by_side("keep_prompts_days", UNDOCUMENTED, None) == Compared(True, frozenset(), True)


def test_silence_compares_with_nothing():
    assert side_by_side("keep_prompts_days", SILENT, 30) == Compared(False, frozenset(), False)
    assert side_by_side("keep_prompts_days", SILENT, SILENT).same


def test_the_same_reach_in_other_words_is_the_same():
    longer, shorter = ("any_model_training", "competing_model"), ("any_model_training",)
    assert side_by_side("train_barred_act", longer, shorter).same
    three = side_by_side("train_barred_act", longer, shorter, ("none",))
    assert three == Compared(False, frozenset({0, 1}), True)


def test_a_switch_on_which_an_answer_depends_makes_a_difference_and_its_wording_none():
    plain, switched, worded = (Answered("never", conditions=given) for given in ((), (SET,), (WORDED_ANEW,)))
    assert not compared("train_vendor_use", [[plain], [switched]]).same
    assert compared("train_vendor_use", [[switched], [worded]]).same


def test_where_a_tier_answers_for_each_region_nobody_is_called_stricter():
    split = [Answered(30, Applicability(region="EU")), Answered(90)]
    assert compared("keep_prompts_days", [split, [Answered(10)]]) == Compared(False, frozenset(), False)
    assert compared("keep_prompts_days", [split, split[::-1]]).same


TWO_TO_FOUR = st.sampled_from(list(QUESTIONS.values())).flatmap(
    lambda question: st.tuples(st.just(question), st.lists(values_of(question), min_size=2, max_size=4))
)


@given(TWO_TO_FOUR)
def test_the_order_of_the_columns_changes_no_mark(drawn):
    question, values = drawn
    there, back = side_by_side(question, *values), side_by_side(question, *values[::-1])
    last = len(values) - 1
    assert (there.same, there.ordered) == (back.same, back.ordered)
    assert there.stricter == frozenset(last - number for number in back.stricter)
    assert all(values[number] != UNDOCUMENTED for number in there.stricter)
