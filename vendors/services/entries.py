"""What was entered on the clause desk: the values a deed is given, and whether they can be kept. Writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from governance.errors import Invalid
from vendors.domain.questions import (
    QUESTIONS,
    condition_problems,
    decode_conditions,
    decode_value,
    encode_value,
    implied_conditions,
    validate_value,
)
from vendors.domain.terms import AnswerValue, ClauseArea, Condition, Rating
from vendors.models import Answer
from vendors.services.inputs import too_much, unfit


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """One answer as entered. `raw` None leaves the value as it is."""

    raw: Any
    conditions: Sequence[Condition] | None = None
    secondary_source: str | None = None
    secondary_date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ReadingInput:
    """The prose of a reading as entered. `privileged_note` None leaves the note."""

    rating: Rating
    plain_reading: str = ""
    rationale: str = ""
    conditions: str = ""
    privileged_note: str | None = None


def checked(area: ClauseArea, reading: ReadingInput, answers: Mapping[str, AnswerInput]) -> dict[str, str]:
    """The stored text of every value given. Raises Invalid naming each question or text that cannot be kept."""
    values: dict[str, str] = {}
    problems = too_much(
        plain_reading=reading.plain_reading,
        rationale=reading.rationale,
        conditions=reading.conditions,
        privileged_note=reading.privileged_note,
    )
    for code, entry in answers.items():
        try:
            value = _checked_answer(area, code, entry)
        except ValueError as error:
            problems[code] = [str(error)]
        else:
            if value is not None:
                values[code] = value
    if problems:
        raise Invalid("Some answers cannot be kept as they are.", problems=problems)
    return values


def _checked_answer(area: ClauseArea, code: str, entry: AnswerInput) -> str | None:
    question = QUESTIONS.get(code)
    if question is None or question.area != area:
        raise ValueError("This question is not asked in this clause area.")
    source = unfit(Answer, secondary_source=entry.secondary_source or "").get("secondary_source", [])
    wrong = condition_problems(question, entry.conditions or ()) + source
    if wrong:
        raise ValueError(" ".join(wrong))
    return None if entry.raw is None else encode_value(validate_value(question, entry.raw))


def conditions_of(code: str, row: Answer, former: AnswerValue, entered: Sequence[Condition] | None) -> list[Condition]:
    """What was entered (or was there, but for what only the former answer implied), and what the answer implies now."""
    dropped = implied_conditions(code, former)
    there = [condition for condition in decode_conditions(row.conditions) if condition not in dropped]
    kept = list(entered) if entered is not None else there
    implied = implied_conditions(code, decode_value(row.value))
    known = {condition.setting for condition in kept}
    return kept + [condition for condition in implied if condition.setting not in known]
