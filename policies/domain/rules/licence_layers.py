"""Licence layers (domain.md, "Licence layer"): the licence of each layer of each release is one the category allows.

Version 1 compares licence names alone; licences that carry duties should not be listed where those cannot be kept.
Version 2 judges field of use, share-alike, naming, attribution, thresholds, territory and what flows down from bases.
"""

from __future__ import annotations

from collections.abc import Iterator

from policies.domain.findings import AnswerShown
from policies.domain.releases import ReleaseFact
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
from policies.domain.rules.licence_duties import DESTINATIONS_READ, KINDS_READ, Asked, Use, judge_duty, use_of
from policies.domain.rules.parameters import Parameter, ParameterKind
from policies.domain.sentences import listing
from policies.domain.types import CategoryFacts, ToolFacts
from vendors.domain.duties import LayerFact, duty_in_words
from vendors.domain.licences import allows
from vendors.domain.terms import INHERITED_LAYERS, CitationFact, LicenceLayerKind

_LAYER_WORDS = {
    LicenceLayerKind.SOFTWARE: "Tool software",
    LicenceLayerKind.HOSTED_API: "Hosted API",
    LicenceLayerKind.WEIGHTS: "Weights",
    LicenceLayerKind.ACCEPTABLE_USE: "Acceptable-use policy",
    LicenceLayerKind.TRAINING_DATA: "Training-data terms",
    LicenceLayerKind.BASE_ANCESTRY: "Base ancestry",
}
_OF_TOOLS = frozenset({LicenceLayerKind.SOFTWARE, LicenceLayerKind.HOSTED_API})
"""Layers that a tool may have itself, in place of its releases."""
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


REQUIRED_LAYERS = Parameter(
    "layers",
    "Layers that have to be on record",
    "Each has to be verified: of every release switched on, or of the tool where it is its software or hosted API.",
    ParameterKind.CHOICES,
    (LicenceLayerKind.WEIGHTS.value,),
    tuple((layer.value, words) for layer, words in _LAYER_WORDS.items()),
)
ALLOWED = tuple(
    Parameter(
        layer.value,
        f"{words}: licences allowed",
        "SPDX expressions or names of licences, one to a line. Left empty, any licence whose duties can be kept.",
        ParameterKind.CHOICES,
        (),
        required=False,
    )
    for layer, words in _LAYER_WORDS.items()
)
DUTIES_REQUIRED = "Licences on record whose duties this category can keep"


def judge_duties(facts: ToolFacts, parameters: Parameters, category: CategoryFacts) -> RuleVerdict:
    """Each verified layer of the tool, of its releases and of what those were made from: its licence is allowed where a
    list is given, and each of its duties is judged for what the category does. Conditional on duties that can be kept.

    What is not on record or not verified is undocumented, also of a base: what flows down from it is not known.
    """
    needed = [LicenceLayerKind(layer) for layer in entries(parameters, REQUIRED_LAYERS.name)]
    use, parts = use_of(category, facts), list[RuleVerdict]()
    of_releases = [layer for layer in needed if layer not in _OF_TOOLS]
    if of_releases and not facts.releases:
        parts.append(
            undocumented(
                f"Which model releases {facts.name} serves is not on record, and so their licences are not.",
                "Record the releases switched on in the deployment of the tool.",
            )
        )
    for layer in needed:
        if layer in _OF_TOOLS and not _has(facts.layers, layer):
            parts += [_missing(release.name, layer) for release in facts.releases if not _has(release.layers, layer)]
            parts += [] if facts.releases else [_missing(facts.name, layer)]
    parts += _layers(facts.layers, facts.name, parameters, use)
    for release in facts.releases:
        parts += [_missing(release.name, layer) for layer in of_releases if not _has(release.layers, layer)]
        parts += _layers(release.layers, release.name, parameters, use)
        parts += _inherited(release, use)
    return combined(DUTIES_REQUIRED, parts)


def _has(layers: tuple[LayerFact, ...], kind: LicenceLayerKind) -> bool:
    return any(layer.layer == kind for layer in layers)


def _missing(name: str, layer: LicenceLayerKind) -> RuleVerdict:
    words = _LAYER_WORDS[layer].lower()
    return undocumented(
        f"{name}: no verified licence of its {words} is on record.",
        f"Record the licence of the {words} of {name}, and have a second counsel verify it.",
    )


def _layers(layers: tuple[LayerFact, ...], name: str, parameters: Parameters, use: Use) -> Iterator[RuleVerdict]:
    for layer in layers:
        words = _LAYER_WORDS[LicenceLayerKind(layer.layer)]
        allowed = entries(parameters, layer.layer)
        said = f"{name}: {words.lower()} under {layer.licence}"
        found = satisfied(f"{said}.")
        if allowed and not allows(layer.licence, allowed):
            fix = f"Switch {name} off, or hold it under {listing(allowed, 'or')}."
            found = not_satisfied(f"{said}; required is {listing(allowed, 'or')}.", fix)
        yield _shown(found, f"{name}, {words.lower()}", layer.layer, layer.licence, layer.citation)
        for duty in layer.duties:
            asked = Asked(duty, layer.licence, name, name)
            yield _duty(asked, use, f"{name}, {layer.layer}")


def _inherited(release: ReleaseFact, use: Use) -> Iterator[RuleVerdict]:
    """What flows down to a release from all it was made from; a demand it makes itself is not made twice."""
    own = {duty.said for layer in release.layers for duty in layer.duties}
    for base in release.ancestors:
        whose = f"{release.name}, made from {' made from '.join(base.path)}"
        if not _has(base.layers, LicenceLayerKind.WEIGHTS):
            yield undocumented(
                f"{whose}: no verified licence of the weights of {base.name} is on record, so what flows down is not"
                " known.",
                f"Record the licence of the weights of {base.name}, and have a second counsel verify it.",
            )
        for layer in base.layers:
            if LicenceLayerKind(layer.layer) in INHERITED_LAYERS:
                for duty in layer.duties:
                    if duty.flows_down and duty.said not in own:
                        yield _duty(Asked(duty, layer.licence, whose, base.name), use, f"{whose}, {layer.layer}")


def _duty(asked: Asked, use: Use, where: str) -> RuleVerdict:
    words = duty_in_words(asked.duty.kind, asked.duty.detail, asked.duty.users)
    return _shown(judge_duty(asked, use), asked.whose, f"{where}, {asked.duty.kind}", words, asked.duty.citation)


def _shown(found: RuleVerdict, label: str, question: str, value: str, citation: CitationFact | None) -> RuleVerdict:
    """`found` with the layer or duty it rests on, and its quote."""
    answer = AnswerShown(None, question, label, value, (citation,) if citation else ())
    return found._replace(answers=(answer,))


RULE_2 = Rule(
    "licence_layers",
    2,
    "Licences of the layers",
    "Every layer of the tool and of each release is under a licence whose duties this category can keep, those that"
    " flow down from bases included.",
    judge_duties,
    (REQUIRED_LAYERS, *ALLOWED),
    kinds_read=KINDS_READ,
    destinations_read=DESTINATIONS_READ,
)
