"""Competition (domain.md, "Competition note"): where terms bar competing uses, counsel found that we do not compete.

Undetermined counts as yes. Reads the competition finding of the tool's vendor and what the terms bar.
"""

from __future__ import annotations

from policies.domain.rules.base import (
    Parameters,
    Rule,
    RuleVerdict,
    not_satisfied,
    said_yes,
    satisfied,
    undocumented,
)
from policies.domain.rules.output_for_training import BARRED, COMPETING
from policies.domain.rules.parameters import ACCEPT_SILENT
from policies.domain.rules.reading import Heard, hear, judged
from policies.domain.types import CategoryFacts, ToolFacts
from vendors.domain.terms import ClauseArea

REQUIRED = "No competition where the terms bar it"
_BARS_COMPETING = frozenset({*COMPETING, "any_model_training"})
"""A bar on any model training bars competing models with the rest."""


def judge(facts: ToolFacts, parameters: Parameters, category: CategoryFacts) -> RuleVerdict:
    """Satisfied when the terms bar no competing use, or counsel found no competition."""
    heard = hear(facts, ClauseArea.TRAINING_RESTRICTIONS, BARRED)
    return judged(REQUIRED, heard, [_part(facts, heard)], said_yes(parameters, ACCEPT_SILENT.name))


def _part(facts: ToolFacts, heard: Heard) -> RuleVerdict:
    said = f"{heard.label}: {heard.words}"
    if not heard.choices & _BARS_COMPETING:
        return satisfied(f"{said}; nothing in it turns on competition.")
    if facts.competition == "no":
        return satisfied(f"{said}; counsel found that nothing of ours competes with {facts.vendor}.")
    if facts.competition == "yes":
        reason = f"{said}; counsel found that something of ours competes with {facts.vendor}."
        return not_satisfied(reason, f"Authorisation of {facts.vendor}, or another vendor.")
    reason = f"{said}; whether something of ours competes with {facts.vendor} is undetermined, which counts as yes."
    return undocumented(reason, f"A competition note of counsel on {facts.vendor}.")


RULE = Rule(
    "competition",
    1,
    "Competition",
    "Where the terms bar competing uses, nothing of ours competes with the vendor.",
    judge,
    (ACCEPT_SILENT,),
    (ClauseArea.TRAINING_RESTRICTIONS,),
    (BARRED,),
)
