"""Use of output for training (domain.md, "Training restrictions", what we may do; "Contamination").

What the terms bar is held against what the category does: one that trains needs a licence to, one that does not needs
to keep output out of those that do. Exceptions count only where the category's owners chose to rely on them.
"""

from __future__ import annotations

from policies.domain.rules.base import (
    PASSING,
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
from policies.domain.rules.reading import Heard, hear, judged
from policies.domain.sentences import listing
from policies.domain.types import RESTRICTED_KINDS, CategoryFacts, Destination, ToolFacts
from vendors.domain.terms import ClauseArea

BARRED, EXCEPTIONS = "train_barred_act", "train_exceptions"
COMPETING = ("competing_product", "competing_model")

_EXCEPTIONS = {
    "undistributed_classifiers": "classifiers and embeddings that are not distributed",
    "vendor_fine_tuning": "the vendor's own fine-tuning",
    "prior_written_authorisation": "what the vendor authorised in writing before",
}
RELY_ON = Parameter(
    "rely_on",
    "Exceptions relied on",
    "Exceptions of the terms this category keeps itself to. Each becomes a condition of the approval.",
    ParameterKind.CHOICES,
    (),
    tuple((name, words[0].upper() + words[1:]) for name, words in _EXCEPTIONS.items()),
    required=False,
)


def trains(category: CategoryFacts) -> bool:
    """Whether what lands in the category can end up in a model."""
    return Destination.TRAINING in category.allowed_destinations or bool(RESTRICTED_KINDS & {*category.allowed_kinds})


def judge(facts: ToolFacts, parameters: Parameters, category: CategoryFacts) -> RuleVerdict:
    """Satisfied when nothing is barred; conditional when what is barred is not done; else not satisfied."""
    heard = hear(facts, ClauseArea.TRAINING_RESTRICTIONS, BARRED)
    silent = said_yes(parameters, ACCEPT_SILENT.name)
    if not trains(category):
        required = "Barred uses of output are not made in this category"
        return judged(required, heard, [_kept_out(heard)], silent)
    required = "Output may be used for training"
    verdict = judged(required, heard, _parts(facts, heard), silent)
    relied_on = entries(parameters, RELY_ON.name)
    # An exception speaks of a bar that is established; it mends neither a stale reading nor silence.
    established = not heard.problem and not heard.answer.is_silent
    if relied_on and established and verdict.result not in PASSING:
        return _with_exceptions(facts, relied_on, verdict, required)
    return verdict


def _kept_out(heard: Heard) -> RuleVerdict:
    said = f"{heard.label}: {heard.words}"
    if heard.choices == {"none"}:
        return satisfied(f"{said}.")
    return conditional(f"{said}.", "Output is kept out of training pipelines, datasets and models.")


def _parts(facts: ToolFacts, heard: Heard) -> list[RuleVerdict]:
    said = f"{heard.label}: {heard.words}"
    if heard.choices == {"none"}:
        return [satisfied(f"{said}.")]
    parts = []
    if "any_model_training" in heard.choices:
        reason = f"{said}; required is that output may be used for training."
        parts.append(not_satisfied(reason, "A tier, a model release or an authorisation that allows training."))
    if heard.choices & {*COMPETING}:
        parts.append(_competing(facts, said))
    if "automated_extraction" in heard.choices:
        parts.append(conditional(f"{said}.", "Output is not extracted automatically."))
    return parts


def _competing(facts: ToolFacts, said: str) -> RuleVerdict:
    if facts.competition == "no":
        condition = f"What is trained on output does not compete with {facts.vendor}."
        return conditional(f"{said}; counsel found no competition.", condition)
    found = "competition" if facts.competition == "yes" else "competition undetermined, which counts as yes"
    fix = f"Counsel determines that nothing of ours competes with {facts.vendor}, or authorisation of the vendor."
    return not_satisfied(f"{said}; counsel found {found}.", fix)


def _with_exceptions(facts: ToolFacts, relied_on: tuple[str, ...], barred: RuleVerdict, required: str) -> RuleVerdict:
    """The verdict once the exceptions relied on are read: conditional where the terms grant one, else as `barred`."""
    heard = hear(facts, ClauseArea.TRAINING_RESTRICTIONS, EXCEPTIONS)
    granted = [words for name, words in _EXCEPTIONS.items() if name in relied_on and name in heard.choices]
    said = f"{heard.label}: {heard.words}"
    if granted:
        part = conditional(f"{said}.", f"Output is used for training only for: {listing(granted, 'or')}.")
        excepted = judged(required, heard, [part])
        if excepted.result in PASSING:
            return excepted._replace(answers=(*barred.answers, *excepted.answers))
    missing = not_satisfied(f"{said}; this category relies on another exception.", "An authorisation of the vendor.")
    return combined(required, [barred, judged(required, heard, [missing])])


RULE = Rule(
    "output_for_training",
    1,
    "Use of output for training",
    "What this category does with output is not what the terms bar.",
    judge,
    (RELY_ON, ACCEPT_SILENT),
    (ClauseArea.TRAINING_RESTRICTIONS,),
    (BARRED, EXCEPTIONS),
    kinds_read=RESTRICTED_KINDS,
    kinds_alike=True,
    destinations_read=frozenset({Destination.TRAINING}),
)
