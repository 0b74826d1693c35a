"""What judging finds, as plain values: what one rule found and why, and the outcome of a tool for a category."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from policies.domain.types import Outcome, Result
from vendors.domain.terms import CitationFact, ClauseArea


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """An answer a rule looked at, in words, with what it rests on."""

    area: ClauseArea | None
    """None: no clause area, but a licence."""
    question: str
    label: str
    value: str
    citations: tuple[CitationFact, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """What one rule found and why: the middle of the chain verdict -> rule -> answer -> quote -> version."""

    code: str
    version: int
    title: str
    result: Result
    outcome: Outcome
    reasons: tuple[str, ...]
    required: str = ""
    conditions: tuple[str, ...] = ()
    answers: tuple[AnswerShown, ...] = ()
    fixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcome of one tool for one category, strictest rule first."""

    tool: UUID
    category: UUID
    outcome: Outcome
    findings: tuple[RuleFinding, ...]

    @property
    def conditions(self) -> tuple[str, ...]:
        """Every condition named by a rule, each once, in rule order."""
        return tuple(dict.fromkeys(text for finding in self.findings for text in finding.conditions))
