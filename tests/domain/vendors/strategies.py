"""Strategies of the tests of what vendors say: a question with a value that answers it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from vendors.domain.questions import QUESTIONS, Question, QuestionKind
from vendors.domain.terms import SILENT, UNDOCUMENTED, AnswerValue


def values_of(question: Question) -> st.SearchStrategy[AnswerValue]:
    """Any value that answers `question`."""
    words = [option.value for option in question.options]
    together = [option.value for option in question.options if not option.alone]
    own: dict[QuestionKind, st.SearchStrategy[Any]] = {
        QuestionKind.CHOICE: st.sampled_from(words or ["-"]),
        QuestionKind.CHOICES: st.sets(st.sampled_from(together or ["-"]), min_size=1).map(
            lambda chosen: tuple(value for value in words if value in chosen)
        ),
        QuestionKind.YES_NO: st.booleans(),
        QuestionKind.DAYS: st.integers(0, 36_500) | st.sampled_from(words or ["-"]),
        QuestionKind.TEXT: st.sampled_from(["Ireland", "fees of the twelve months before the claim"]),
    }
    return own[question.kind] | st.sampled_from([UNDOCUMENTED, SILENT])


QUESTION_AND_VALUE = st.sampled_from(list(QUESTIONS.values())).flatmap(
    lambda question: st.tuples(st.just(question), values_of(question))
)
