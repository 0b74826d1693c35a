"""The tables of what may become of a request, line, approval and policy revision."""

import pytest

from governance.accounts.roles import JUDGEMENTS, PERMISSIONS
from policies.domain.lifecycle import (
    APPROVAL,
    DECOMMISSION,
    EXCEPTION,
    LINE,
    REQUEST,
    REVISION,
    Refusal,
    events_from,
    line_event,
    transition,
    who_may,
)
from policies.domain.types import ApprovalState, Lane, LineState, RequestState, RevisionState, Verdict

TABLES = [REQUEST, LINE, APPROVAL, EXCEPTION, DECOMMISSION, REVISION]
A = ApprovalState


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.noun)
def test_each_state_and_event_has_one_target(table):
    keys = [(step.source, step.event) for step in table.steps]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.noun)
def test_every_state_can_be_reached_from_the_first(table):
    reached, frontier = {table.states[0]}, [table.states[0]]
    while frontier:
        state = frontier.pop()
        for step in table.steps:
            if step.source == state and step.target not in reached:
                reached.add(step.target)
                frontier.append(step.target)
    assert reached == set(table.states)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.noun)
def test_every_permission_named_is_one_that_roles_hold(table):
    assert {code for step in table.steps for code in step.may} <= PERMISSIONS.keys()


def test_moves_that_are_judgements_need_permissions_that_ask_for_a_step_up():
    for table, event in [(LINE, "approve"), (LINE, "decline"), (REVISION, "publish"), (REVISION, "sign")]:
        assert set(who_may(table, table.states[0], event)) <= JUDGEMENTS
    for step in APPROVAL.steps:
        assert set(step.may) <= JUDGEMENTS
    for step in EXCEPTION.steps:
        assert set(step.may) <= JUDGEMENTS or step.event == "withdraw"


def test_an_open_line_is_approved():
    assert transition(LINE, LineState.OPEN, "approve") is LineState.APPROVED


@pytest.mark.parametrize("state", [LineState.APPROVED, LineState.DECLINED, LineState.WITHDRAWN, LineState.SUPERSEDED])
def test_a_closed_line_is_not_decided_again_and_says_why(state):
    refusal = transition(LINE, state, "approve")
    assert refusal == Refusal("approve", state.value, f"This line is {state.value}, so it cannot be approved.")


def test_a_withdrawn_request_stays_withdrawn():
    assert isinstance(transition(REQUEST, RequestState.WITHDRAWN, "settle"), Refusal)


def test_a_revoked_approval_is_ended_for_good():
    assert events_from(APPROVAL, A.REVOKED) == ()


def test_a_flag_on_a_suspended_approval_does_not_revive_it():
    assert transition(APPROVAL, A.SUSPENDED, "flag") is A.SUSPENDED


def test_a_suspended_approval_may_resume_with_its_review_still_due():
    assert transition(APPROVAL, A.SUSPENDED, "resume_flagged") is A.FLAGGED


def test_a_published_revision_is_never_edited():
    refusal = transition(REVISION, RevisionState.PUBLISHED, "edit")
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "This policy revision is published, so it cannot be edited."


def test_an_unknown_event_is_refused_and_does_not_raise():
    assert isinstance(transition(LINE, LineState.OPEN, "frobnicate"), Refusal)


def test_nobody_may_settle_a_request_by_hand():
    assert who_may(REQUEST, RequestState.OPEN, "settle") == ()


def test_one_lane_alone_does_not_approve_a_line():
    assert line_event({Lane.LEGAL: Verdict.APPROVE}) is None
    assert line_event({}) is None


def test_both_lanes_approve_a_line():
    assert line_event({Lane.LEGAL: Verdict.APPROVE, Lane.ENGINEERING: Verdict.APPROVE}) == "approve"


@pytest.mark.parametrize("lane", list(Lane))
def test_either_lane_alone_declines_a_line(lane):
    assert line_event({lane: Verdict.DECLINE}) == "decline"
