"""The outcome of a tool for a category: the strictest of its rules. One implementation for one line and for all.

Nothing here knows a single rule; what a rule asks is in `policies.domain.rules`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from policies.domain.findings import Evaluation, RuleFinding
from policies.domain.rules import REGISTRY
from policies.domain.rules.base import Rule, RuleVerdict, entries, undocumented
from policies.domain.rules.parameters import parameter_problems
from policies.domain.rules.reading import listening
from policies.domain.types import CategoryFacts, Mode, OnFail, Outcome, Result, RuleUse, ToolFacts
from vendors.domain.terms import AREA_LABELS, ClauseArea

Registry = Mapping[tuple[str, int], Rule]

_RANK: Mapping[Outcome, int] = {outcome: rank for rank, outcome in enumerate(Outcome)}
_RESULTS = (Result.SATISFIED, Result.CONDITIONAL, Result.UNDOCUMENTED, Result.NOT_SATISFIED)
"""From the least to the most strict."""
_LENIENCY: Mapping[Outcome, Mapping[Result, int]] = {
    outcome: {result: -4 * rank - place for place, result in enumerate(_RESULTS)} for outcome, rank in _RANK.items()
}
"""What findings are ordered by: the strictest outcome first, and within it what failed before what is unknown."""
_WHEN_FAILING: Mapping[OnFail, Outcome] = {OnFail.SIGN_OFF: Outcome.NEEDS_SIGN_OFF, OnFail.BARRED: Outcome.BARRED}

RESTRICTED_FINDING = RuleFinding(
    code="mode",
    version=1,
    title="Restricted category",
    result=Result.CONDITIONAL,
    outcome=Outcome.NEEDS_SIGN_OFF,
    reasons=("The category is restricted: nothing enters without the sign-off of a named owner.",),
    required="Sign-off of a named owner",
    conditions=("Material enters only with the sign-off of a named owner.",),
)
NO_RULES_FINDING = RuleFinding(
    code="no_rules",
    version=1,
    title="Rules of the category",
    result=Result.UNDOCUMENTED,
    outcome=Outcome.NEEDS_SIGN_OFF,
    reasons=("The category has no rules, so nothing was checked.",),
    required="At least one rule",
    fixes=("A policy revision that gives this category its rules.",),
)

_FINDINGS_WITHOUT_RULE = (NO_RULES_FINDING, RESTRICTED_FINDING)


def outcome_rank(outcome: Outcome) -> int:
    """0 for permitted up to 3 for barred."""
    return _RANK[outcome]


def strictest(outcomes: Iterable[Outcome]) -> Outcome:
    """The strictest of `outcomes`; raises ValueError for none, since nothing judged is not permitted."""
    return max(outcomes, key=outcome_rank)


def evaluate(
    tool: ToolFacts, category: CategoryFacts, *, new_approval: bool = True, registry: Registry = REGISTRY
) -> Evaluation:
    """The outcome of `tool` for `category` with every finding, strictest first. Never raises for stored content.

    A rule or parameter this program cannot use counts as failing and says so. For an approval that already stands
    (`new_approval=False`) a stale reading is named but does not fail by itself.
    """
    return evaluate_many((tool,), (category,), new_approval=new_approval, registry=registry)[0]


def evaluate_many(
    tools: Iterable[ToolFacts],
    categories: Sequence[CategoryFacts],
    *,
    new_approval: bool = True,
    registry: Registry = REGISTRY,
) -> list[Evaluation]:
    """Every tool for every category, tool by tool; as `evaluate`, with a rule used alike by several judged once."""
    uses = _Uses(registry)
    plans = [uses.plan(category) for category in categories]
    distinct = list(dict.fromkeys(plans))
    owned = [(category.uid, distinct.index(plan)) for category, plan in zip(categories, plans, strict=True)]
    evaluations = []
    for tool in tools:
        judged = listening(tool if new_approval else _with_stale_readings_forgiven(tool))
        forgiven = frozenset() if new_approval else frozenset(_stale(tool))
        verdicts = [_verdict(asked, judged) for asked in uses.asked.values()]
        found = [_finding(use, verdicts[use.asked.number], forgiven) for use in uses.uses.values()]
        found += _FINDINGS_WITHOUT_RULE
        leniency = [_LENIENCY[finding.outcome][finding.result] for finding in found]
        ordered = [tuple(map(found.__getitem__, sorted(plan, key=leniency.__getitem__))) for plan in distinct]
        for category, place in owned:
            findings = ordered[place]
            evaluations.append(Evaluation(tool.uid, category, findings[0].outcome, findings))
    return evaluations


def barring(evaluation: Evaluation) -> tuple[RuleFinding, ...]:
    """The findings that bar: each needs an active exception before the line can be approved."""
    return tuple(finding for finding in evaluation.findings if finding.outcome is Outcome.BARRED)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one or more categories ask alike: a rule with its parameters, of a category as far as the rule reads it."""

    number: int
    use: RuleUse
    category: CategoryFacts
    rule: Rule | None
    problems: tuple[str, ...]
    areas: tuple[ClauseArea, ...]


@dataclass(frozen=True, slots=True)
class _Use:
    """What is asked, and what failing it means to the categories that use it so."""

    number: int
    asked: _Asked
    on_fail: OnFail


class _Uses:
    """Every rule as some category uses it, each once: judged once for all that ask alike, found once for all to whom
    failing means the same."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.asked: dict[str, _Asked] = {}
        self.uses: dict[tuple[int, OnFail], _Use] = {}

    def plan(self, category: CategoryFacts) -> tuple[int, ...]:
        """Which findings make up the outcome, by number, in the order of the policy; never none.

        Those of rules count from 0, as in `uses`; those without a rule from -1 down, from the end of what is found.
        """
        plan = [self._use(rule, category).number for rule in category.rules]
        if not plan:
            plan.append(_FINDINGS_WITHOUT_RULE.index(NO_RULES_FINDING) - len(_FINDINGS_WITHOUT_RULE))
        if category.mode is Mode.RESTRICTED:
            plan.append(_FINDINGS_WITHOUT_RULE.index(RESTRICTED_FINDING) - len(_FINDINGS_WITHOUT_RULE))
        return tuple(plan)

    def _use(self, use: RuleUse, category: CategoryFacts) -> _Use:
        asked = self._ask(use, category)
        return self.uses.setdefault((asked.number, use.on_fail), _Use(len(self.uses), asked, use.on_fail))

    def _ask(self, use: RuleUse, category: CategoryFacts) -> _Asked:
        rule = self._registry.get((use.code, use.version))
        # What it does not read must not make it be judged anew.
        kinds = tuple(kind for kind in category.allowed_kinds if rule and kind in rule.kinds_read)
        if rule and rule.kinds_alike and kinds:
            kinds = (min(rule.kinds_read),)
        lands = tuple(where for where in category.allowed_destinations if rule and where in rule.destinations_read)
        parameters = sorted(use.parameters.items())
        # The text of it, since stored content may hold values that have no hash; True and 1 differ as text too.
        key = repr((use.code, use.version, parameters, kinds, lands))
        if key not in self.asked:
            found = parameter_problems(rule, use.parameters) if rule else {}
            told = tuple(f"{name}: {text}" for name, texts in found.items() for text in texts)
            named = tuple(area for area in ClauseArea if area in entries(use.parameters, "areas"))
            areas = named or (rule.areas if rule else ())
            read = replace(category, allowed_kinds=kinds, allowed_destinations=lands)
            self.asked[key] = _Asked(len(self.asked), use, read, rule, told, areas)
        return self.asked[key]


def _finding(use: _Use, verdict: RuleVerdict, forgiven: frozenset[ClauseArea]) -> RuleFinding:
    asked, reasons = use.asked, verdict.reasons
    if forgiven:
        stale = [area for area in asked.areas if area in forgiven]
        reasons += tuple(f"The reading of {AREA_LABELS[area].lower()} is stale; its review is open." for area in stale)
    return RuleFinding(
        asked.use.code,
        asked.use.version,
        asked.rule.title if asked.rule else asked.use.code,
        verdict.result,
        _outcome(verdict.result, use.on_fail),
        reasons,
        verdict.required,
        verdict.conditions,
        verdict.answers,
        verdict.fixes,
    )


def _verdict(asked: _Asked, tool: ToolFacts) -> RuleVerdict:
    fix = "A policy revision that states this rule anew."
    if asked.rule is None:
        name = f"{asked.use.code}, version {asked.use.version}"
        return undocumented(f"The rule {name} is not known here, so nothing was checked.", fix)
    if asked.problems:
        return undocumented("The parameters of this rule cannot be used. " + " ".join(asked.problems), fix)
    return asked.rule.judge(tool, asked.use.parameters, asked.category)


def _outcome(result: Result, on_fail: OnFail) -> Outcome:
    if result is Result.SATISFIED:
        return Outcome.PERMITTED
    return Outcome.ON_CONDITIONS if result is Result.CONDITIONAL else _WHEN_FAILING[on_fail]


def _stale(tool: ToolFacts) -> Iterator[ClauseArea]:
    return (area for area, reading in tool.readings.items() if reading.stale)


def _with_stale_readings_forgiven(tool: ToolFacts) -> ToolFacts:
    return replace(tool, readings={area: replace(reading, stale=False) for area, reading in tool.readings.items()})
