"""Vendor does not train on our content, as held (domain.md, "Training restrictions", what the vendor may do).

A choice counts only as it is set and proven for this tool: "may opt out" is not "has opted out".
"""

from __future__ import annotations

from policies.domain.rules.base import Parameters, Rule, RuleVerdict, conditional, not_satisfied, said_yes, satisfied
from policies.domain.rules.parameters import ACCEPT_SILENT, Parameter, ParameterKind
from policies.domain.rules.reading import Heard, all_as_held, hear, judged
from policies.domain.types import CategoryFacts, ToolFacts
from vendors.domain.terms import ClauseArea

USE = "train_vendor_use"
REQUIRED = "Never, as held"
_ON_OUR_WORD = frozenset({"if_agreed", "opt_in"})

ACCEPT_OPT_OUT = Parameter(
    "accept_opt_out",
    "Accept an opt-out",
    "Accept terms that allow training until somebody opts out, where the opt-out is set and proven.",
    ParameterKind.YES_NO,
    True,
)


def judge(facts: ToolFacts, parameters: Parameters, category: CategoryFacts) -> RuleVerdict:
    """Satisfied when the terms rule training out; conditional when a set and proven setting does."""
    heard = hear(facts, ClauseArea.TRAINING_RESTRICTIONS, USE)
    parts = _parts(facts, heard, said_yes(parameters, ACCEPT_OPT_OUT.name))
    return judged(REQUIRED, heard, parts, said_yes(parameters, ACCEPT_SILENT.name))


def _parts(facts: ToolFacts, heard: Heard, accept_opt_out: bool) -> list[RuleVerdict]:
    said = f"{heard.label}: {heard.words}"
    if heard.value == "never":
        return [satisfied(f"{said}."), *all_as_held(facts, heard, "The vendor may train on our content")]
    if heard.value in _ON_OUR_WORD or (heard.value == "opt_out" and accept_opt_out):
        by_setting = all_as_held(facts, heard, f"{said}; the vendor may train on our content")
        # Where no switch exists, agreeing takes a deed of ours, which the condition forbids; opting out takes one too,
        # but nothing shows that it was done, so there a reading that names no switch would have to fail.
        return by_setting or [_without_switch(heard, said)]
    fix = "A tier or an order form under which the vendor does not train on our content."
    return [not_satisfied(f"{said}; required is never.", fix)]


def _without_switch(heard: Heard, said: str) -> RuleVerdict:
    if heard.value in _ON_OUR_WORD:
        return conditional(f"{said}.", "Nobody agrees to training on our content.")
    return not_satisfied(f"{said}; the reading names no setting.", "Counsel names the setting the opt-out depends on.")


RULE = Rule(
    "vendor_does_not_train",
    1,
    "Vendor does not train on our content",
    "Under the terms, and as the tool is set, the vendor trains nothing on what we send or get.",
    judge,
    (ACCEPT_OPT_OUT, ACCEPT_SILENT),
    (ClauseArea.TRAINING_RESTRICTIONS,),
    (USE,),
)
