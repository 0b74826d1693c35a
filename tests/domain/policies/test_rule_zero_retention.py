"""Rule: zero retention, as held."""

import pytest

from policies.domain.rules.zero_retention import RULE
from policies.domain.types import Result
from tests.domain.policies.builders import answer, category, parameters_of, reading, setting, tool
from vendors.domain.terms import SILENT, UNDOCUMENTED, ClauseArea

ON = setting("zero_retention", "on")


def found(value, *settings, carve_outs=("none",), **parameters):
    answers = answer("keep_zero", value), answer("keep_zero_carve_outs", carve_outs)
    whole = tool(reading(ClauseArea.RETENTION, *answers), settings=settings)
    return RULE.judge(whole, parameters_of(RULE, **parameters), category())


@pytest.mark.parametrize("value", ["by_setting", "by_contract"])
@pytest.mark.parametrize(
    ("settings", "result"),
    [
        ((ON,), Result.CONDITIONAL),
        ((setting("zero_retention", "off"),), Result.NOT_SATISFIED),
        ((setting("zero_retention", "on", proven=False),), Result.NOT_SATISFIED),
        ((), Result.NOT_SATISFIED),
    ],
)
def test_that_it_can_be_had_is_not_enough(value, settings, result):
    assert found(value, *settings).result is result


@pytest.mark.parametrize(
    ("value", "result"),
    [("none", Result.NOT_SATISFIED), (SILENT, Result.NOT_SATISFIED), (UNDOCUMENTED, Result.UNDOCUMENTED)],
)
def test_terms_that_do_not_grant_it_fail_whatever_the_setting(value, result):
    assert found(value, ON).result is result


@pytest.mark.parametrize(
    ("carve_outs", "result"),
    [
        (("legal_obligation",), Result.CONDITIONAL),
        (("legal_obligation", "feedback"), Result.NOT_SATISFIED),
        (UNDOCUMENTED, Result.UNDOCUMENTED),
    ],
)
def test_carve_outs_have_to_be_ones_the_category_accepts(carve_outs, result):
    assert found("by_setting", ON, carve_outs=carve_outs).result is result
