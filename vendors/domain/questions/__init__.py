"""The structured questions of the four clause areas: what is asked, which values answer it, what may be submitted."""

from vendors.domain.questions.catalogue import QUESTIONS, SCHEMA, question_of, questions_of
from vendors.domain.questions.conditions import (
    condition_problems,
    decode_conditions,
    encode_conditions,
    implied_conditions,
    with_implied,
)
from vendors.domain.questions.kinds import ADMITTED, Option, Question, QuestionKind, Stricter
from vendors.domain.questions.strictness import amounts_to_same, stricter_of
from vendors.domain.questions.submission import Problem, check_submission
from vendors.domain.questions.values import decode_value, encode_value, validate_value, value_in_words

__all__ = [
    "ADMITTED",
    "QUESTIONS",
    "SCHEMA",
    "Option",
    "Problem",
    "Question",
    "QuestionKind",
    "Stricter",
    "amounts_to_same",
    "check_submission",
    "condition_problems",
    "decode_conditions",
    "decode_value",
    "encode_conditions",
    "encode_value",
    "implied_conditions",
    "question_of",
    "questions_of",
    "stricter_of",
    "validate_value",
    "value_in_words",
    "with_implied",
]
