"""Which of two answers is stricter, seen from us; where they cannot be compared, neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.vendors.strategies import QUESTION_AND_VALUE, values_of
from vendors.domain.questions import QUESTIONS, Question, stricter_of
from vendors.domain.terms import SILENT, UNDOCUMENTED, AnswerValue

TWO = st.sampled_from(list(QUESTIONS.values())).flatmap(
    lambda question: st.tuples(st.just(question), values_of(question), values_of(question))
)
THREE = st.sampled_from(list(QUESTIONS.values())).flatmap(
    lambda question: st.tuples(st.just(question), values_of(question), values_of(question), values_of(question))
)


@pytest.mark.parametrize(
    ("code", "strict", "lax"),
    [
        ("own_owner", "vendor", "customer"),
        ("own_mechanism", "licence", "assignment"),
        ("own_qualified", True, False),
        ("own_licence_back", "broad", "operate"),
        ("own_attribution_offered", ("none",), ("attribution",)),
        ("train_barred_act", ("competing_model",), ("none",)),
        ("train_barred_act", ("any_model_training",), ("competing_model",)),
        ("train_barred_act", ("competing_model", "automated_extraction"), ("competing_model",)),
        ("train_object", ("inputs_and_outputs",), ("outputs",)),
        ("train_exceptions", ("none",), ("vendor_fine_tuning",)),
        ("train_vendor_use", "always", "opt_out"),
        ("train_vendor_use", "opt_out", "never"),
        ("train_opt_out_by", "nobody", "user"),
        ("keep_prompts_days", 90, 30),
        ("keep_prompts_days", "indefinite", 36_500),
        ("keep_prompts_days", "indefinite", "until_deleted"),
        ("keep_deletion_on_request", False, True),
        ("keep_zero", "none", "by_setting"),
        ("ind_covers", ("nothing",), ("service",)),
        ("ind_covers", ("service",), ("service", "output")),
        ("ind_cap", "capped", "uncapped"),
        ("ind_void_if", ("filters_off", "combined"), ("combined",)),
        ("ind_void_if", ("filters_off",), ("none",)),
    ],
)
def test_the_stricter_answer_is_found_in_either_order(code: str, strict: AnswerValue, lax: AnswerValue) -> None:
    assert stricter_of(code, strict, lax) == strict
    assert stricter_of(code, lax, strict) == strict


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("keep_prompts_days", "until_deleted", 30),
        ("keep_zero", "by_setting", "by_contract"),
        ("ind_void_if", ("filters_off",), ("combined",)),
        ("train_barred_act", ("any_model_training",), ("competing_product",)),
        ("keep_location", "Ireland", "Finland"),
        ("own_owner", SILENT, "customer"),
        ("train_barred_act", SILENT, ("none",)),
    ],
)
def test_what_cannot_be_compared_is_left_to_counsel(code: str, one: AnswerValue, other: AnswerValue) -> None:
    assert stricter_of(code, one, other) is None
    assert stricter_of(code, other, one) is None


@given(QUESTION_AND_VALUE)
def test_undocumented_outranks_everything(pair: tuple[Question, AnswerValue]) -> None:
    question, value = pair
    assert stricter_of(question, value, UNDOCUMENTED) == UNDOCUMENTED
    assert stricter_of(question, value, value) == value


@given(TWO)
def test_the_order_of_the_two_does_not_matter(three: tuple[Question, AnswerValue, AnswerValue]) -> None:
    question, one, other = three
    assert stricter_of(question, one, other) == stricter_of(question, other, one)
    assert stricter_of(question, one, other) in (one, other, None)


@given(THREE)
def test_stricter_than_the_stricter_is_stricter(four: tuple[Question, AnswerValue, AnswerValue, AnswerValue]) -> None:
    question, a, b, c = four
    if stricter_of(question, a, b) == a and stricter_of(question, b, c) == b:
        assert stricter_of(question, a, c) is not None


def test_free_text_that_differs_in_case_and_spaces_only_is_the_same() -> None:
    assert stricter_of("keep_location", "Ireland  only", "ireland only") == "Ireland  only"
