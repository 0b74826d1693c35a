"""Values of answers: taken from forms and JSON, stored as text, read back, put in words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.vendors.strategies import QUESTION_AND_VALUE
from vendors.domain.questions import QUESTIONS, Question, decode_value, encode_value, validate_value, value_in_words
from vendors.domain.terms import SILENT, UNDOCUMENTED, AnswerValue


@given(QUESTION_AND_VALUE)
def test_a_value_comes_back_as_it_was_stored(pair: tuple[Question, AnswerValue]) -> None:
    question, value = pair
    back = decode_value(encode_value(value))
    assert back == value and type(back) is type(value)
    assert validate_value(question, value) == value


@given(QUESTION_AND_VALUE)
def test_every_value_has_words(pair: tuple[Question, AnswerValue]) -> None:
    question, value = pair
    words = value_in_words(question, value)
    assert words and "_" not in words


@given(
    st.sampled_from(list(QUESTIONS.values())),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
)
def test_whatever_is_sent_is_a_value_or_a_sentence(question: Question, raw: Any) -> None:
    try:
        value = validate_value(question, raw)
    except ValueError as error:
        assert str(error).endswith(".")
    else:
        assert decode_value(encode_value(value)) == value


@pytest.mark.parametrize("raw", ["", "  ", None, [], [""], ()])
def test_nothing_given_is_undocumented(raw: Any) -> None:
    assert all(validate_value(question, raw) == UNDOCUMENTED for question in QUESTIONS.values())


@pytest.mark.parametrize(
    ("code", "raw", "value"),
    [
        ("own_owner", "customer", "customer"),
        ("own_owner", ["customer"], "customer"),
        ("own_qualified", "yes", True),
        ("own_qualified", "no", False),
        ("own_qualified", False, False),
        ("keep_prompts_days", "30", 30),
        ("keep_prompts_days", "30 days", 30),
        ("keep_prompts_days", 0, 0),
        ("keep_prompts_days", "until_deleted", "until_deleted"),
        ("ind_covers", ["output", "service"], ("service", "output")),
        ("ind_covers", "nothing", ("nothing",)),
        ("ind_covers", ["silent"], "silent"),
        ("keep_location", "  Ireland\n and\tFinland ", "Ireland and Finland"),
    ],
)
def test_a_form_or_json_gives_the_value(code: str, raw: Any, value: AnswerValue) -> None:
    found = validate_value(code, raw)
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    ("code", "raw"),
    [
        ("own_owner", "nobody"),
        ("own_owner", ["customer", "vendor"]),
        ("own_qualified", "perhaps"),
        ("own_qualified", 1),
        ("keep_prompts_days", "-1"),
        ("keep_prompts_days", True),
        ("keep_prompts_days", 36_501),
        ("keep_prompts_days", "for ever"),
        ("keep_prompts_days", "٣٠"),
        ("ind_covers", ["nothing", "output"]),
        ("ind_covers", ["silent", "output"]),
        ("ind_covers", ["weather"]),
        ("keep_location", "x" * 501),
    ],
)
def test_a_value_that_does_not_answer_is_refused_with_what_to_do(code: str, raw: Any) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        validate_value(code, raw)


@pytest.mark.parametrize("text", ["", "{", "{}", "1.5", "null", "[1]", "[" * 100_000])
def test_a_stored_text_that_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        decode_value(text)


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("own_owner", "customer", "Customer"),
        ("own_qualified", True, "Yes"),
        ("keep_prompts_days", 0, "Not kept"),
        ("keep_prompts_days", 1, "1 day"),
        ("keep_prompts_days", 30, "30 days"),
        ("keep_prompts_days", "indefinite", "Indefinitely"),
        ("ind_covers", ("service", "output"), "The service, The output"),
        ("own_owner", UNDOCUMENTED, "Undocumented"),
        ("own_owner", SILENT, "Silent"),
        ("own_owner", "a value of an older schema", "a value of an older schema"),
    ],
)
def test_a_value_reads_as_people_say_it(code: str, value: AnswerValue, words: str) -> None:
    assert value_in_words(code, value) == words
