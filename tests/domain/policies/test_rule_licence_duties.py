"""Rule: licences of the layers, version 2: duties for what a category does, those of bases included."""

from dataclasses import replace

import pytest

from policies.domain.releases import AncestorFact
from policies.domain.rules.licence_layers import RULE_2
from policies.domain.types import CodebaseKind, Destination, Result
from tests.domain.policies.builders import TRAINING, category, parameters_of, quote, release, tool, uid
from vendors.domain.duties import DutyFact, DutyKind, LayerFact
from vendors.domain.terms import Applicability

SHIPPED = category()
PUBLIC = category(allowed_kinds=(CodebaseKind.REPOSITORY,), allowed_destinations=(Destination.PUBLIC,))
EVALUATION = category(allowed_kinds=(CodebaseKind.EVALUATION_PIPELINE,), allowed_destinations=(Destination.PUBLIC,))
KEPT_MODELS = replace(TRAINING, allowed_destinations=(Destination.PROPRIETARY,))
WORDS = quote("You may use the weights for research.")


def weights(*duties, licence="Wren Licence"):
    return LayerFact("weights", licence, duties, quote())


def duty(kind, detail="", users=None, flows_down=True):
    return DutyFact(kind, detail, users, flows_down, WORDS)


def wren(*duties, name="Wren 2", ancestors=(), **values):
    return replace(release(name), layers=(weights(*duties, **values),), ancestors=ancestors)


def base(*duties, name="Robin 1", path=("Robin 1",), layers=None):
    return AncestorFact(uid(name), name, "Robin", path, (weights(*duties),) if layers is None else layers)


def found(*releases, where=SHIPPED, held=None, layers=(), **parameters):
    whole = tool(releases=releases, layers=layers, **({"held": held} if held else {}))
    return RULE_2.judge(whole, parameters_of(RULE_2, **parameters), where)


def test_a_licence_without_duties_satisfies_and_shows_its_words():
    verdict = found(wren(licence="MIT"))
    assert verdict.result is Result.SATISFIED
    assert [(answer.label, answer.value) for answer in verdict.answers] == [("Wren 2, weights", "MIT")]
    assert verdict.answers[0].citations == (quote(),)


@pytest.mark.parametrize(
    ("kind", "where", "result"),
    [
        (DutyKind.NON_COMMERCIAL, SHIPPED, Result.NOT_SATISFIED),
        (DutyKind.NON_COMMERCIAL, KEPT_MODELS, Result.NOT_SATISFIED),
        (DutyKind.NON_COMMERCIAL, PUBLIC, Result.CONDITIONAL),
        (DutyKind.RESEARCH_ONLY, SHIPPED, Result.NOT_SATISFIED),
        (DutyKind.RESEARCH_ONLY, PUBLIC, Result.NOT_SATISFIED),
        (DutyKind.RESEARCH_ONLY, EVALUATION, Result.CONDITIONAL),
        (DutyKind.NO_IMPROVING_MODELS, TRAINING, Result.NOT_SATISFIED),
        (DutyKind.NO_IMPROVING_MODELS, SHIPPED, Result.CONDITIONAL),
        (DutyKind.SHARE_ALIKE, KEPT_MODELS, Result.NOT_SATISFIED),
        (DutyKind.SHARE_ALIKE, SHIPPED, Result.CONDITIONAL),
        (DutyKind.SHARE_ALIKE, TRAINING, Result.CONDITIONAL),
        (DutyKind.OUTPUT_IS_DERIVATIVE, TRAINING, Result.CONDITIONAL),
        (DutyKind.OUTPUT_IS_DERIVATIVE, SHIPPED, Result.SATISFIED),
        (DutyKind.USE_LIMITS, SHIPPED, Result.CONDITIONAL),
        (DutyKind.TERMS_PASSED_ON, SHIPPED, Result.CONDITIONAL),
        (DutyKind.ACCEPTABLE_USE, SHIPPED, Result.CONDITIONAL),
        (DutyKind.ATTRIBUTION, SHIPPED, Result.CONDITIONAL),
    ],
)
def test_a_duty_means_what_the_category_does_with_it(kind, where, result):
    verdict = found(wren(duty(kind)), where=where)
    assert verdict.result is result
    assert bool(verdict.conditions) is (result is Result.CONDITIONAL)
    assert bool(verdict.fixes) is (result is Result.NOT_SATISFIED)
    assert verdict.answers[-1].citations == (WORDS,)


@pytest.mark.parametrize(
    ("asked", "condition"),
    [
        (duty(DutyKind.NAMING, "Wren"), "A distributed model made from Wren 2 has a name that begins with “Wren”."),
        (duty(DutyKind.ATTRIBUTION, "Built with Wren"), "“Built with Wren” is shown with what is made from Wren 2."),
        (
            duty(DutyKind.USER_THRESHOLD, "a licence of its own", 700_000_000),
            "What uses Wren 2 has at most 700,000,000 monthly users; above: a licence of its own.",
        ),
    ],
)
def test_naming_attribution_and_thresholds_are_conditions_in_their_own_words(asked, condition):
    assert found(wren(asked)).conditions == (condition,)


@pytest.mark.parametrize(
    ("regions", "region", "result"),
    [
        ("EU, Norway", "norway", Result.CONDITIONAL),
        ("EU, Norway", "United States", Result.NOT_SATISFIED),
        ("EU, Norway", "", Result.UNDOCUMENTED),
        ("", "EU", Result.UNDOCUMENTED),
    ],
)
def test_outside_its_territory_there_is_no_licence(regions, region, result):
    held = Applicability(region=region)
    assert found(wren(duty(DutyKind.TERRITORY, regions)), held=held).result is result


def test_what_flows_down_from_a_base_reaches_what_was_made_from_it_and_the_way_is_shown():
    far = base(duty(DutyKind.NON_COMMERCIAL), path=("Finch 3", "Robin 1"))
    near = base(name="Finch 3", path=("Finch 3",))
    verdict = found(wren(licence="MIT", ancestors=(near, far)))
    assert verdict.result is Result.NOT_SATISFIED
    assert verdict.reasons[0].startswith("Wren 2, made from Finch 3 made from Robin 1: Wren Licence, non-commercial")
    assert verdict.answers[-1].citations == (WORDS,)


def test_what_does_not_flow_down_stays_with_the_base():
    kept = base(duty(DutyKind.NON_COMMERCIAL, flows_down=False))
    assert found(wren(licence="MIT", ancestors=(kept,))).result is Result.SATISFIED


def test_the_program_of_a_base_is_not_inherited():
    layers = (weights(), LayerFact("software", "GPL-3.0-only", (duty(DutyKind.SHARE_ALIKE),)))
    assert found(wren(ancestors=(base(layers=layers),)), where=KEPT_MODELS).result is Result.SATISFIED


def test_a_base_whose_licence_nobody_verified_is_undocumented():
    verdict = found(wren(licence="MIT", ancestors=(base(layers=()),)))
    assert verdict.result is Result.UNDOCUMENTED
    assert "what flows down is not known" in verdict.reasons[0]


def test_a_demand_that_a_release_makes_itself_is_not_made_twice():
    named = duty(DutyKind.NAMING, "Wren")
    assert len(found(wren(named, ancestors=(base(named),))).conditions) == 1


@pytest.mark.parametrize("layers", [("weights",), ("acceptable_use",), ("hosted_api",)])
def test_a_layer_that_has_to_be_on_record_and_is_not_is_undocumented(layers):
    needed = {**parameters_of(RULE_2), "layers": layers}
    assert RULE_2.judge(tool(releases=(release("Wren 2"),)), needed, SHIPPED).result is Result.UNDOCUMENTED


def test_a_tool_without_releases_on_record_is_undocumented():
    assert found().result is Result.UNDOCUMENTED


def test_software_may_be_licensed_to_the_tool_in_place_of_its_releases():
    software = LayerFact("software", "Apache-2.0", (duty(DutyKind.ATTRIBUTION),))
    needed = {**parameters_of(RULE_2), "layers": ("software",)}
    bare = RULE_2.judge(tool(releases=(release("Wren 2"),)), needed, SHIPPED)
    assert bare.result is Result.UNDOCUMENTED
    held = RULE_2.judge(tool(releases=(release("Wren 2"),), layers=(software,)), needed, SHIPPED)
    assert (held.result, held.conditions) == (
        Result.CONDITIONAL,
        ("Notices of Larkspur Code Business are kept with every copy.",),
    )
    assert RULE_2.judge(tool(layers=(software,)), needed, SHIPPED).result is Result.CONDITIONAL


def test_a_list_of_licences_is_asked_beside_the_duties():
    verdict = found(wren(licence="Apache-2.0 AND GPL-3.0-only"), weights=("Apache-2.0", "MIT"))
    assert verdict.result is Result.NOT_SATISFIED
    assert verdict.reasons == ("Wren 2: weights under Apache-2.0 AND GPL-3.0-only; required is Apache-2.0 or MIT.",)
    assert found(wren(licence="Apache-2.0 OR GPL-3.0-only"), weights=("Apache-2.0",)).result is Result.SATISFIED
