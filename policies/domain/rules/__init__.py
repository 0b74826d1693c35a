"""Every version of every rule, one module each. A changed rule is a new version in the same module; none is removed.

A rule is a pure function of the tool as held, its parameters and the category; see `policies.domain.rules.base`.
"""

from __future__ import annotations

from collections.abc import Mapping

from policies.domain.rules import (
    assessments_current,
    competition,
    deployment_allowed,
    destination_allowed,
    human_review_before_merge,
    indemnity_covers_output,
    licence_layers,
    output_for_training,
    output_statement_present,
    owner_of_output,
    region_allowed,
    retention_within,
    served_releases_allowed,
    vendor_does_not_train,
    vendor_not_listed,
    zero_retention,
)
from policies.domain.rules.base import Rule
from vendors.domain.terms import ClauseArea

RULES: tuple[Rule, ...] = (
    assessments_current.RULE,
    owner_of_output.RULE,
    vendor_does_not_train.RULE,
    output_for_training.RULE,
    competition.RULE,
    retention_within.RULE,
    zero_retention.RULE,
    indemnity_covers_output.RULE,
    licence_layers.RULE,
    licence_layers.RULE_2,
    served_releases_allowed.RULE,
    deployment_allowed.RULE,
    destination_allowed.RULE,
    region_allowed.RULE,
    output_statement_present.RULE,
    human_review_before_merge.RULE,
    vendor_not_listed.RULE,
)
"""In the order in which a policy is read; versions of one rule from old to new."""

REGISTRY: Mapping[tuple[str, int], Rule] = {(rule.code, rule.version): rule for rule in RULES}

LATEST: Mapping[str, Rule] = {rule.code: rule for rule in RULES}
"""The newest version of each rule: what a policy draft offers."""


class UnknownRule(LookupError):
    """No such rule, or no such version of it."""


def rule_of(code: str, version: int) -> Rule:
    """The rule `code` in `version`; raises UnknownRule."""
    try:
        return REGISTRY[code, version]
    except KeyError:
        raise UnknownRule(f"{code}, version {version}") from None


def areas_read(code: str) -> frozenset[ClauseArea]:
    """The clause areas any version of the rule `code` reads; none of a rule that is not known here."""
    return frozenset(area for rule in RULES if rule.code == code for area in rule.areas)
