"""Assessments approved, current and not stale (domain.md, "Rules and outcomes" and "What changes what").

Reads no single answer: it asks whether counsel's readings stand as a whole, and heeds counsel's rating of them.
"""

from __future__ import annotations

from policies.domain.rules.base import (
    Parameters,
    Rule,
    RuleVerdict,
    combined,
    conditional,
    entries,
    not_satisfied,
    said_yes,
    satisfied,
    undocumented,
)
from policies.domain.rules.parameters import Parameter, ParameterKind
from policies.domain.rules.reading import reading_problem
from policies.domain.sentences import listing
from policies.domain.types import CategoryFacts, ToolFacts
from vendors.domain.terms import AREA_LABELS, ClauseArea, Rating, ReadingFact

AREAS = Parameter(
    "areas",
    "Clause areas",
    "The areas of which an approved, current reading is needed.",
    ParameterKind.CHOICES,
    tuple(area.value for area in ClauseArea),
    tuple((area.value, AREA_LABELS[area]) for area in ClauseArea),
)
HEED_RATING = Parameter(
    "heed_rating",
    "Heed counsel's rating",
    "A reading rated not acceptable or undocumented fails; one rated on conditions brings counsel's conditions along.",
    ParameterKind.YES_NO,
    True,
)


def judge(facts: ToolFacts, parameters: Parameters, category: CategoryFacts) -> RuleVerdict:
    """Satisfied when every area asked for has a reading that is approved, not stale and not to be confirmed."""
    asked = [area for area in ClauseArea if area in entries(parameters, AREAS.name)]
    required = f"Approved, current readings of {listing([AREA_LABELS[area].lower() for area in asked])}"
    heed = said_yes(parameters, HEED_RATING.name)
    return combined(required, [_part(facts, area, heed) for area in asked])


def _part(facts: ToolFacts, area: ClauseArea, heed_rating: bool) -> RuleVerdict:
    problem = reading_problem(facts, area)
    if problem:
        return problem
    reading, name = facts.readings[area], AREA_LABELS[area]
    if reading.to_be_confirmed:
        return undocumented(
            f"{name}: assessment {reading.number} is to be confirmed, since a text it rests on changed.",
            f"Counsel confirms the reading of {name.lower()}, or makes a new one.",
        )
    return _rated(reading, name) if heed_rating else satisfied(f"{name}: assessment {reading.number} is current.")


def _rated(reading: ReadingFact, name: str) -> RuleVerdict:
    if reading.rating is Rating.NOT_ACCEPTABLE:
        return not_satisfied(
            f"{name}: counsel rated assessment {reading.number} as not acceptable.",
            f"A tier or an order form whose terms on {name.lower()} counsel finds acceptable.",
        )
    if reading.rating is Rating.UNDOCUMENTED:
        return undocumented(
            f"{name}: counsel left assessment {reading.number} without a rating.",
            f"Counsel rates the reading of {name.lower()}.",
        )
    if reading.rating is Rating.ON_CONDITIONS:
        return conditional(
            f"{name}: counsel rated assessment {reading.number} as acceptable on conditions.",
            f"The conditions counsel set in assessment {reading.number}, {name.lower()}, are kept.",
        )
    return satisfied(f"{name}: assessment {reading.number} is current and acceptable.")


RULE = Rule(
    "assessments_current",
    1,
    "Readings approved and current",
    "Counsel's readings of the terms are approved, not stale and not waiting to be confirmed.",
    judge,
    (AREAS, HEED_RATING),
    tuple(ClauseArea),
)
