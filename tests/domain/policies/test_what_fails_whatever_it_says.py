"""Answers that fail as what they are: unapproved, stale, undocumented, or resting on nothing in the terms."""

from dataclasses import replace

import pytest

from policies.domain.rules.owner_of_output import RULE
from policies.domain.types import Result
from tests.domain.policies.builders import answer, category, parameters_of, reading, tool
from vendors.domain.terms import UNDOCUMENTED, AssessmentState, ClauseArea

AREA = ClauseArea.OUTPUT_OWNERSHIP
GOOD = answer("own_owner", "customer")


def found(*readings):
    return RULE.judge(tool(*readings), parameters_of(RULE, accept_silent=True), category())


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (reading(AREA, GOOD, state=AssessmentState.DRAFT), "still a draft"),
        (reading(AREA, GOOD, state=AssessmentState.IN_REVIEW), "in review, not approved"),
        (reading(AREA, GOOD, stale=True), "is stale"),
        (reading(AREA), "undocumented, nobody has established it"),
        (reading(AREA, answer("own_owner", UNDOCUMENTED)), "undocumented"),
        (reading(AREA, replace(GOOD, citations=(), secondary_source="Source A")), "secondary source (Source A) only"),
        (reading(AREA, replace(GOOD, citations=())), "names nothing in the terms"),
    ],
)
def test_a_good_answer_that_cannot_be_relied_on_fails_and_says_why(held, words):
    verdict = found(held)
    assert verdict.result is Result.UNDOCUMENTED
    assert words in verdict.reasons[0]
    assert verdict.fixes


def test_no_reading_at_all_is_undocumented():
    assert found().result is Result.UNDOCUMENTED


def test_a_secondary_source_beside_a_citation_does_no_harm():
    assert found(reading(AREA, replace(GOOD, secondary_source="Source A"))).result is Result.SATISFIED


def test_a_superseded_reading_serves_the_tools_that_are_pinned_to_it():
    assert found(reading(AREA, GOOD, state=AssessmentState.SUPERSEDED)).result is Result.SATISFIED


def test_what_fails_still_shows_the_answer_and_its_citations():
    (shown,) = found(reading(AREA, GOOD, stale=True)).answers
    assert shown.value == "Customer"
    assert shown.citations
