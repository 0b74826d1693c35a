"""Who may not fill a lane, whatever roles they hold."""

from uuid import uuid4

import pytest

from policies.domain.separation import lane_separation

PERSON, OTHER, THIRD = uuid4(), uuid4(), uuid4()


def test_somebody_unconnected_may_decide():
    assert lane_separation(PERSON, requester=OTHER, contributors={THIRD}, other_lane_person=THIRD) == []


def test_the_requester_may_not_decide_the_line():
    reasons = lane_separation(PERSON, requester=PERSON, contributors={PERSON})
    assert reasons == ["You made this request, so somebody else has to decide it."]


def test_who_edited_the_request_or_the_tool_may_not_decide_the_line():
    (reason,) = lane_separation(PERSON, requester=OTHER, contributors={PERSON, THIRD})
    assert "edited this request or the description of its tool" in reason


def test_one_person_never_fills_both_lanes():
    (reason,) = lane_separation(PERSON, requester=OTHER, contributors=(), other_lane_person=PERSON)
    assert "one person never fills both" in reason


def test_drafting_a_reading_does_not_bar_from_the_legal_lane():
    assert lane_separation(PERSON, requester=OTHER, contributors=(), drafters={PERSON}) == []


def test_strict_separation_bars_drafters_too():
    (reason,) = lane_separation(PERSON, requester=OTHER, contributors=(), drafters={PERSON}, strict=True)
    assert "STRICT_SEPARATION" in reason


@pytest.mark.parametrize("strict", [True, False])
def test_every_reason_is_given_at_once(strict):
    reasons = lane_separation(
        PERSON, requester=PERSON, contributors=(), other_lane_person=PERSON, drafters={PERSON}, strict=strict
    )
    assert len(reasons) == (3 if strict else 2)
