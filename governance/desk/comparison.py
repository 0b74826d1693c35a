"""Two to four tiers side by side: each question of each area, what each answers, where they differ. Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from governance.accounts.models import User
from governance.desk.spoken import RELIED_ON, Spoken, spoken
from policies.domain.rules.reading import required_setting, setting_name
from policies.facts import JUDGED_STATES
from vendors.domain.comparing import Answered, compared
from vendors.domain.questions import Question, questions_of, value_in_words
from vendors.domain.terms import UNDOCUMENTED, AnswerFact, CitationFact, ClauseArea, Rating
from vendors.facts import hidden_from
from vendors.models import Tier
from vendors.readings import reading_rows

FEWEST, MOST = 2, 4


@dataclass(frozen=True, slots=True)
class Reading:
    """How one clause record of a tier was read."""

    record: UUID
    applies: str
    rating: Rating
    state: str
    reviewer: str

    @property
    def approved(self) -> bool:
        return self.state in RELIED_ON


@dataclass(frozen=True, slots=True)
class Said:
    """One answer in words, with what it rests on. `source` names what a draft rests on in place of the terms."""

    applies: str
    words: str
    known: bool
    settings: tuple[str, ...]
    citations: tuple[CitationFact, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Column:
    """What one tier says to one question. No answers: undocumented."""

    said: tuple[Said, ...]
    stricter: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One question across the tiers."""

    question: Question
    columns: tuple[Column, ...]
    same: bool
    ordered: bool

    @property
    def undocumented(self) -> bool:
        """Whether no tier answers."""
        return not any(said.known for column in self.columns for said in column.said)


@dataclass(frozen=True, slots=True)
class Section:
    """One clause area: how each tier was read, and its questions."""

    area: ClauseArea
    readings: tuple[tuple[Reading, ...], ...]
    lines: tuple[Line, ...]

    @property
    def differing(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.same)

    @property
    def alike(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.same)

    @property
    def unknown(self) -> int:
        """How many questions no tier answers."""
        return sum(line.undocumented for line in self.lines)


def comparison_of(user: User, tiers: Sequence[Tier]) -> tuple[Section, ...]:
    """`tiers` side by side in their order, as `user` may see it: words of contracts they may not read do not enter."""
    hidden = hidden_from(user)
    rows = reading_rows([tier.pk for tier in tiers], Q(state__in=JUDGED_STATES), hidden)
    found = spoken(rows)
    return tuple(_section(area, [tuple(found.get((tier.pk, area), ())) for tier in tiers]) for area in ClauseArea)


def _section(area: ClauseArea, columns: Sequence[tuple[Spoken, ...]]) -> Section:
    readings = tuple(tuple(_reading(one) for one in column) for column in columns)
    return Section(area, readings, tuple(_line(question, columns) for question in questions_of(area)))


def _reading(one: Spoken) -> Reading:
    row, fact = one.row, one.row.fact
    reviewer = fact.approved_by or row.submitted_by or fact.drafted_by
    return Reading(row.record_uid, one.applies, fact.rating, one.state, reviewer)


def _line(question: Question, columns: Sequence[tuple[Spoken, ...]]) -> Line:
    facts = [[(one, one.row.fact.answer(question.code)) for one in column] for column in columns]
    marks = compared(question, [[_answered(one, answer) for one, answer in column] for column in facts])
    shown = (
        Column(tuple(_said(one, answer) for one, answer in column), number in marks.stricter)
        for number, column in enumerate(facts)
    )
    return Line(question, tuple(shown), marks.same, marks.ordered)


def _answered(one: Spoken, answer: AnswerFact) -> Answered:
    return Answered(answer.value, one.row.fact.applicability, answer.conditions)


def _said(one: Spoken, answer: AnswerFact) -> Said:
    settings = tuple(f"“{setting_name(each.setting)}” is {required_setting(each)}" for each in answer.conditions)
    return Said(
        applies=one.applies,
        words=value_in_words(answer.question, answer.value),
        known=answer.value != UNDOCUMENTED,
        settings=settings,
        citations=answer.citations,
        source=answer.secondary_source,
    )


def in_words(column: Column) -> str:
    """One cell as one text, for a table to take away."""
    return "; ".join(_in_words(said) for said in column.said) or "Undocumented: no reading yet"


def _in_words(said: Said) -> str:
    where = f"{said.applies}: " if said.applies else ""
    while_set = f", only while {' and '.join(said.settings)}" if said.settings else ""
    return f"{where}{said.words}{while_set}"


def quotes_of(column: Column) -> Iterator[str]:
    """The exact words a cell rests on, each once."""
    yield from dict.fromkeys(cited.exact for said in column.said for cited in said.citations if cited.exact)
