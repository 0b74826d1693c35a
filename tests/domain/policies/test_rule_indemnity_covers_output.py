"""Rule: indemnity covers output, as held."""

from dataclasses import replace

import pytest

from policies.domain.rules.indemnity_covers_output import RULE
from policies.domain.types import Result
from tests.domain.policies.builders import answer, category, parameters_of, reading, setting, tool
from vendors.domain.questions import implied_conditions
from vendors.domain.terms import SILENT, UNDOCUMENTED, Applicability, ClauseArea

FILTER_ON = setting("output_filter", "on")


def found(
    *settings,
    covers=("output",),
    asked=("copyright",),
    void_if=("none",),
    beta=False,
    feature_status="",
    **parameters,
):
    answers = [
        answer("ind_covers", covers),
        answer("ind_rights", ("copyright",)),
        answer("ind_void_if", void_if, *implied_conditions("ind_void_if", void_if)),
        answer("ind_beta_excluded", beta),
    ]
    whole = tool(reading(ClauseArea.INDEMNITY, *answers), settings=settings)
    whole = replace(whole, held=Applicability(feature_status=feature_status))
    return RULE.judge(whole, parameters_of(RULE, rights=asked, **parameters), category())


def test_an_indemnity_that_nothing_voids_satisfies():
    assert found().result is Result.SATISFIED


@pytest.mark.parametrize(
    ("covers", "result"),
    [
        (("nothing",), Result.NOT_SATISFIED),
        (("service",), Result.NOT_SATISFIED),
        (("service", "output"), Result.SATISFIED),
        (SILENT, Result.NOT_SATISFIED),
        (UNDOCUMENTED, Result.UNDOCUMENTED),
    ],
)
def test_the_output_itself_has_to_be_covered(covers, result):
    assert found(covers=covers).result is result


def test_every_right_asked_for_has_to_be_covered():
    verdict = found(asked=("copyright", "patent"))
    assert verdict.result is Result.NOT_SATISFIED
    assert "patent" in verdict.reasons[0]


@pytest.mark.parametrize(
    ("settings", "result"),
    [
        ((FILTER_ON,), Result.CONDITIONAL),
        ((setting("output_filter", "off"),), Result.NOT_SATISFIED),
        ((setting("output_filter", "on", proven=False),), Result.NOT_SATISFIED),
        ((), Result.NOT_SATISFIED),
    ],
)
def test_an_indemnity_voided_by_a_switch_is_no_indemnity(settings, result):
    assert found(*settings, void_if=("filters_off",)).result is result


def test_the_switch_that_voids_the_indemnity_is_named():
    verdict = found(setting("output_filter", "off"), void_if=("filters_off",))
    assert verdict.reasons == (
        "No indemnity as held, void if filters are off: the setting “Output filter” is Off; it has to be On.",
    )
    assert verdict.fixes == ("Set “Output filter” to On and attach proof.",)


def test_a_void_if_is_checked_even_where_the_reading_forgot_to_name_its_switch():
    answers = (
        answer("ind_covers", ("output",)),
        answer("ind_rights", ("copyright",)),
        answer("ind_void_if", ("citations_off",)),
        answer("ind_beta_excluded", False),
    )
    judged = RULE.judge(tool(reading(ClauseArea.INDEMNITY, *answers)), parameters_of(RULE), category())
    assert judged.result is Result.NOT_SATISFIED


def test_a_void_if_that_hangs_on_people_becomes_a_condition():
    verdict = found(void_if=("output_modified",))
    assert verdict.conditions == ("Output the indemnity is relied on for is used unmodified.",)


def test_a_void_if_that_cannot_be_kept_here_fails():
    verdict = found(void_if=("output_modified",), void_if_not_accepted=("output_modified",))
    assert verdict.result is Result.NOT_SATISFIED


@pytest.mark.parametrize(
    ("settings", "feature_status", "result"),
    [
        ((setting("beta_features", "off"),), "", Result.CONDITIONAL),
        ((setting("beta_features", "on"),), "", Result.NOT_SATISFIED),
        ((), "", Result.NOT_SATISFIED),
        ((setting("beta_features", "off"),), "beta", Result.NOT_SATISFIED),
    ],
)
def test_excluded_beta_features_have_to_be_off(settings, feature_status, result):
    assert found(*settings, beta=True, feature_status=feature_status).result is result


def test_silence_on_what_voids_it_fails_unless_accepted():
    assert found(void_if=SILENT).result is Result.NOT_SATISFIED
    assert found(void_if=SILENT, accept_silent=True).result is Result.CONDITIONAL


def test_silence_on_cover_is_never_accepted():
    assert found(covers=SILENT, accept_silent=True).result is Result.NOT_SATISFIED
