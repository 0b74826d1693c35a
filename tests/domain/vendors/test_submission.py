"""What keeps a reading from going to a second counsel, and what does not."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from vendors.domain.questions import (
    check_submission,
    condition_problems,
    decode_conditions,
    encode_conditions,
    implied_conditions,
    with_implied,
)
from vendors.domain.terms import (
    SILENT,
    UNDOCUMENTED,
    AnswerFact,
    AnswerValue,
    CitationFact,
    CitationKind,
    ClauseArea,
    Condition,
    Rating,
)

OWNERSHIP, INDEMNITY = ClauseArea.OUTPUT_OWNERSHIP, ClauseArea.INDEMNITY
TEXT = "4.2 You own the Output, if any. We assign our rights to you."
QUOTE = CitationFact(uuid4(), CitationKind.QUOTE, "Terms", "You own the Output, if any.", text_sha256="t")
SILENCE = CitationFact(uuid4(), CitationKind.SILENCE, "Terms, version 1")


def cited(question: str, value: AnswerValue, *conditions: Condition) -> AnswerFact:
    return AnswerFact(question, value, conditions, (QUOTE,))


def sentences(area: ClauseArea, *answers: AnswerFact, rating: Rating | None = None) -> list[str]:
    return [problem.sentence for problem in check_submission(area, answers, rating)]


def test_a_reading_with_one_cited_answer_may_be_submitted() -> None:
    assert check_submission(OWNERSHIP, [cited("own_owner", "customer")], Rating.ACCEPTABLE) == []


def test_answers_may_come_as_a_mapping() -> None:
    answers = {"own_owner": cited("own_owner", "customer")}
    assert check_submission(OWNERSHIP, answers, Rating.ACCEPTABLE) == []


def test_an_undocumented_answer_needs_nothing() -> None:
    assert sentences(OWNERSHIP, AnswerFact("own_owner", UNDOCUMENTED), cited("own_qualified", True)) == []


def test_an_answer_without_citation_is_named() -> None:
    (problem,) = check_submission(OWNERSHIP, [AnswerFact("own_owner", "customer")])
    assert problem.question == "own_owner"
    assert "cites nothing" in problem.sentence


def test_a_secondary_source_does_not_count() -> None:
    answer = AnswerFact("own_owner", "customer", secondary_source="An article of February")
    assert "secondary source (An article of February)" in sentences(OWNERSHIP, answer)[0]


def test_silence_needs_a_silence_citation() -> None:
    assert "read whole" in sentences(OWNERSHIP, cited("own_owner", SILENT))[0]
    assert sentences(OWNERSHIP, AnswerFact("own_owner", SILENT, citations=(SILENCE,))) == []


def test_a_silence_citation_alone_supports_no_statement() -> None:
    assert "silence only" in sentences(OWNERSHIP, AnswerFact("own_owner", "customer", citations=(SILENCE,)))[0]


def test_a_quote_must_be_found_in_its_text() -> None:
    answer = cited("own_owner", "customer")
    assert check_submission(OWNERSHIP, [answer], texts={"t": TEXT}) == []
    for texts in ({"t": TEXT.replace("own", "may use")}, {}):
        (problem,) = check_submission(OWNERSHIP, [answer], texts=texts)
        assert "is not in Terms" in problem.sentence


def test_a_document_citation_needs_no_text() -> None:
    document = CitationFact(uuid4(), CitationKind.DOCUMENT, "Order form 17", page="3")
    answer = AnswerFact("own_owner", "customer", citations=(document,))
    assert check_submission(OWNERSHIP, [answer], texts={}) == []


def test_a_question_of_another_area_or_none_is_refused() -> None:
    assert "another clause area" in sentences(INDEMNITY, cited("own_owner", "customer"))[0]
    assert "not asked" in sentences(INDEMNITY, cited("ind_weather", "fine"))[0]


def test_a_value_the_question_does_not_know_is_refused() -> None:
    assert "Choose one of the values" in sentences(OWNERSHIP, cited("own_owner", "the moon"))[0]


def test_a_void_if_names_the_setting_it_depends_on() -> None:
    bare = cited("ind_void_if", ("filters_off", "combined"))
    assert "“Output filter”" in sentences(INDEMNITY, bare)[0]
    whole = replace(bare, conditions=implied_conditions("ind_void_if", bare.value))
    assert sentences(INDEMNITY, whole) == []


@pytest.mark.parametrize(
    ("question", "value", "setting", "required"),
    [
        ("ind_void_if", ("citations_off",), "citations", ("on",)),
        ("keep_zero", "by_setting", "zero_retention", ("on",)),
        ("train_vendor_use", "opt_out", "model_training", ("off",)),
        ("train_vendor_use", "opt_in", "model_training", ("off",)),
    ],
)
def test_an_answer_brings_along_the_setting_it_speaks_of(
    question: str, value: AnswerValue, setting: str, required: tuple[str, ...]
) -> None:
    (condition,) = implied_conditions(question, value)
    assert (condition.setting, condition.required) == (setting, required)
    assert condition_problems(question, [condition]) == []


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("ind_void_if", ("combined",)),
        ("keep_zero", "by_contract"),
        ("train_vendor_use", "never"),
        ("own_owner", SILENT),
    ],
)
def test_an_answer_that_no_setting_decides_brings_none(question: str, value: AnswerValue) -> None:
    assert implied_conditions(question, value) == ()


def test_a_condition_entered_by_counsel_is_not_doubled() -> None:
    own = Condition("zero_retention", ("on",), "In the words of the order form.")
    assert with_implied("keep_zero", "by_setting", [own]) == (own,)
    assert len(with_implied("keep_zero", "by_setting")) == 1


@pytest.mark.parametrize(
    "condition",
    [
        Condition("mood", ("good",), "-"),
        Condition("telemetry", ("on",), "-"),
        Condition("citations", (), "-"),
        Condition("citations", ("sometimes",), "-"),
    ],
)
def test_a_condition_that_cannot_be_checked_is_refused(condition: Condition) -> None:
    assert len(condition_problems("ind_void_if", [condition])) == 1


def test_conditions_come_back_as_they_were_stored() -> None:
    conditions = (Condition("citations", ("on",), "Void where citations are off."),)
    assert decode_conditions(encode_conditions(conditions)) == conditions
    assert decode_conditions("") == ()
    with pytest.raises(ValueError, match="cannot be read"):
        decode_conditions('[{"setting": 1}]')


def test_a_reading_with_answers_is_rated() -> None:
    assert "Rate the clause" in sentences(OWNERSHIP, cited("own_owner", "customer"), rating=Rating.UNDOCUMENTED)[0]


def test_a_rating_needs_an_answer() -> None:
    assert "at least one question" in sentences(OWNERSHIP, rating=Rating.ACCEPTABLE)[0]
    assert sentences(OWNERSHIP, rating=Rating.UNDOCUMENTED) == []


def test_silence_alone_may_be_rated_either_way() -> None:
    silent = AnswerFact("own_owner", SILENT, citations=(SILENCE,))
    assert sentences(OWNERSHIP, silent, rating=Rating.UNDOCUMENTED) == []
    assert sentences(OWNERSHIP, silent, rating=Rating.NOT_ACCEPTABLE) == []


def test_acceptable_on_conditions_says_which() -> None:
    answers = [cited("own_owner", "customer")]
    assert check_submission(OWNERSHIP, answers, Rating.ON_CONDITIONS, "") != []
    assert check_submission(OWNERSHIP, answers, Rating.ON_CONDITIONS, "Filters stay on.") == []
