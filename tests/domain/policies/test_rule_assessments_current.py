"""Rule: readings approved and current."""

import pytest

from policies.domain.rules.assessments_current import RULE
from policies.domain.types import Result
from tests.domain.policies.builders import category, parameters_of, reading, tool
from vendors.domain.terms import AssessmentState, ClauseArea, Rating

AREA = ClauseArea.INDEMNITY


def found(*readings, areas=("indemnity",), **parameters):
    return RULE.judge(tool(*readings), parameters_of(RULE, areas=areas, **parameters), category())


@pytest.mark.parametrize(
    ("changes", "result", "words"),
    [
        ({}, Result.SATISFIED, "current and acceptable"),
        ({"state": AssessmentState.DRAFT}, Result.UNDOCUMENTED, "still a draft"),
        ({"state": AssessmentState.IN_REVIEW}, Result.UNDOCUMENTED, "in review, not approved"),
        ({"state": AssessmentState.DISCARDED}, Result.UNDOCUMENTED, "discarded"),
        ({"state": AssessmentState.SUPERSEDED}, Result.SATISFIED, "current"),
        ({"stale": True}, Result.UNDOCUMENTED, "stale"),
        ({"to_be_confirmed": True}, Result.UNDOCUMENTED, "to be confirmed"),
        ({"rating": Rating.ON_CONDITIONS}, Result.CONDITIONAL, "on conditions"),
        ({"rating": Rating.NOT_ACCEPTABLE}, Result.NOT_SATISFIED, "not acceptable"),
        ({"rating": Rating.UNDOCUMENTED}, Result.UNDOCUMENTED, "without a rating"),
    ],
)
def test_a_reading_counts_only_while_it_stands(changes, result, words):
    verdict = found(reading(AREA, **changes))
    assert verdict.result is result
    assert words in verdict.reasons[0]


def test_a_missing_reading_is_undocumented_and_says_who_can_mend_it():
    verdict = found()
    assert verdict.result is Result.UNDOCUMENTED
    assert "second counsel" in verdict.fixes[0]


def test_only_the_areas_asked_for_are_judged():
    stale = reading(ClauseArea.RETENTION, stale=True)
    assert found(reading(AREA), stale).result is Result.SATISFIED
    assert found(reading(AREA), stale, areas=("indemnity", "retention")).result is Result.UNDOCUMENTED


def test_the_rating_may_be_left_to_people():
    assert found(reading(AREA, rating=Rating.NOT_ACCEPTABLE), heed_rating=False).result is Result.SATISFIED
