"""Deployment allowed (domain.md, "Deployment": how a tool runs, who hosts it). Reads the tool as held, no terms."""

from __future__ import annotations

from policies.domain.labels import label
from policies.domain.rules.base import Parameters, Rule, RuleVerdict, entries, not_satisfied, satisfied, undocumented
from policies.domain.rules.parameters import Parameter, ParameterKind
from policies.domain.sentences import listing
from policies.domain.types import CategoryFacts, DeploymentKind, ToolFacts

DEPLOYMENTS = Parameter(
    "deployments",
    "Deployments allowed",
    "How a tool may run to be used in this category.",
    ParameterKind.CHOICES,
    tuple(kind.value for kind in DeploymentKind if kind is not DeploymentKind.SHARED_INFERENCE),
    tuple((kind.value, label(kind)) for kind in DeploymentKind),
)


def judge(facts: ToolFacts, parameters: Parameters, category: CategoryFacts) -> RuleVerdict:
    """Satisfied when the deployment on record is one of the allowed ones; none on record is undocumented."""
    allowed = entries(parameters, DEPLOYMENTS.name)
    required = listing([label(kind) for kind in DeploymentKind if kind in allowed], "or")
    if facts.deployment is None:
        reason = f"How {facts.name} is deployed is not on record."
        return undocumented(reason, "Record the deployment in the description of the tool.", required=required)
    runs = label(facts.deployment)
    if facts.deployment in allowed:
        return satisfied(f"{facts.name} runs as: {runs.lower()}.", required)
    reason = f"{facts.name} runs as: {runs.lower()}; required is {required.lower()}."
    return not_satisfied(reason, f"Run the tool as: {required.lower()}.", required=required)


RULE = Rule(
    "deployment_allowed",
    1,
    "Deployment allowed",
    "The tool runs in one of the ways this category allows.",
    judge,
    (DEPLOYMENTS,),
)
