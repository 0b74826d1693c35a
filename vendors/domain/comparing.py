"""What several tiers answer to one question, held side by side: whether they differ, and who answers more strictly.

Stricter is the order of the questions themselves (`questions.strictness`). What nobody established is no answer: it is
neither stricter nor milder than another, it is not known, and it never makes two tiers the same as one that answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vendors.domain.questions import Question, amounts_to_same, question_of, stricter_of
from vendors.domain.terms import UNDOCUMENTED, AnswerValue, Applicability, Condition


@dataclass(frozen=True, slots=True)
class Answered:
    """What one reading answers: where it holds, the value, and the settings on which it depends."""

    value: AnswerValue
    applicability: Applicability = field(default_factory=Applicability)
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """`same`: every column says the same. `stricter`: the columns (by number) whose answer is the strictest of those
    that answer; empty where all answer alike or where the answers cannot be ordered, which `ordered` tells apart."""

    same: bool
    stricter: frozenset[int]
    ordered: bool


def compared(question: Question | str, columns: Sequence[Sequence[Answered]]) -> Compared:
    """The answers of two or more tiers to `question`, one column each; a column may hold an answer for each region.

    A column without answers is undocumented. Strictness is told only where no column answers twice: which of its
    answers speaks depends on how a tool is held, and here none is.
    """
    asked = question_of(question)
    known = {number: answered for number, column in enumerate(columns) if (answered := _known(column))}
    if _all_alike(asked, columns, known):
        return Compared(True, frozenset(), True)
    if len(known) < 2:
        return Compared(False, frozenset(), True)
    if any(len(answered) > 1 for answered in known.values()):
        return Compared(False, frozenset(), False)
    return _ordered(asked, {number: answered[0].value for number, answered in known.items()})


def _known(column: Sequence[Answered]) -> tuple[Answered, ...]:
    return tuple(answer for answer in column if answer.value != UNDOCUMENTED)


def _all_alike(asked: Question, columns: Sequence[Sequence[Answered]], known: dict[int, tuple[Answered, ...]]) -> bool:
    """Whether every column says the same, or none says anything."""
    if not known:
        return True
    first, *others = (known.get(number, ()) for number in range(len(columns)))
    return all(
        len(first) == len(other) and all(any(_alike(asked, one, two) for two in other) for one in first)
        for other in others
    )


def _alike(asked: Question, one: Answered, two: Answered) -> bool:
    return (
        one.applicability == two.applicability
        and amounts_to_same(asked, one.value, two.value)
        and _positions(one) == _positions(two)
    )


def _positions(answer: Answered) -> frozenset[tuple[str, frozenset[str]]]:
    return frozenset((condition.setting, frozenset(condition.required)) for condition in answer.conditions)


def _ordered(asked: Question, values: dict[int, AnswerValue]) -> Compared:
    """`values` by column, every one of them known."""
    strictest = frozenset(
        number for number, value in values.items() if all(_at_least(asked, value, other) for other in values.values())
    )
    if not strictest:
        return Compared(False, frozenset(), False)
    return Compared(False, strictest if len(strictest) < len(values) else frozenset(), True)


def _at_least(asked: Question, value: AnswerValue, other: AnswerValue) -> bool:
    """Whether `value` is as strict as `other`, or stricter."""
    return amounts_to_same(asked, value, other) or stricter_of(asked, value, other) == value
