"""What is asked of a risk, what it is graded by, and how grounds become a grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from policies.domain.findings import AnswerShown
from policies.domain.rules.base import RuleVerdict
from policies.domain.types import Result, ToolFacts
from vendors.domain.terms import CitationFact


class Strategy(StrEnum):
    """What we do with a tool or a model (domain.md, "Risk by strategy")."""

    USE_API = "use_api"
    DISTIL_API = "distil_api"
    FINE_TUNE_OPEN = "fine_tune_open"
    DISTIL_OWN = "distil_own"


class RiskKind(StrEnum):
    COPYRIGHT = "copyright"
    TERMS = "terms"
    REGULATORY = "regulatory"
    STRATEGIC = "strategic"


class Grade(StrEnum):
    """Never "none": that nothing is on record is a statement about the record."""

    RESTRICTION = "restriction_on_record"
    NONE_ON_RECORD = "none_on_record"
    UNDOCUMENTED = "undocumented"


STRATEGY_WORDS: Mapping[Strategy, str] = {
    Strategy.USE_API: "Use a closed API as intended",
    Strategy.DISTIL_API: "Distil from a closed API",
    Strategy.FINE_TUNE_OPEN: "Fine-tune open weights on own data",
    Strategy.DISTIL_OWN: "Distil an own model",
}
RISK_WORDS: Mapping[RiskKind, str] = {
    RiskKind.COPYRIGHT: "Copyright",
    RiskKind.TERMS: "Terms",
    RiskKind.REGULATORY: "Regulatory",
    RiskKind.STRATEGIC: "Strategic",
}


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing a grade rests on. `code` names what was looked at, whatever the words say of it today."""

    code: str
    grade: Grade
    text: str
    answers: tuple[AnswerShown, ...] = ()
    change: tuple[str, ...] = ()

    @property
    def citations(self) -> tuple[CitationFact, ...]:
        """The citations of its answers."""
        return tuple(citation for answer in self.answers for citation in answer.citations)


@dataclass(frozen=True, slots=True)
class Graded:
    """One risk of one strategy: the grade, and all it rests on, the weightiest first."""

    strategy: Strategy
    risk: RiskKind
    grade: Grade
    grounds: tuple[Ground, ...]

    @property
    def basis(self) -> tuple[object, ...]:
        """What a confirmation rests on: grades and citations, not the words, which name days."""
        return (
            self.strategy,
            self.risk,
            self.grade,
            tuple(
                (row.code, row.grade, tuple((str(one.uid), one.version_sha256) for one in row.citations))
                for row in self.grounds
            ),
        )


@dataclass(frozen=True, slots=True)
class OwnBody:
    """A model, dataset or training pipeline of ours: its kind and destination in words, what feeds it and what it
    feeds by name, and whether output of the tool at hand may land in it."""

    name: str
    kind: str
    destination: str
    fed_by: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    reached: bool = False


@dataclass(frozen=True, slots=True)
class InstrumentSeen:
    """An instrument of the register as far as grades need it: where it stands, in words, and whether it binds."""

    name: str
    jurisdiction: str
    stage: str
    in_force: bool
    checked: bool
    source: str
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What grades of one tool are computed from. `instruments` None: there is no register to ask."""

    tool: ToolFacts
    country: str = ""
    instruments: tuple[InstrumentSeen, ...] | None = None
    own: tuple[OwnBody, ...] = field(default=())


_WEIGHT = {Grade.RESTRICTION: 0, Grade.UNDOCUMENTED: 1, Grade.NONE_ON_RECORD: 2}
_BY_RESULT = {
    Result.SATISFIED: Grade.NONE_ON_RECORD,
    Result.CONDITIONAL: Grade.NONE_ON_RECORD,
    Result.NOT_SATISFIED: Grade.RESTRICTION,
    Result.UNDOCUMENTED: Grade.UNDOCUMENTED,
}


def graded(strategy: Strategy, risk: RiskKind, grounds: Iterable[Ground]) -> Graded:
    """The strictest of the grounds; with none, undocumented, since nothing was looked at."""
    rows = sorted(grounds, key=lambda row: _WEIGHT[row.grade])
    if not rows:
        nothing = "Nothing on record speaks of it."
        rows = [Ground("nothing", Grade.UNDOCUMENTED, nothing)]
    return Graded(strategy, risk, rows[0].grade, tuple(rows))


def ground(code: str, verdict: RuleVerdict) -> Ground:
    """What a rule found, as a ground: what it demands and is not there is a restriction."""
    conditions = tuple(f"Holds on condition: {text}" for text in verdict.conditions)
    return Ground(
        code,
        _BY_RESULT[verdict.result],
        " ".join((*verdict.reasons, *conditions)),
        verdict.answers,
        verdict.fixes,
    )
