"""Owner of output (domain.md, "Output ownership"). Who owns a line of code decides who may license it."""

from __future__ import annotations

from policies.domain.rules.base import (
    Parameters,
    Rule,
    RuleVerdict,
    combined,
    entries,
    not_satisfied,
    said_yes,
    satisfied,
)
from policies.domain.rules.parameters import ACCEPT_SILENT, Parameter, ParameterKind
from policies.domain.rules.reading import hear, judged
from policies.domain.sentences import listing
from policies.domain.types import CategoryFacts, ToolFacts
from vendors.domain.questions import value_in_words
from vendors.domain.terms import ClauseArea

OWNER, QUALIFIED, CONDITIONAL_ON = "own_owner", "own_qualified", "own_conditional"

OWNERS = Parameter(
    "owners",
    "Owners accepted",
    "Who may own the output between the vendor and us.",
    ParameterKind.CHOICES,
    ("customer",),
    (("customer", "Customer"), ("shared", "Shared"), ("vendor", "Vendor")),
)
ACCEPT_QUALIFIED = Parameter(
    "accept_qualified",
    "Accept “if any” and the like",
    "Accept a statement of ownership that is qualified, such as “if any” or “to the extent permitted by law”.",
    ParameterKind.YES_NO,
    True,
)
ACCEPT_CONDITIONAL = Parameter(
    "accept_conditional",
    "Accept ownership that depends on compliance",
    "Accept that output is ours only as long as we keep to the terms.",
    ParameterKind.YES_NO,
    True,
)


def judge(facts: ToolFacts, parameters: Parameters, category: CategoryFacts) -> RuleVerdict:
    """Satisfied when the owner the terms name is accepted, and no qualification stands that is not."""
    accepted = entries(parameters, OWNERS.name)
    required = f"Owner: {listing([value_in_words(OWNER, owner).lower() for owner in accepted], 'or')}"
    silent = said_yes(parameters, ACCEPT_SILENT.name)
    heard = hear(facts, ClauseArea.OUTPUT_OWNERSHIP, OWNER)
    said = f"{heard.label}: {heard.words}"
    owned = (
        satisfied(f"{said}.")
        if heard.value in accepted
        else not_satisfied(
            f"{said}; required is {required.lower()}.", "A tier or an order form that assigns the output."
        )
    )
    parts = [judged(required, heard, [owned], silent)]
    parts += [
        _absent(facts, question, silent)
        for question, parameter in ((QUALIFIED, ACCEPT_QUALIFIED), (CONDITIONAL_ON, ACCEPT_CONDITIONAL))
        if not said_yes(parameters, parameter.name)
    ]
    return combined(required, parts)


def _absent(facts: ToolFacts, question: str, accept_silent: bool) -> RuleVerdict:
    """The part for a qualification that must not be there."""
    heard = hear(facts, ClauseArea.OUTPUT_OWNERSHIP, question)
    said = f"{heard.label}: {heard.words}"
    fix = "An order form that assigns the output without this qualification."
    part = satisfied(f"{said}.") if heard.value is False else not_satisfied(f"{said}; required is no.", fix)
    return judged("", heard, [part], accept_silent)


RULE = Rule(
    "owner_of_output",
    1,
    "Owner of output",
    "The terms say that an accepted party owns the output.",
    judge,
    (OWNERS, ACCEPT_QUALIFIED, ACCEPT_CONDITIONAL, ACCEPT_SILENT),
    (ClauseArea.OUTPUT_OWNERSHIP,),
    (OWNER, QUALIFIED, CONDITIONAL_ON),
)
