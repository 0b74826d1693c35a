"""What becomes of an approval: flagged, cleared, suspended, resumed, revoked; and what a new terms version does."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed, Stale
from policies.domain.lifecycle import Standing, approval_standing
from policies.domain.types import ApprovalState, BindingMode
from policies.models import Approval, ApprovalEvent, RequestLine
from policies.services.approvals import change_approval
from policies.services.held_inputs import BindingInput
from policies.services.requests import today
from policies.services.tools import configure_tool
from tests.cast import AsActor, AsToken
from tests.factories.policies import held, make_approval
from tests.factories.vendors import TERMS, newest_version
from vendors.domain.terms import CaptureSource
from vendors.models import TermsDocument
from vendors.services.captures import capture_document


@pytest.fixture
def approval(line: RequestLine, legal: Actor, engineering: Actor) -> Approval:
    return make_approval(legal, engineering, line)


def change(actor: Actor, approval: Approval, event: str, **values: Any) -> Approval:
    entry = {"reason": "The terms changed.", "version": None, **values}
    return change_approval(actor=actor, approval=approval, event=event, **entry)


@pytest.mark.parametrize(
    ("events", "state", "action"),
    [
        (["flag"], ApprovalState.FLAGGED, "approval.flagged"),
        (["flag", "clear"], ApprovalState.ACTIVE, "approval.cleared"),
        (["suspend"], ApprovalState.SUSPENDED, "approval.suspended"),
        (["suspend", "resume"], ApprovalState.ACTIVE, "approval.resumed"),
        (["flag", "suspend", "resume"], ApprovalState.FLAGGED, "approval.resumed"),
        (["suspend", "flag", "resume"], ApprovalState.FLAGGED, "approval.resumed"),
        (["suspend", "revoke"], ApprovalState.REVOKED, "approval.revoked"),
    ],
)
@pytest.mark.parametrize("lane", ["legal", "engineering"])
def test_either_lane_alone_changes_an_approval_with_reasons(
    events: list[str],
    state: ApprovalState,
    action: str,
    lane: str,
    approval: Approval,
    request: pytest.FixtureRequest,
) -> None:
    actor = request.getfixturevalue(lane)
    for event in events:
        change(actor, approval, event)
    approval.refresh_from_db()
    assert approval.state == state
    assert approval.state_changed_by == actor.person
    assert (approval.review_due_on is not None) == (state == ApprovalState.FLAGGED)
    assert ApprovalEvent.objects.count() == len(events) + 1
    assert Event.objects.filter(action=action).exists()


def test_a_flag_is_due_in_fourteen_days_and_a_second_one_moves_nothing(approval: Approval, legal: Actor) -> None:
    change(legal, approval, "flag")
    approval.refresh_from_db()
    assert approval.review_due_on == today() + dt.timedelta(days=14)
    due = approval.review_due_on
    change(legal, approval, "flag", reason="And another.")
    approval.refresh_from_db()
    assert (approval.review_due_on, approval.state_reason) == (due, "And another.")


@pytest.mark.parametrize("event", ["clear", "resume"])
def test_what_the_table_does_not_allow_is_refused(event: str, approval: Approval, legal: Actor) -> None:
    with pytest.raises(Conflict) as refused:
        change(legal, approval, event)
    assert refused.value.code == "illegal-transition"


def test_a_revoked_approval_stays_revoked(approval: Approval, legal: Actor) -> None:
    change(legal, approval, "revoke")
    for event in ("flag", "suspend", "resume", "revoke"):
        with pytest.raises(Conflict):
            change(legal, approval, event)


def test_reasons_version_and_event_are_asked(approval: Approval, legal: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        change(legal, approval, "suspend", reason=" ")
    assert "reason" in refused.value.problems
    with pytest.raises(Stale):
        change(legal, approval, "suspend", version=99)
    with pytest.raises(Invalid):
        change(legal, approval, "resume_flagged")


@pytest.mark.parametrize("who", ["requester", "auditor", "outsider", "administrator"])
@pytest.mark.parametrize("event", ["flag", "suspend", "revoke"])
def test_nobody_else_changes_an_approval(
    who: str, event: str, request: pytest.FixtureRequest, approval: Approval, as_actor: AsActor
) -> None:
    with pytest.raises(NotAllowed):
        change(as_actor(request.getfixturevalue(who)), approval, event)


def test_neither_token_nor_old_step_up_changes_an_approval(
    approval: Approval, counsel: User, as_token: AsToken
) -> None:
    with pytest.raises(NotAllowed) as refused:
        change(as_token(counsel, ["draft"]), approval, "suspend")
    assert refused.value.code == "human-session-required"
    with pytest.raises(NotAllowed) as refused:
        change(Actor(counsel, "session"), approval, "suspend")
    assert refused.value.code == "step-up-required"


def test_what_was_decided_cannot_be_rewritten(approval: Approval) -> None:
    later = approval.ends_on + dt.timedelta(days=1)
    for attempt in (
        lambda: Approval.objects.update(ends_on=later),
        lambda: Approval.objects.all().delete(),
        lambda: approval.condition_items.update(text="None"),
        lambda: ApprovalEvent.objects.update(reason="None"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def new_version(legal: Actor, terms: TermsDocument) -> None:
    data = f"{TERMS}\n7.1 A new sentence.\n".encode()
    capture_document(actor=legal, document=terms, data=data, media_type="text/markdown", source=CaptureSource.PASTE)


def test_a_new_terms_version_flags_what_rests_on_it_and_suspends_nothing(
    approval: Approval, legal: Actor, terms: TermsDocument
) -> None:
    new_version(legal, terms)
    approval.refresh_from_db()
    assert approval.state == ApprovalState.FLAGGED
    assert "new version 2" in approval.state_reason
    assert approval.review_due_on == today() + dt.timedelta(days=14)


def test_a_tool_pinned_to_the_old_text_is_left_alone(
    approval: Approval, asker: Actor, legal: Actor, terms: TermsDocument
) -> None:
    pinned = BindingInput(terms, BindingMode.PINNED, version=newest_version(terms))
    configure_tool(actor=asker, tool=approval.tool, version=None, entry=held(bindings=[pinned]))
    new_version(legal, terms)
    approval.refresh_from_db()
    assert approval.state == ApprovalState.ACTIVE


def test_a_revoked_approval_is_not_flagged(approval: Approval, legal: Actor, terms: TermsDocument) -> None:
    change(legal, approval, "revoke")
    new_version(legal, terms)
    approval.refresh_from_db()
    assert approval.state == ApprovalState.REVOKED


def test_the_filter_by_standing_agrees_with_the_clock_in_every_case(approval: Approval) -> None:
    for state, days in product(ApprovalState, (-40, -1, 0, 1, 29, 30, 31, 90, 91)):
        Approval.objects.update(state=state)
        day = approval.ends_on - dt.timedelta(days=days)
        expected = approval_standing(state, approval.starts_on, approval.ends_on, day)
        found = [standing for standing in Standing if Approval.objects.standing(standing, day).exists()]
        assert found == [expected], (state, days)
