"""Indemnity covers output, as held (domain.md, "Indemnity").

An indemnity that the organisation voids by a switch is no indemnity: each *void if* that hangs on a setting is checked
against the tool, and one in the voiding position, unknown or unproven fails with the switch named. A *void if* that
hangs on what people do becomes a condition.
"""

from __future__ import annotations

from collections.abc import Iterator

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
)
from policies.domain.rules.parameters import ACCEPT_SILENT, Parameter, ParameterKind
from policies.domain.rules.reading import Heard, all_as_held, as_held, hear, judged
from policies.domain.sentences import listing
from policies.domain.types import CategoryFacts, ToolFacts
from vendors.domain.questions import QUESTIONS, implied_conditions, value_in_words
from vendors.domain.terms import ClauseArea, Condition

AREA = ClauseArea.INDEMNITY
COVERS, RIGHTS, VOID_IF, BETA = "ind_covers", "ind_rights", "ind_void_if", "ind_beta_excluded"
NONE = "No indemnity as held"

_CONDITIONS = {
    "output_modified": "Output the indemnity is relied on for is used unmodified.",
    "combined": "Output the indemnity is relied on for is not combined with other material.",
    "known_infringement": "Output known to infringe is not used.",
    "no_right_to_input": "Only input we have the right to use is sent.",
    "trademark_use": "Output is not used as a trade mark.",
    "third_party_offering": "No offering of a third party is used through the tool.",
}
RIGHTS_COVERED = Parameter(
    "rights",
    "Rights covered",
    "Whose infringement the vendor has to pay for.",
    ParameterKind.CHOICES,
    ("copyright",),
    tuple((option.value, option.label) for option in QUESTIONS[RIGHTS].options),
)
NOT_ACCEPTED = Parameter(
    "void_if_not_accepted",
    "Void-ifs not accepted",
    "What must not void the indemnity, since it cannot be kept here. Others become conditions of the approval.",
    ParameterKind.CHOICES,
    (),
    tuple((option.value, option.label) for option in QUESTIONS[VOID_IF].options if option.value != "none"),
    required=False,
)


def judge(facts: ToolFacts, parameters: Parameters, category: CategoryFacts) -> RuleVerdict:
    """Satisfied when output is covered for the rights asked for and nothing voids it as held.

    Silence may be accepted on exclusions only: terms that say nothing of cover give none.
    """
    rights = list(entries(parameters, RIGHTS_COVERED.name))
    required = f"Output covered: {listing([value_in_words(RIGHTS, (right,)).lower() for right in rights])}"
    silent = said_yes(parameters, ACCEPT_SILENT.name)
    covers, named, void_if, beta = (hear(facts, AREA, code) for code in (COVERS, RIGHTS, VOID_IF, BETA))
    refused = {*entries(parameters, NOT_ACCEPTED.name)}
    return combined(
        required,
        [
            judged(required, covers, _includes(facts, covers, ["output"])),
            judged(required, named, _includes(facts, named, rights)),
            judged(required, void_if, _void_if(facts, void_if, refused), silent),
            judged(required, beta, _beta(facts, beta), silent),
        ],
    )


def _includes(facts: ToolFacts, heard: Heard, wanted: list[str]) -> Iterator[RuleVerdict]:
    said = f"{heard.label}: {heard.words}"
    missing = [value_in_words(heard.shown.question, (item,)).lower() for item in wanted if item not in heard.choices]
    if missing:
        fix = f"A tier or an order form whose indemnity covers {listing(missing)}."
        yield not_satisfied(f"{said}; required is {listing(missing)}.", fix)
    else:
        yield satisfied(f"{said}.")
        yield from all_as_held(facts, heard, NONE)


def _void_if(facts: ToolFacts, heard: Heard, refused: set[str]) -> Iterator[RuleVerdict]:
    said = f"{heard.label}: {heard.words}"
    if heard.choices == {"none"}:
        yield satisfied(f"{said}.")
    named = {condition.setting: condition for condition in heard.answer.conditions}
    for option in sorted(heard.choices - {"none"}):
        words = value_in_words(VOID_IF, (option,)).lower()
        implied = implied_conditions(VOID_IF, (option,))
        if option in refused:
            fix = "A tier or an order form whose indemnity this does not void."
            yield not_satisfied(f"{said}; void if {words} is not accepted.", fix)
        for condition in implied:
            # The reading's own condition speaks where it names this setting; otherwise what the void-if implies.
            yield as_held(facts, named.pop(condition.setting, condition), f"{NONE}, void if {words}")
        if not implied:
            kept = _CONDITIONS.get(option, f"What voids the indemnity does not happen: {words}.")
            yield conditional(f"{heard.label}: {words}.", kept)
    for condition in named.values():
        yield as_held(facts, condition, NONE)


def _beta(facts: ToolFacts, heard: Heard) -> list[RuleVerdict]:
    said = f"{heard.label}: {heard.words}"
    if heard.value is False:
        return [satisfied(f"{said}.")]
    if facts.held.feature_status == "beta":
        fix = "Hold the tool without beta features."
        return [not_satisfied(f"{NONE}: beta features are excluded, and the tool is held as beta.", fix)]
    default = Condition("beta_features", ("off",), "Beta features are off.")
    unless = f"{NONE}, beta features are excluded"
    return [as_held(facts, condition, unless) for condition in heard.answer.conditions or (default,)]


RULE = Rule(
    "indemnity_covers_output",
    1,
    "Indemnity covers output",
    "As the tool is held, the vendor pays when its output infringes the rights named.",
    judge,
    (RIGHTS_COVERED, NOT_ACCEPTED, ACCEPT_SILENT),
    (AREA,),
    (COVERS, RIGHTS, VOID_IF, BETA),
)
