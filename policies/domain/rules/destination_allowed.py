"""Destination allowed (domain.md, "Codebase": destination). Where output of the tool may land within the category."""

from __future__ import annotations

from policies.domain.labels import label
from policies.domain.rules.base import (
    Parameters,
    Rule,
    RuleVerdict,
    conditional,
    entries,
    not_satisfied,
    satisfied,
    undocumented,
)
from policies.domain.rules.parameters import Parameter, ParameterKind
from policies.domain.sentences import listing
from policies.domain.types import CategoryFacts, Destination, ToolFacts

DESTINATIONS = Parameter(
    "destinations",
    "Destinations allowed",
    "Where output of AI tools may land. A category that also allows others is held to these by a condition.",
    ParameterKind.CHOICES,
    (Destination.SHARED.value, Destination.PROPRIETARY.value),
    tuple((destination.value, label(destination)) for destination in Destination),
)


def judge(facts: ToolFacts, parameters: Parameters, category: CategoryFacts) -> RuleVerdict:
    """Satisfied when every destination of the category is allowed, conditional when some are, else not satisfied."""
    allowed = entries(parameters, DESTINATIONS.name)
    required = listing([label(item) for item in Destination if item in allowed], "or")
    held = [item for item in Destination if item in category.allowed_destinations]
    fix = "A policy revision that agrees the destinations of the category with this rule."
    if not held:
        return undocumented("The category names no destination.", fix, required=required)
    within = [item for item in held if item in allowed]
    outside = listing([label(item).lower() for item in held if item not in allowed])
    if not outside:
        lands = listing([label(item).lower() for item in held], "or")
        return satisfied(f"Output lands in destinations that are allowed: {lands}.", required)
    if not within:
        reason = f"The category is for {outside}; required is {required.lower()}."
        return not_satisfied(reason, fix, required=required)
    kept = listing([label(item).lower() for item in within], "or")
    return conditional(f"The category is also for {outside}.", f"Output lands only in: {kept}.", required)


RULE = Rule(
    "destination_allowed",
    1,
    "Destination allowed",
    "Output of the tool lands only where AI output is allowed.",
    judge,
    (DESTINATIONS,),
    destinations_read=frozenset(Destination),
)
