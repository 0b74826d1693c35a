"""Who may not fill a lane, whatever roles they hold, and in whose place they act."""

import datetime as dt
from uuid import uuid4

import pytest

from policies.domain.separation import (
    Matter,
    acting_as,
    delegation_problems,
    is_late,
    lane_separation,
    signing_name,
)
from policies.domain.types import Capacity, Lane

PERSON, OTHER, THIRD = uuid4(), uuid4(), uuid4()
LEGAL, ENGINEERING = Lane.LEGAL, Lane.ENGINEERING
DAY = dt.date(2026, 3, 2)


def test_somebody_unconnected_may_decide():
    matter = Matter(OTHER, {THIRD}, {ENGINEERING: {THIRD}})
    assert lane_separation(matter, PERSON, LEGAL) == []


def test_the_requester_may_not_decide_the_line():
    reasons = lane_separation(Matter(PERSON, {PERSON}), PERSON, LEGAL)
    assert reasons == ["You made this request, so somebody else has to decide it."]


def test_who_edited_the_request_or_the_tool_may_not_decide_the_line():
    (reason,) = lane_separation(Matter(OTHER, {PERSON, THIRD}), PERSON, LEGAL)
    assert "edited this request or the description of its tool" in reason


@pytest.mark.parametrize(("filled", "free"), [(ENGINEERING, False), (LEGAL, True)])
def test_one_person_never_fills_both_lanes_and_may_go_on_in_their_own(filled, free):
    reasons = lane_separation(Matter(OTHER, filled={filled: {PERSON}}), PERSON, LEGAL)
    assert (reasons == []) is free
    assert free or "one person never fills both" in reasons[0]


def test_drafting_a_reading_does_not_bar_from_the_legal_lane():
    assert lane_separation(Matter(OTHER, drafters={PERSON}), PERSON, LEGAL) == []


def test_strict_separation_bars_drafters_too():
    (reason,) = lane_separation(Matter(OTHER, drafters={PERSON}), PERSON, LEGAL, strict=True)
    assert "STRICT_SEPARATION" in reason


@pytest.mark.parametrize("strict", [True, False])
def test_every_reason_is_given_at_once(strict):
    matter = Matter(PERSON, (), {ENGINEERING: {PERSON}}, {PERSON})
    assert len(lane_separation(matter, PERSON, LEGAL, strict=strict)) == (3 if strict else 2)


@pytest.mark.parametrize(
    "matter",
    [Matter(OTHER), Matter(THIRD, {OTHER}), Matter(THIRD, filled={ENGINEERING: {OTHER}})],
    ids=["requested it", "edited it", "filled the other lane"],
)
def test_what_bars_an_owner_bars_whoever_decides_for_them(matter):
    (reason,) = lane_separation(matter, PERSON, LEGAL, principal=OTHER, principal_name="Nora Weil")
    assert reason.startswith("Nora Weil, for whom you would decide, ")
    assert lane_separation(matter, PERSON, LEGAL) == []


def test_a_delegate_is_bound_by_separation_as_themselves_too():
    (reason,) = lane_separation(Matter(PERSON), PERSON, LEGAL, principal=OTHER, principal_name="Nora Weil")
    assert reason.startswith("You made this request")


def test_everybody_says_as_what_they_decide():
    until = dt.date(2026, 12, 3)
    assert acting_as(Capacity.OWNER, LEGAL) == "as legal owner"
    assert acting_as(Capacity.DELEGATE, LEGAL, by="Nora Weil", until=until) == (
        "as delegate of Nora Weil until 3 December 2026"
    )
    assert acting_as(Capacity.NOMINEE, ENGINEERING, by="Helena Brask") == (
        "as nominee for the engineering lane, named by Helena Brask"
    )


def test_the_name_that_signs_names_both_people():
    assert signing_name("Nora Weil", Capacity.OWNER) == "Nora Weil"
    assert signing_name("Ada Lind", Capacity.DELEGATE, "Nora Weil") == "Ada Lind, for Nora Weil"
    assert signing_name("Ada Lind", Capacity.NOMINEE, "Helena Brask") == "Ada Lind, named by Helena Brask"


@pytest.mark.parametrize(("days", "sound"), [(None, False), (-1, False), (0, True), (366, True), (367, False)])
def test_a_delegation_ends_and_within_a_year(days, sound):
    ends_on = None if days is None else DAY + dt.timedelta(days=days)
    assert (delegation_problems(DAY, ends_on) == []) is sound


@pytest.mark.parametrize(("due", "late"), [(None, False), (0, False), (1, False), (-1, True)])
def test_the_due_date_itself_is_in_time(due, late):
    assert is_late(None if due is None else DAY + dt.timedelta(days=due), DAY) is late
