"""Region allowed (domain.md, "Deployment": where data goes). Reads the tool as held, by the names its owner gave.

What the terms say of the location is shown beside it, not judged: it is free text, and a person compares the two.
"""

from __future__ import annotations

from policies.domain.rules.base import (
    Parameters,
    Rule,
    RuleVerdict,
    combined,
    entries,
    not_satisfied,
    satisfied,
    undocumented,
)
from policies.domain.rules.parameters import Parameter, ParameterKind
from policies.domain.rules.reading import as_held, hear
from policies.domain.sentences import listing
from policies.domain.types import CategoryFacts, ToolFacts
from vendors.domain.terms import ClauseArea, Condition

LOCATION, SETTING = "keep_location", "data_region"

REGIONS = Parameter(
    "regions",
    "Regions allowed",
    "Where prompts, code context and outputs may be processed, one region to a line, as tools name them.",
    ParameterKind.CHOICES,
    ("EU", "EEA"),
)


def judge(facts: ToolFacts, parameters: Parameters, category: CategoryFacts) -> RuleVerdict:
    """Satisfied when the location of data on record is an allowed region; none on record is undocumented.

    A region that can be chosen is held to its setting besides, which counts only when it is set and proven.
    """
    allowed = entries(parameters, REGIONS.name)
    required = f"Region: {listing(allowed, 'or')}"
    parts = [_location(facts, allowed)]
    if SETTING in facts.settings:
        parts.append(as_held(facts, Condition(SETTING, allowed, ""), "Where data goes is not assured"))
    verdict = combined(required, parts)
    if ClauseArea.RETENTION not in facts.readings:
        return verdict
    return verdict._replace(answers=(hear(facts, ClauseArea.RETENTION, LOCATION).shown,))


def _location(facts: ToolFacts, allowed: tuple[str, ...]) -> RuleVerdict:
    place = facts.data_location.strip()
    if not place:
        return undocumented(
            f"Where {facts.name} processes data is not on record.",
            "Record where data goes, from an order form, an admin page or an answer of the vendor.",
        )
    if place.casefold() in {region.strip().casefold() for region in allowed}:
        return satisfied(f"Data is processed in {place}.")
    wanted = listing(allowed, "or")
    fix = f"A region setting or an order form that keeps data in {wanted}."
    return not_satisfied(f"Data is processed in {place}; required is {wanted}.", fix)


RULE = Rule(
    "region_allowed",
    1,
    "Region allowed",
    "Prompts, code context and outputs are processed in an allowed region.",
    judge,
    (REGIONS,),
    (ClauseArea.RETENTION,),
    (LOCATION,),
)
