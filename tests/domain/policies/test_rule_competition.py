"""Rule: competition."""

import pytest

from policies.domain.rules.competition import RULE
from policies.domain.types import Result
from tests.domain.policies.builders import answer, category, parameters_of, reading, tool
from vendors.domain.terms import SILENT, UNDOCUMENTED, ClauseArea


def found(barred, competition):
    whole = tool(reading(ClauseArea.TRAINING_RESTRICTIONS, answer("train_barred_act", barred)), competition=competition)
    return RULE.judge(whole, parameters_of(RULE), category())


@pytest.mark.parametrize(
    ("competition", "result"),
    [
        ("no", Result.SATISFIED),
        ("yes", Result.NOT_SATISFIED),
        ("undetermined", Result.UNDOCUMENTED),
        ("perhaps", Result.UNDOCUMENTED),
    ],
)
@pytest.mark.parametrize(
    "barred", [("competing_product",), ("competing_model", "automated_extraction"), ("any_model_training",)]
)
def test_where_competing_uses_are_barred_only_a_finding_of_no_competition_satisfies(barred, competition, result):
    assert found(barred, competition).result is result


def test_an_undetermined_competition_says_that_it_counts_as_yes():
    assert "counts as yes" in found(("competing_model",), "undetermined").reasons[0]


@pytest.mark.parametrize("barred", [("none",), ("automated_extraction",)])
def test_terms_that_do_not_turn_on_competition_satisfy_whatever_was_found(barred):
    assert found(barred, "yes").result is Result.SATISFIED


@pytest.mark.parametrize("barred", [SILENT, UNDOCUMENTED])
def test_what_the_terms_bar_has_to_be_established_first(barred):
    assert found(barred, "no").result in {Result.NOT_SATISFIED, Result.UNDOCUMENTED}
