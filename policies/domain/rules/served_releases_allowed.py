"""Served releases allowed (domain.md, "Model release" and "Deployment": which releases are switched on)."""

from __future__ import annotations

from policies.domain.releases import ReleaseFact
from policies.domain.rules.base import (
    Parameters,
    Rule,
    RuleVerdict,
    combined,
    conditional,
    entries,
    not_satisfied,
    undocumented,
)
from policies.domain.rules.parameters import Parameter, ParameterKind
from policies.domain.sentences import listing
from policies.domain.types import CategoryFacts, ToolFacts

RELEASES = Parameter(
    "releases",
    "Model releases allowed",
    "Names of the model releases that may be switched on, one to a line.",
    ParameterKind.CHOICES,
    (),
)


def judge(facts: ToolFacts, parameters: Parameters, category: CategoryFacts) -> RuleVerdict:
    """Conditional on staying so when every release switched on is allowed; none on record is undocumented."""
    allowed = entries(parameters, RELEASES.name)
    required = listing(allowed, "or")
    if not facts.releases:
        return undocumented(
            f"Which model releases {facts.name} serves is not on record.",
            "Record the releases switched on in the deployment of the tool.",
            required=required,
        )
    known = {name.strip().casefold() for name in allowed}
    return combined(required, [_part(release, known) for release in facts.releases])


def _part(release: ReleaseFact, known: set[str]) -> RuleVerdict:
    named = f"{release.name} of {release.vendor}"
    if release.name.strip().casefold() in known:
        return conditional(f"{named} is allowed.", "No model release is switched on that is not allowed.")
    return not_satisfied(f"{named} is switched on and is not allowed.", f"Switch {release.name} off.")


RULE = Rule(
    "served_releases_allowed",
    1,
    "Served releases allowed",
    "Only allowed model releases are switched on.",
    judge,
    (RELEASES,),
)
