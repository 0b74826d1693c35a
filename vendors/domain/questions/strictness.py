"""Which of two answers to one question is the stricter one. Stricter is always seen from us: it permits us less, lets
the vendor do more, or protects us less."""

from __future__ import annotations

from vendors.domain.questions.catalogue import question_of
from vendors.domain.questions.kinds import INDEFINITE, Question, QuestionKind, Stricter
from vendors.domain.terms import SILENT, UNDOCUMENTED, AnswerValue


def stricter_of(question: Question | str, a: AnswerValue, b: AnswerValue) -> AnswerValue | None:
    """The stricter of two answers, or None where they cannot be compared and counsel chooses.

    `undocumented` outranks everything, since it is never safe. Silence compares with nothing: what a text leaves open
    may be better or worse than what another one says.
    """
    asked = question_of(question)
    if _same(asked, a, b):
        return a
    if UNDOCUMENTED in (a, b):
        return UNDOCUMENTED
    if SILENT in (a, b):
        return None
    if asked.kind is QuestionKind.CHOICES:
        return _stricter_set(asked, a, b)
    if asked.kind is QuestionKind.CHOICE:
        return _stricter_option(asked, a, b)
    if asked.kind is QuestionKind.DAYS:
        return _longer(a, b)
    if asked.kind is QuestionKind.YES_NO and isinstance(a, bool) and isinstance(b, bool):
        return asked.stricter is Stricter.YES
    return None


def amounts_to_same(question: Question | str, a: AnswerValue, b: AnswerValue) -> bool:
    """Whether two answers say the same, be it in other words: "any model" with and without "competing model"."""
    asked = question_of(question)
    if _same(asked, a, b):
        return True
    return isinstance(a, tuple) and isinstance(b, tuple) and _reach(asked, a) == _reach(asked, b)


def _same(asked: Question, a: AnswerValue, b: AnswerValue) -> bool:
    if type(a) is not type(b):
        return False
    if asked.kind is QuestionKind.TEXT and isinstance(a, str) and isinstance(b, str):
        return " ".join(a.split()).casefold() == " ".join(b.split()).casefold()
    if isinstance(a, tuple) and isinstance(b, tuple):
        return frozenset(a) == frozenset(b)
    return a == b


def _stricter_option(asked: Question, a: AnswerValue, b: AnswerValue) -> AnswerValue | None:
    first = asked.place(a) if isinstance(a, str) else None
    second = asked.place(b) if isinstance(b, str) else None
    if first is None or second is None or first == second:
        return None
    return a if first < second else b


def _stricter_set(asked: Question, a: AnswerValue, b: AnswerValue) -> AnswerValue | None:
    if not isinstance(a, tuple) or not isinstance(b, tuple):
        return None
    first, second = _reach(asked, a), _reach(asked, b)
    if first == second:
        # The same reach said in two ways, as "any model" with and without "competing model": the shorter one says it.
        return a if len(a) <= len(b) else b
    greater = a if first > second else b if second > first else None
    if greater is None or asked.stricter is Stricter.MORE:
        return greater
    return b if greater == a else a


def _reach(asked: Question, values: tuple[str, ...]) -> frozenset[str]:
    """What the chosen options amount to: "none" is the empty set, and an option brings along those it covers."""
    reach: set[str] = set()
    for value in values:
        option = asked.option(value)
        if option is None or not option.alone:
            reach.add(value)
        if option is not None:
            reach.update(option.covers)
    return frozenset(reach)


def _longer(a: AnswerValue, b: AnswerValue) -> AnswerValue | None:
    if INDEFINITE in (a, b):
        return INDEFINITE
    if isinstance(a, int) and isinstance(b, int):
        return max(a, b)
    # "Until deleted" may be a day or for ever: that is up to us, and no number of days says which is stricter.
    return None
