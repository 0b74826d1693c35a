"""Rule: retention within N days, as held."""

import pytest

from policies.domain.rules.retention_within import RULE
from policies.domain.types import Result
from tests.domain.policies.builders import answer, category, parameters_of, reading, setting, tool
from vendors.domain.terms import SILENT, UNDOCUMENTED, ClauseArea, Condition

BY_SETTING = Condition("retention_days", ("30",), "Thirty days, where the administrator chooses so.")


def found(value, *conditions, settings=(), **parameters):
    held = reading(ClauseArea.RETENTION, answer("keep_prompts_days", value, *conditions))
    parameters = parameters_of(RULE, **{"kinds": ("prompts",), **parameters})
    return RULE.judge(tool(held, settings=settings), parameters, category())


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (0, Result.SATISFIED),
        (30, Result.SATISFIED),
        (31, Result.NOT_SATISFIED),
        ("indefinite", Result.NOT_SATISFIED),
        ("until_deleted", Result.NOT_SATISFIED),
        (SILENT, Result.NOT_SATISFIED),
        (UNDOCUMENTED, Result.UNDOCUMENTED),
    ],
)
def test_content_is_kept_no_longer_than_the_days_allowed(value, result):
    assert found(value).result is result


def test_the_limit_is_the_category_s():
    assert found(31, days=60).result is Result.SATISFIED


def test_until_deleted_may_be_accepted_on_condition_that_somebody_deletes():
    verdict = found("until_deleted", accept_until_deleted=True)
    assert verdict.conditions == ("Our content is deleted within 30 days.",)


@pytest.mark.parametrize(
    ("settings", "result"),
    [
        ((setting("retention_days", "30"),), Result.CONDITIONAL),
        ((setting("retention_days", "7"),), Result.CONDITIONAL),
        ((setting("retention_days", "90"),), Result.NOT_SATISFIED),
        ((setting("retention_days", "30", proven=False),), Result.NOT_SATISFIED),
        ((setting("retention_days", "some"),), Result.NOT_SATISFIED),
        ((), Result.NOT_SATISFIED),
    ],
)
def test_a_period_by_setting_counts_only_as_it_is_set_and_proven(settings, result):
    assert found(30, BY_SETTING, settings=settings).result is result


def test_a_period_by_setting_makes_a_condition_of_the_setting():
    verdict = found(30, BY_SETTING, settings=(setting("retention_days", "7"),))
    assert verdict.conditions == ("The setting “Retention period” stays at most 30 days.",)


def test_every_kind_of_content_asked_for_is_judged():
    held = reading(ClauseArea.RETENTION, answer("keep_prompts_days", 10), answer("keep_logs_days", 365))
    judged = RULE.judge(tool(held), parameters_of(RULE, kinds=("prompts", "logs")), category())
    assert judged.result is Result.NOT_SATISFIED
    assert len(judged.answers) == 2
    assert len(judged.reasons) == 1
