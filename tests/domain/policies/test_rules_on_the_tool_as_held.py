"""Rules that read no terms: deployment, destination, region, releases, statement, human review."""

import pytest

from policies.domain.rules import (
    deployment_allowed,
    destination_allowed,
    human_review_before_merge,
    output_statement_present,
    region_allowed,
    served_releases_allowed,
)
from policies.domain.types import DeploymentKind, Destination, Result, Surface
from tests.domain.policies.builders import answer, category, parameters_of, reading, release, setting, statement, tool
from vendors.domain.terms import ClauseArea


def found(module, held=None, where=None, **parameters):
    return module.RULE.judge(held or tool(), parameters_of(module.RULE, **parameters), where or category())


@pytest.mark.parametrize(
    ("deployment", "result"),
    [
        (DeploymentKind.OWN_CLOUD, Result.SATISFIED),
        (DeploymentKind.SHARED_INFERENCE, Result.NOT_SATISFIED),
        (None, Result.UNDOCUMENTED),
    ],
)
def test_the_tool_runs_in_an_allowed_way(deployment, result):
    assert found(deployment_allowed, tool(deployment=deployment)).result is result


@pytest.mark.parametrize(
    ("destinations", "result"),
    [
        ((Destination.PROPRIETARY,), Result.SATISFIED),
        ((Destination.PROPRIETARY, Destination.PUBLIC), Result.CONDITIONAL),
        ((Destination.PUBLIC,), Result.NOT_SATISFIED),
        ((), Result.UNDOCUMENTED),
    ],
)
def test_output_lands_only_where_it_is_allowed(destinations, result):
    where = category(allowed_destinations=destinations)
    assert found(destination_allowed, where=where, destinations=("proprietary",)).result is result


def test_a_category_that_allows_more_destinations_is_held_to_the_allowed_ones():
    where = category(allowed_destinations=(Destination.PROPRIETARY, Destination.PUBLIC))
    verdict = found(destination_allowed, where=where, destinations=("proprietary",))
    assert verdict.conditions == ("Output lands only in: proprietary.",)


@pytest.mark.parametrize(
    ("location", "result"), [("eu", Result.SATISFIED), ("US", Result.NOT_SATISFIED), (" ", Result.UNDOCUMENTED)]
)
def test_data_is_processed_in_an_allowed_region(location, result):
    assert found(region_allowed, tool(data_location=location)).result is result


@pytest.mark.parametrize(
    ("region", "result"),
    [
        (setting("data_region", "EU"), Result.CONDITIONAL),
        (setting("data_region", "US"), Result.NOT_SATISFIED),
        (setting("data_region", "EU", proven=False), Result.NOT_SATISFIED),
    ],
)
def test_a_region_that_can_be_chosen_is_held_to_its_setting(region, result):
    assert found(region_allowed, tool(settings=(region,))).result is result


def test_what_the_terms_say_of_the_location_is_shown_beside_the_region():
    held = tool(reading(ClauseArea.RETENTION, answer("keep_location", "Ireland")))
    (shown,) = found(region_allowed, held).answers
    assert shown.value == "Ireland"


@pytest.mark.parametrize(
    ("releases", "result"),
    [
        ((release("Larkspur 3"),), Result.CONDITIONAL),
        ((release("Larkspur 3"), release("Larkspur 4 preview")), Result.NOT_SATISFIED),
        ((), Result.UNDOCUMENTED),
    ],
)
def test_only_allowed_releases_are_switched_on(releases, result):
    assert found(served_releases_allowed, tool(releases=releases), releases=("larkspur 3",)).result is result


def test_a_release_that_is_not_allowed_is_named_with_what_to_do():
    held = tool(releases=(release("Larkspur 3"), release("Larkspur 4 preview")))
    verdict = found(served_releases_allowed, held, releases=("Larkspur 3",))
    assert verdict.reasons == ("Larkspur 4 preview of Larkspur Systems is switched on and is not allowed.",)
    assert verdict.fixes == ("Switch Larkspur 4 preview off.",)


@pytest.mark.parametrize(
    ("statements", "surfaces", "result"),
    [
        ((statement(),), (), Result.SATISFIED),
        ((), (), Result.UNDOCUMENTED),
        ((statement(output="  "),), (), Result.UNDOCUMENTED),
        ((statement(Surface.CHAT),), ("chat", "agent"), Result.UNDOCUMENTED),
        ((statement(Surface.CHAT), statement(Surface.AGENT)), ("chat", "agent"), Result.SATISFIED),
    ],
)
def test_engineering_has_said_what_output_is(statements, surfaces, result):
    held = tool(statements=statements)
    assert found(output_statement_present, held, surfaces=surfaces).result is result


def test_a_missing_statement_names_its_surface():
    verdict = found(output_statement_present, tool(statements=()), surfaces=("agent",))
    assert verdict.reasons == ("Engineering has not said what is output of this tool for agent.",)


def test_human_review_is_always_a_condition_with_its_text():
    verdict = found(human_review_before_merge, attested=False)
    assert verdict.result is Result.CONDITIONAL
    assert verdict.conditions == ("A person reviews AI output before it is merged.",)
    (attested,) = found(human_review_before_merge).conditions
    assert attested.endswith("and the pull request states what of it is AI output.")
