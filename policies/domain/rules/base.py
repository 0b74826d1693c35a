"""What every rule is made of: its verdict, its registration, and how several part-verdicts become one.

How a rule reads an answer of counsel's reading is `policies.domain.rules.reading`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from policies.domain.findings import AnswerShown
from policies.domain.rules.parameters import Parameter
from policies.domain.types import CategoryFacts, CodebaseKind, Destination, ParameterValue, Result, ToolFacts
from vendors.domain.terms import ClauseArea


class RuleVerdict(NamedTuple):
    """What one rule, or one part of it, found: reasons name the answer and what was required of it.

    A tuple, since several are made for each finding, of which there are as many as tools times rules.
    """

    result: Result
    reasons: tuple[str, ...]
    required: str = ""
    conditions: tuple[str, ...] = ()
    answers: tuple[AnswerShown, ...] = ()
    fixes: tuple[str, ...] = ()


Parameters = Mapping[str, ParameterValue]
Judge = Callable[[ToolFacts, Parameters, CategoryFacts], RuleVerdict]


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of one rule. `sentence` says to people what it asks; `areas` and `questions` what it reads.

    `judge` may read nothing of the category but those of its allowed kinds and destinations that `kinds_read` and
    `destinations_read` name; evaluation withholds the others, and judges once what categories ask alike. With
    `kinds_alike` it may ask only whether any such kind is allowed, and is given the same one for all.
    """

    code: str
    version: int
    title: str
    sentence: str
    judge: Judge
    parameters: tuple[Parameter, ...] = ()
    areas: tuple[ClauseArea, ...] = ()
    questions: tuple[str, ...] = ()
    kinds_read: frozenset[CodebaseKind] = frozenset()
    kinds_alike: bool = False
    destinations_read: frozenset[Destination] = frozenset()


_SEVERITY: Mapping[Result, int] = {
    Result.SATISFIED: 0,
    Result.CONDITIONAL: 1,
    Result.UNDOCUMENTED: 2,
    Result.NOT_SATISFIED: 3,
}
PASSING = frozenset({Result.SATISFIED, Result.CONDITIONAL})


def combined(required: str, parts: Iterable[RuleVerdict]) -> RuleVerdict:
    """The strictest of `parts` as one verdict; a failing verdict gives the reasons of the failing parts only.

    Conditions of all parts are kept, since whoever grants an exception needs them too. No parts: undocumented, since a
    rule that looked at nothing has established nothing.
    """
    found = tuple(parts)
    if not found:
        return RuleVerdict(Result.UNDOCUMENTED, ("There is nothing to judge.",), required)
    if len(found) == 1:
        (part,) = found
        return RuleVerdict(part.result, part.reasons, required, part.conditions, part.answers, part.fixes)
    result = max([part.result for part in found], key=_SEVERITY.__getitem__)
    told = found if result in PASSING else tuple([part for part in found if part.result not in PASSING])
    return RuleVerdict(
        result,
        _once([part.reasons for part in told]),
        required,
        _once([part.conditions for part in found]),
        tuple({(a.area, a.question): a for part in found for a in part.answers}.values()),
        _once([part.fixes for part in told]),
    )


def satisfied(reason: str, required: str = "") -> RuleVerdict:
    """A part that holds, with what holds."""
    return RuleVerdict(Result.SATISFIED, (reason,), required)


def conditional(reason: str, condition: str, required: str = "") -> RuleVerdict:
    """A part that holds while `condition` does."""
    return RuleVerdict(Result.CONDITIONAL, (reason,), required, (condition,))


def not_satisfied(reason: str, *fixes: str, required: str = "") -> RuleVerdict:
    """A part that does not hold, with what would make it hold."""
    return RuleVerdict(Result.NOT_SATISFIED, (reason,), required, fixes=fixes)


def undocumented(reason: str, *fixes: str, required: str = "") -> RuleVerdict:
    """A part nobody has established, with what would establish it."""
    return RuleVerdict(Result.UNDOCUMENTED, (reason,), required, fixes=fixes)


def entries(parameters: Parameters, name: str) -> tuple[str, ...]:
    """The parameter `name` as several entries; anything else stored there counts as none, which only ever fails."""
    value = parameters.get(name, ())
    return value if isinstance(value, tuple) else ()


def days(parameters: Parameters, name: str) -> int:
    """The parameter `name` as a number of days; anything else stored there counts as 0, the strictest."""
    value = parameters.get(name, 0)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def said_yes(parameters: Parameters, name: str) -> bool:
    """Whether the parameter `name` was answered with yes; anything else stored there counts as no."""
    return parameters.get(name, False) is True


def _once(texts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(texts)))
