"""Rule: use of output for training."""

import pytest

from policies.domain.rules.output_for_training import RULE
from policies.domain.types import CodebaseKind, Destination, Result
from tests.domain.policies.builders import TRAINING, answer, category, parameters_of, reading, tool
from vendors.domain.terms import SILENT, UNDOCUMENTED, ClauseArea

ORDINARY = category()


def found(barred, where=TRAINING, *, exceptions=None, competition="no", **parameters):
    answers = [answer("train_barred_act", barred)]
    if exceptions is not None:
        answers.append(answer("train_exceptions", exceptions))
    whole = tool(reading(ClauseArea.TRAINING_RESTRICTIONS, *answers), competition=competition)
    return RULE.judge(whole, parameters_of(RULE, **parameters), where)


@pytest.mark.parametrize("where", [TRAINING, ORDINARY])
def test_terms_that_bar_nothing_satisfy_everywhere(where):
    assert found(("none",), where).result is Result.SATISFIED


def test_a_bar_on_any_training_fails_where_models_are_trained():
    assert found(("any_model_training",)).result is Result.NOT_SATISFIED


def test_a_bar_on_training_keeps_output_of_other_categories_out_of_training():
    verdict = found(("any_model_training",), ORDINARY)
    assert verdict.conditions == ("Output is kept out of training pipelines, datasets and models.",)


@pytest.mark.parametrize(
    "where",
    [
        category(allowed_destinations=(Destination.TRAINING,)),
        category(allowed_kinds=(CodebaseKind.DATASET,)),
        category(allowed_kinds=(CodebaseKind.MODEL,)),
    ],
)
def test_a_category_trains_by_its_kinds_or_by_its_destination(where):
    assert found(("any_model_training",), where).result is Result.NOT_SATISFIED


@pytest.mark.parametrize("said", [("none",), ("any_model_training",), ("competing_model",), SILENT, UNDOCUMENTED])
def test_it_asks_only_whether_any_kind_that_trains_is_allowed(said):
    verdicts = [found(said, category(allowed_kinds=(kind,))) for kind in RULE.kinds_read]
    assert verdicts == [found(said, category(allowed_kinds=tuple(RULE.kinds_read)))] * len(RULE.kinds_read)


@pytest.mark.parametrize(
    ("competition", "result"),
    [("no", Result.CONDITIONAL), ("yes", Result.NOT_SATISFIED), ("undetermined", Result.NOT_SATISFIED)],
)
def test_a_bar_on_competing_models_turns_on_the_competition_finding(competition, result):
    assert found(("competing_model",), competition=competition).result is result


def test_an_exception_counts_only_where_the_category_relies_on_it():
    granted = ("undistributed_classifiers",)
    assert found(("any_model_training",), exceptions=granted).result is Result.NOT_SATISFIED
    verdict = found(("any_model_training",), exceptions=granted, rely_on=granted)
    assert verdict.conditions == (
        "Output is used for training only for: classifiers and embeddings that are not distributed.",
    )


@pytest.mark.parametrize("exceptions", [None, ("none",), ("vendor_fine_tuning",), SILENT])
def test_an_exception_relied_on_that_the_terms_do_not_grant_fails(exceptions):
    verdict = found(("any_model_training",), exceptions=exceptions, rely_on=("undistributed_classifiers",))
    assert verdict.result is Result.NOT_SATISFIED
    assert [shown.question for shown in verdict.answers] == ["train_barred_act", "train_exceptions"]


@pytest.mark.parametrize("where", [TRAINING, ORDINARY])
@pytest.mark.parametrize(("value", "result"), [(UNDOCUMENTED, Result.UNDOCUMENTED), (SILENT, Result.NOT_SATISFIED)])
def test_what_is_not_established_fails_even_with_exceptions_relied_on(where, value, result):
    granted = ("vendor_fine_tuning",)
    assert found(value, where, exceptions=granted, rely_on=granted).result is result


def test_silence_may_be_accepted_by_the_category():
    assert found(SILENT, accept_silent=True).result is Result.CONDITIONAL
