"""Human review before merge (domain.md, "Category": attested). Imposed by the category; no terms are read.

Whether a person reviewed a change is seen at the pull request, not in the tool, so this can only ever be a condition.
"""

from __future__ import annotations

from policies.domain.rules.base import Parameters, Rule, RuleVerdict, conditional, said_yes
from policies.domain.rules.parameters import Parameter, ParameterKind
from policies.domain.types import CategoryFacts, ToolFacts

ATTESTED = Parameter(
    "attested",
    "The review is attested in the pull request",
    "Besides reviewing, the reviewer states in the pull request what of it is AI output.",
    ParameterKind.YES_NO,
    True,
)


def judge(facts: ToolFacts, parameters: Parameters, category: CategoryFacts) -> RuleVerdict:
    """Always conditional, with the condition as text."""
    condition = "A person reviews AI output before it is merged"
    if said_yes(parameters, ATTESTED.name):
        condition += ", and the pull request states what of it is AI output"
    return conditional("The category asks for human review before merge.", f"{condition}.", "Human review")


RULE = Rule(
    "human_review_before_merge",
    1,
    "Human review before merge",
    "A person reviews AI output before it is merged.",
    judge,
    (ATTESTED,),
)
