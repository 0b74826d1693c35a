"""The outcome of a tool for a category: the strictest of its rules. One implementation for one line and for all.

Nothing here knows a single rule; what a rule asks is in `policies.domain.rules`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from policies.domain.rules import REGISTRY
from policies.domain.rules.base import Rule, RuleVerdict, entries, undocumented
from policies.domain.rules.parameters import parameter_problems
from policies.domain.types import (
    CategoryFacts,
    Evaluation,
    Mode,
    OnFail,
    Outcome,
    Result,
    RuleFinding,
    RuleUse,
    ToolFacts,
)
from vendors.domain.terms import AREA_LABELS, ClauseArea

Registry = Mapping[tuple[str, int], Rule]

_RANK: Mapping[Outcome, int] = {outcome: rank for rank, outcome in enumerate(Outcome)}
_RESULT_RANK: Mapping[Result, int] = {
    Result.SATISFIED: 0,
    Result.CONDITIONAL: 1,
    Result.UNDOCUMENTED: 2,
    Result.NOT_SATISFIED: 3,
}
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
    uses: dict[str, _Use] = {}
    plans = [
        (category, [_use(rule, category, uses, registry).number for rule in category.rules]) for category in categories
    ]
    evaluations = []
    for tool in tools:
        judged = tool if new_approval else _with_stale_readings_forgiven(tool)
        found = [_finding(use, judged, tool) for use in uses.values()]
        strictness = [_strictness(finding) for finding in found]
        for category, plan in plans:
            ordered = sorted(plan, key=strictness.__getitem__)
            evaluations.append(_evaluation(tool, category, [found[number] for number in ordered]))
    return evaluations


def barring(evaluation: Evaluation) -> tuple[RuleFinding, ...]:
    """The findings that bar: each needs an active exception before the line can be approved."""
    return tuple(finding for finding in evaluation.findings if finding.outcome is Outcome.BARRED)


@dataclass(frozen=True, slots=True)
class _Use:
    """A rule as used by one or more categories that cannot be told apart by it."""

    number: int
    use: RuleUse
    category: CategoryFacts
    rule: Rule | None
    problems: tuple[str, ...]
    areas: tuple[ClauseArea, ...]


def _use(use: RuleUse, category: CategoryFacts, known: dict[str, _Use], registry: Registry) -> _Use:
    rule = registry.get((use.code, use.version))
    if rule is None or not rule.reads_limits:  # what it does not read must not make it be judged anew
        category = replace(category, allowed_kinds=(), allowed_destinations=())
    parameters = sorted(use.parameters.items())
    limits = (category.allowed_kinds, category.allowed_destinations)
    # The text of it, since stored content may hold values that have no hash; True and 1 differ as text too.
    key = repr((use.code, use.version, use.on_fail, parameters, limits))
    if key not in known:
        found = parameter_problems(rule, use.parameters) if rule else {}
        told = tuple(f"{name}: {text}" for name, texts in found.items() for text in texts)
        named = tuple(area for area in ClauseArea if area in entries(use.parameters, "areas"))
        areas = named or (rule.areas if rule else ())
        known[key] = _Use(len(known), use, category, rule, told, areas)
    return known[key]


def _finding(use: _Use, judged: ToolFacts, tool: ToolFacts) -> RuleFinding:
    verdict = _verdict(use, judged)
    reasons = verdict.reasons
    if judged is not tool:
        stale = [area for area in use.areas if area in tool.readings and tool.readings[area].stale]
        reasons += tuple(f"The reading of {AREA_LABELS[area].lower()} is stale; its review is open." for area in stale)
    return RuleFinding(
        use.use.code,
        use.use.version,
        use.rule.title if use.rule else use.use.code,
        verdict.result,
        _outcome(verdict.result, use.use.on_fail),
        reasons,
        verdict.required,
        verdict.conditions,
        verdict.answers,
        verdict.fixes,
    )


def _verdict(use: _Use, judged: ToolFacts) -> RuleVerdict:
    fix = "A policy revision that states this rule anew."
    if use.rule is None:
        name = f"{use.use.code}, version {use.use.version}"
        return undocumented(f"The rule {name} is not known here, so nothing was checked.", fix)
    if use.problems:
        return undocumented("The parameters of this rule cannot be used. " + " ".join(use.problems), fix)
    return use.rule.judge(judged, use.use.parameters, use.category)


def _outcome(result: Result, on_fail: OnFail) -> Outcome:
    if result is Result.SATISFIED:
        return Outcome.PERMITTED
    return Outcome.ON_CONDITIONS if result is Result.CONDITIONAL else _WHEN_FAILING[on_fail]


def _strictness(finding: RuleFinding) -> tuple[int, int]:
    return -_RANK[finding.outcome], -_RESULT_RANK[finding.result]


def _evaluation(tool: ToolFacts, category: CategoryFacts, findings: list[RuleFinding]) -> Evaluation:
    """The outcome of `findings`, which come strictest first."""
    if not findings:
        findings.append(NO_RULES_FINDING)
    if category.mode is Mode.RESTRICTED:
        findings.append(RESTRICTED_FINDING)
        findings.sort(key=_strictness)
    return Evaluation(tool.uid, category.uid, findings[0].outcome, tuple(findings))


def _with_stale_readings_forgiven(tool: ToolFacts) -> ToolFacts:
    return replace(tool, readings={area: replace(reading, stale=False) for area, reading in tool.readings.items()})
