"""Rule: the vendor does not train on our content, as held."""

import pytest

from policies.domain.rules.vendor_does_not_train import RULE
from policies.domain.types import Result
from tests.domain.policies.builders import answer, category, parameters_of, reading, setting, tool
from vendors.domain.terms import SILENT, UNDOCUMENTED, ClauseArea

OFF, ON = setting("model_training", "off"), setting("model_training", "on")
UNPROVEN = setting("model_training", "off", proven=False)


def found(value, *settings, **parameters):
    whole = tool(reading(ClauseArea.TRAINING_RESTRICTIONS, answer("train_vendor_use", value)), settings=settings)
    return RULE.judge(whole, parameters_of(RULE, **parameters), category())


def test_terms_that_rule_training_out_satisfy():
    assert found("never").result is Result.SATISFIED


@pytest.mark.parametrize("value", ["opt_out", "opt_in"])
@pytest.mark.parametrize(
    ("settings", "result"),
    [
        ((OFF,), Result.CONDITIONAL),
        ((ON,), Result.NOT_SATISFIED),
        ((UNPROVEN,), Result.NOT_SATISFIED),
        ((), Result.NOT_SATISFIED),
    ],
)
def test_a_choice_counts_only_as_it_is_set_and_proven(value, settings, result):
    assert found(value, *settings).result is result


@pytest.mark.parametrize(
    ("settings", "words"),
    [((ON,), "is On"), ((UNPROVEN,), "without proof"), ((), "is not on record")],
)
def test_a_failing_choice_names_the_switch_and_what_would_fix_it(settings, words):
    verdict = found("opt_out", *settings)
    assert "Model training on our content" in verdict.reasons[0]
    assert words in verdict.reasons[0]
    assert "Model training on our content" in verdict.fixes[0]


def test_an_opt_out_that_counts_makes_a_condition_of_the_switch():
    assert found("opt_out", OFF).conditions == ("The setting “Model training on our content” stays Off.",)


def test_an_opt_out_fails_where_the_category_does_not_accept_it():
    assert found("opt_out", OFF, accept_opt_out=False).result is Result.NOT_SATISFIED


def test_training_only_if_we_agree_is_permitted_while_nobody_agrees():
    assert found("if_agreed").conditions == ("Nobody agrees to training on our content.",)


@pytest.mark.parametrize(
    ("value", "result"),
    [("always", Result.NOT_SATISFIED), (SILENT, Result.NOT_SATISFIED), (UNDOCUMENTED, Result.UNDOCUMENTED)],
)
def test_terms_that_allow_training_or_say_nothing_fail(value, result):
    assert found(value, OFF).result is result
