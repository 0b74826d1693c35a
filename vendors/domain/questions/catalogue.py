"""All questions of the four clause areas under their codes, and the number of this schema."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from vendors.domain.questions import indemnity, ownership, retention, training
from vendors.domain.questions.kinds import Question
from vendors.domain.terms import ClauseArea

SCHEMA = 1
"""Kept with every assessment. A question whose meaning changes gets a new code and the schema the next number."""

QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {question.code: question for module in (ownership, training, retention, indemnity) for question in module.QUESTIONS}
)


def questions_of(area: ClauseArea) -> tuple[Question, ...]:
    """The questions of one clause area, in display order."""
    return tuple(question for question in QUESTIONS.values() if question.area == area)


def question_of(question: Question | str) -> Question:
    """The question with this code. Raises KeyError for a code nobody asks."""
    return question if isinstance(question, Question) else QUESTIONS[question]
