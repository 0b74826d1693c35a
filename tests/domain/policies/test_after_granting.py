"""What follows an approval, as pure rules: conditions, warnings, what must stop, what changed since."""

import datetime as dt
from dataclasses import replace

import pytest

from governance.accounts.warning_days import read_days, written
from policies.domain.conditions import condition_standing, meeting_problems
from policies.domain.decommissioning import StopKind, over, to_stop
from policies.domain.evaluation import evaluate
from policies.domain.rules import LATEST
from policies.domain.rules.parameters import default_parameters
from policies.domain.since import differences
from policies.domain.snapshot import EvaluationRecord, RevisionRef
from policies.domain.types import RuleUse
from policies.domain.warning import warning_due
from tests.domain.policies.builders import answer, category, reading, setting, tool
from vendors.domain.terms import Applicability, ClauseArea

TODAY = dt.date(2026, 11, 25)


def day(ahead):
    return TODAY + dt.timedelta(days=ahead)


@pytest.mark.parametrize(
    ("owner", "due", "met", "standing"),
    [
        (False, None, None, "unassigned"),
        (True, None, None, "to_be_met"),
        (True, 0, None, "to_be_met"),
        (True, -1, None, "overdue"),
        (False, -1, None, "overdue"),
        (True, -1, -3, "met"),
    ],
)
def test_a_condition_is_what_the_clock_and_people_made_of_it(owner, due, met, standing):
    due_on, met_on = (day(ahead) if ahead is not None else None for ahead in (due, met))
    assert condition_standing(has_owner=owner, due_on=due_on, met_on=met_on, today=TODAY) == standing


def test_what_is_met_says_by_what_and_since_when():
    assert meeting_problems("Ticket 7", TODAY, TODAY) == {}
    assert set(meeting_problems(" ", None, TODAY)) == {"word", "on"}
    assert set(meeting_problems("Soon", day(1), TODAY)) == {"on"}


@pytest.mark.parametrize(
    ("ahead", "due"), [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)]
)
def test_a_warning_is_the_nearest_day_that_was_reached(ahead, due):
    assert warning_due(day(ahead), TODAY, (60, 30, 7)) == due


def test_days_are_read_as_people_write_them():
    assert read_days("7,60; 30, 30") == (60, 30, 7)
    assert written(" 7 , 60") == "60, 7"


@pytest.mark.parametrize("text", ["", " , ", "0", "366", "soon", "-3", "1,2,3,4,5,6,7", "٣"])
def test_days_that_are_none_are_refused_in_words(text):
    with pytest.raises(ValueError, match="Give"):
        read_days(text)


def test_all_of_a_tool_stops_or_what_one_category_used():
    whole = to_stop(surfaces=["Chat"], codebases=[4], whole=True)
    kinds = [StopKind.SURFACE, StopKind.LICENCE, StopKind.KEY, StopKind.INTEGRATION, StopKind.CODEBASE]
    assert [item.kind for item in whole] == kinds
    assert [(item.kind, item.codebase) for item in to_stop(surfaces=["Chat"], codebases=[4], whole=False)] == [
        (StopKind.CODEBASE, 4)
    ]
    assert [item.kind for item in to_stop(surfaces=[], codebases=[], whole=False)] == [StopKind.OTHER]


def test_it_is_over_when_everything_was_confirmed_and_nothing_is_not_everything():
    assert [over(answers) for answers in ([True, True], [True, False], [])] == [True, False, False]


PARAMETERS = {**default_parameters(LATEST["owner_of_output"]), "owners": ("customer",)}
CATEGORY = category(RuleUse("owner_of_output", 1, PARAMETERS))
OURS = reading(ClauseArea.OUTPUT_OWNERSHIP, answer("own_owner", "customer"), answer("own_qualified", False))
OWNED = tool(OURS, settings=(setting("filters", "on"),))


def record(facts, number=7):
    return EvaluationRecord(facts, CATEGORY, RevisionRef(number, f"{number:064}"), evaluate(facts, CATEGORY))


def test_nothing_changed_is_nothing():
    assert differences(record(OWNED), record(OWNED)) == ()


def test_what_is_worse_comes_first_and_every_part_is_named():
    moved = replace(
        OWNED,
        held=Applicability(region="Switzerland"),
        settings={"filters": setting("filters", "off")},
        readings={ClauseArea.OUTPUT_OWNERSHIP: replace(
            reading(ClauseArea.OUTPUT_OWNERSHIP, answer("own_owner", "vendor")), number=2,
            assessment_uid=OWNED.uid,
        )},
    )  # fmt: skip
    found = differences(record(OWNED), record(moved, 8))
    subjects = [one.subject for one in found]
    assert subjects[:2] == ["Outcome", "Rule: Owner of output"]
    assert [one.worse for one in found] == sorted([one.worse for one in found], reverse=True)
    assert {"Policy", "Held: region", "Held: setting filters", "Reading: output ownership"} <= set(subjects)
