"""Rule: licences of the layers."""

import pytest

from policies.domain.rules.licence_layers import RULE
from policies.domain.types import Result
from tests.domain.policies.builders import category, parameters_of, release, tool

OPEN = ("Apache-2.0", "MIT")


def found(*releases, **parameters):
    return RULE.judge(tool(releases=releases), parameters_of(RULE, **{"weights": OPEN, **parameters}), category())


@pytest.mark.parametrize(
    ("licences", "result"),
    [
        ({"weights": "apache-2.0"}, Result.SATISFIED),
        ({"weights": "Research only"}, Result.NOT_SATISFIED),
        ({"weights": " "}, Result.UNDOCUMENTED),
        ({}, Result.UNDOCUMENTED),
        ({"software": "MIT"}, Result.UNDOCUMENTED),
    ],
)
def test_each_judged_layer_has_an_allowed_licence_on_record(licences, result):
    assert found(release(**licences)).result is result


def test_a_layer_without_a_list_is_not_judged():
    assert found(release(weights="MIT", acceptable_use="House rules")).result is Result.SATISFIED


def test_one_release_out_of_line_is_enough_to_fail_and_is_named():
    verdict = found(release("Good", weights="MIT"), release("Bad", weights="Research only"))
    assert verdict.result is Result.NOT_SATISFIED
    assert verdict.reasons == ("Bad: its weights are under Research only; required is Apache-2.0 or MIT.",)


def test_layers_are_judged_each_by_its_own_list():
    verdict = found(release(weights="MIT", base_ancestry="MIT"), base_ancestry=("Apache-2.0",))
    assert verdict.result is Result.NOT_SATISFIED


def test_no_release_on_record_is_undocumented():
    assert found().result is Result.UNDOCUMENTED


def test_a_rule_that_names_no_licence_has_checked_nothing():
    assert found(release(weights="MIT"), weights=()).result is Result.UNDOCUMENTED
