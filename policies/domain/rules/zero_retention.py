"""Zero retention, as held (domain.md, "Retention": none, by setting, by contract, and its carve-outs).

That zero retention can be had is not enough: the setting that gives it has to be set and proven for this tool.
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
)
from policies.domain.rules.parameters import Parameter, ParameterKind
from policies.domain.rules.reading import Heard, as_held, hear, judged
from policies.domain.types import CategoryFacts, ToolFacts
from vendors.domain.questions import QUESTIONS
from vendors.domain.terms import ClauseArea, Condition

ZERO, CARVE_OUTS = "keep_zero", "keep_zero_carve_outs"
REQUIRED = "Nothing is kept, as held"

CARVE_OUTS_ACCEPTED = Parameter(
    "carve_outs_accepted",
    "Carve-outs accepted",
    "What may be kept all the same.",
    ParameterKind.CHOICES,
    ("legal_obligation",),
    tuple((option.value, option.label) for option in QUESTIONS[CARVE_OUTS].options if option.value != "none"),
    required=False,
)


def judge(facts: ToolFacts, parameters: Parameters, category: CategoryFacts) -> RuleVerdict:
    """Conditional on its setting when zero retention is held and every carve-out is accepted."""
    zero = hear(facts, ClauseArea.RETENTION, ZERO)
    carved = hear(facts, ClauseArea.RETENTION, CARVE_OUTS)
    accepted = {*entries(parameters, CARVE_OUTS_ACCEPTED.name), "none"}
    return combined(
        REQUIRED,
        [judged(REQUIRED, zero, _parts(facts, zero)), judged(REQUIRED, carved, [_carve_outs(carved, accepted)])],
    )


def _parts(facts: ToolFacts, heard: Heard) -> list[RuleVerdict]:
    said = f"{heard.label}: {heard.words}"
    if heard.value not in ("by_setting", "by_contract"):
        return [not_satisfied(f"{said}.", "A tier or an order form that grants zero retention.")]
    switch = Condition("zero_retention", ("on",), "Zero retention is on.")
    # By contract, too, somebody has to have switched it on for this account: the terms alone do not show it.
    return [as_held(facts, condition, f"{said}, not held") for condition in heard.answer.conditions or (switch,)]


def _carve_outs(heard: Heard, accepted: set[str]) -> RuleVerdict:
    said = f"{heard.label}: {heard.words}"
    if heard.choices <= accepted:
        return satisfied(f"{said}.")
    return not_satisfied(f"{said}; not all of it is accepted.", "An order form without these carve-outs.")


RULE = Rule(
    "zero_retention",
    1,
    "Zero retention",
    "As the tool is held, the vendor keeps nothing of what we send or get.",
    judge,
    (CARVE_OUTS_ACCEPTED,),
    (ClauseArea.RETENTION,),
    (ZERO, CARVE_OUTS),
)
