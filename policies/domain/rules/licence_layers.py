"""Licence layers (domain.md, "Licence layer"): the licence of each layer of each release is one the category allows.

This version compares licence names. Field of use, share-alike, naming, attribution, thresholds and flow-down are not
judged by it; licences that carry such duties should not be listed where the duties cannot be met.
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
    undocumented,
)
from policies.domain.rules.parameters import Parameter, ParameterKind
from policies.domain.sentences import listing
from policies.domain.types import CategoryFacts, ReleaseFact, ToolFacts
from vendors.domain.terms import LicenceLayerKind

_LAYER_WORDS = {
    LicenceLayerKind.SOFTWARE: "Tool software",
    LicenceLayerKind.HOSTED_API: "Hosted API",
    LicenceLayerKind.WEIGHTS: "Weights",
    LicenceLayerKind.ACCEPTABLE_USE: "Acceptable-use policy",
    LicenceLayerKind.TRAINING_DATA: "Training-data terms",
    LicenceLayerKind.BASE_ANCESTRY: "Base ancestry",
}
LAYERS = tuple(
    Parameter(
        layer.value,
        f"{words}: licences allowed",
        "Names of licences or terms, one to a line, as releases name them. Left empty, this layer is not judged.",
        ParameterKind.CHOICES,
        ("Apache-2.0", "MIT") if layer is LicenceLayerKind.WEIGHTS else (),
        required=False,
    )
    for layer, words in _LAYER_WORDS.items()
)


def judge(facts: ToolFacts, parameters: Parameters, category: CategoryFacts) -> RuleVerdict:
    """Satisfied when each judged layer of each release has an allowed licence; one not on record is undocumented."""
    judged = {layer: entries(parameters, layer.value) for layer in LicenceLayerKind if entries(parameters, layer)}
    required = "; ".join(f"{_LAYER_WORDS[layer]}: {listing(names, 'or')}" for layer, names in judged.items())
    if not judged:
        reason = "The rule names no licence for any layer, so nothing was checked."
        return undocumented(reason, "A policy revision that names the licences allowed.", required=required)
    if not facts.releases:
        return undocumented(
            f"Which model releases {facts.name} serves is not on record, and so their licences are not.",
            "Record the releases switched on in the deployment of the tool.",
            required=required,
        )
    parts = [_part(release, layer, names) for release in facts.releases for layer, names in judged.items()]
    return combined(required, parts)


def _part(release: ReleaseFact, layer: LicenceLayerKind, allowed: tuple[str, ...]) -> RuleVerdict:
    words = _LAYER_WORDS[layer].lower()
    licence = release.licences.get(layer.value, "").strip()
    if not licence:
        return undocumented(
            f"{release.name}: no verified licence of its {words} is on record.",
            f"Record the licence of the {words} of {release.name}, and have a second counsel verify it.",
        )
    if licence.casefold() in {name.strip().casefold() for name in allowed}:
        return satisfied(f"{release.name}: its {words} are under {licence}.")
    reason = f"{release.name}: its {words} are under {licence}; required is {listing(allowed, 'or')}."
    return not_satisfied(reason, f"Switch {release.name} off, or hold it under {listing(allowed, 'or')}.")


RULE = Rule(
    "licence_layers",
    1,
    "Licences of the layers",
    "Every layer of every release switched on is under an allowed licence.",
    judge,
    LAYERS,
)
