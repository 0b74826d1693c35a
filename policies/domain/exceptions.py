"""Exceptions: a time-limited departure from one rule for one tool in one category, and what it covers.

An exception changes no outcome: a barred line stays barred, and says until when the departure was decided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from policies.domain.evaluation import barring
from policies.domain.findings import Evaluation, RuleFinding
from policies.domain.sentences import long_date

LONGEST_DAYS = 366
"""An exception is a departure for a time. Ours; one that is needed longer is decided anew, or the rule is changed."""


@dataclass(frozen=True, slots=True)
class ExceptionFact:
    """An active exception as a decision judged it. `codebase` is the name of the one it is bound to, "" for none."""

    uid: UUID
    number: int
    rule: str
    ends_on: dt.date
    reason: str
    control: str
    legal: str
    engineering: str
    codebase: str = ""

    @property
    def condition(self) -> str:
        """The condition an approval that rests on it carries. A codebase is not named: not everybody may see it."""
        bound = " It holds for one codebase only, which the exception names." if self.codebase else ""
        return f"Exception {self.number}, until {long_date(self.ends_on)}: {self.control}{bound}"


def uncovered(evaluation: Evaluation, exceptions: Iterable[ExceptionFact]) -> tuple[RuleFinding, ...]:
    """The findings that bar and for which no exception was decided: while there is one, nothing can be approved."""
    covered = {exception.rule for exception in exceptions}
    return tuple(finding for finding in barring(evaluation) if finding.code not in covered)


def covering(evaluation: Evaluation, exceptions: Iterable[ExceptionFact]) -> tuple[ExceptionFact, ...]:
    """Those of `exceptions` that are for a rule which bars, in the order of their numbers."""
    barred = {finding.code for finding in barring(evaluation)}
    return tuple(sorted((row for row in exceptions if row.rule in barred), key=lambda row: row.number))


def demanded(evaluation: Evaluation, exceptions: Sequence[ExceptionFact]) -> tuple[str, ...]:
    """Every condition an approval has to carry: those the rules name, then those of the exceptions it rests on."""
    return (*evaluation.conditions, *(row.condition for row in covering(evaluation, exceptions)))


def term_problems(ends_on: dt.date, today: dt.date) -> list[str]:
    """Sentences that say what is wrong with the last day of an exception that is asked for; empty when nothing is."""
    if ends_on < today:
        return ["The last day lies in the past."]
    if (ends_on - today).days > LONGEST_DAYS:
        return ["An exception runs for a year at most. Choose an earlier day; a further one is decided anew."]
    return []


@dataclass(frozen=True, slots=True)
class Changed:
    """What one exception says otherwise than the one before it: of what, then and now, in words."""

    subject: str
    then: str
    now: str


def changes_since(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[Changed, ...]:
    """What differs, in the order of `now`; a subject one of them lacks counts as empty there."""
    return tuple(
        Changed(subject, then.get(subject, ""), text) for subject, text in now.items() if then.get(subject, "") != text
    )
