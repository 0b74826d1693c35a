"""What an exception is worth on a day, what it covers, and what it asks of an approval."""

import datetime as dt

import pytest

from policies.domain.ending import ExceptionStanding, ExceptionState, exception_standing
from policies.domain.exceptions import (
    LONGEST_DAYS,
    Changed,
    ExceptionFact,
    changes_since,
    covering,
    demanded,
    term_problems,
    uncovered,
)
from policies.domain.findings import Evaluation, RuleFinding
from policies.domain.types import Outcome, Result
from tests.domain.policies.builders import uid

TODAY = dt.date(2026, 11, 25)
S = ExceptionState


def finding(code, outcome=Outcome.BARRED, conditions=()):
    result = Result.NOT_SATISFIED if outcome is Outcome.BARRED else Result.CONDITIONAL
    return RuleFinding(code, 1, code, result, outcome, ("Because.",), conditions=conditions)


def granted(number, rule, codebase=""):
    return ExceptionFact(uid(str(number)), number, rule, TODAY, "Needed.", "Read twice.", "Ines", "Marek", codebase)


def judged(*findings):
    return Evaluation(uid("tool"), uid("category"), findings[0].outcome, findings)


@pytest.mark.parametrize(
    ("state", "days", "standing"),
    [
        (S.REQUESTED, 5, "requested"),
        (S.REQUESTED, -1, "expired"),
        (S.ACTIVE, 31, "active"),
        (S.ACTIVE, 30, "expiring"),
        (S.ACTIVE, 0, "expiring"),
        (S.ACTIVE, -1, "expired"),
        (S.FLAGGED, 5, "flagged"),
        (S.FLAGGED, -1, "expired"),
        (S.DECLINED, -1, "declined"),
        (S.WITHDRAWN, -1, "withdrawn"),
        (S.ENDED, 5, "ended"),
    ],
)
def test_the_clock_says_what_an_exception_is_worth(state, days, standing):
    assert exception_standing(state, TODAY + dt.timedelta(days=days), TODAY) is ExceptionStanding(standing)


def test_every_rule_that_bars_needs_an_exception_of_its_own():
    evaluation = judged(finding("a"), finding("b"), finding("c", Outcome.ON_CONDITIONS))
    assert [found.code for found in uncovered(evaluation, [granted(1, "a"), granted(2, "c")])] == ["b"]
    assert uncovered(evaluation, [granted(1, "a"), granted(2, "b")]) == ()


def test_an_exception_from_a_rule_that_does_not_bar_is_not_rested_on():
    evaluation = judged(finding("a"), finding("c", Outcome.ON_CONDITIONS))
    assert [row.number for row in covering(evaluation, [granted(3, "c"), granted(2, "a"), granted(1, "a")])] == [1, 2]


def test_the_control_becomes_a_condition_and_a_codebase_is_not_named():
    evaluation = judged(finding("a"), finding("c", Outcome.ON_CONDITIONS, ("Filters are on.",)))
    assert demanded(evaluation, [granted(7, "a", "ledger")]) == (
        "Filters are on.",
        "Exception 7, until 25 November 2026: Read twice. It holds for one codebase only, which the exception names.",
    )


@pytest.mark.parametrize(("days", "words"), [(-1, "past"), (0, ""), (LONGEST_DAYS, ""), (LONGEST_DAYS + 1, "a year")])
def test_an_exception_ends_within_a_year(days, words):
    problems = term_problems(TODAY + dt.timedelta(days=days), TODAY)
    assert words in " ".join(problems) if words else problems == []


def test_what_changed_since_the_former_one_is_what_differs():
    then = {"Why": "Needed.", "Control": "Read twice."}
    assert changes_since(then, {"Why": "Needed.", "Control": "Read thrice.", "Reach": "All"}) == (
        Changed("Control", "Read twice.", "Read thrice."),
        Changed("Reach", "", "All"),
    )
