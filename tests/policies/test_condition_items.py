"""Conditions as items: somebody answers for each, says when it is met with what shows it, and nothing said is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed, Stale
from policies.models import ApprovalCondition, ConditionEvent, RequestLine
from policies.services.approvals import change_approval
from policies.services.conditions import assign_condition, meet_condition, reopen_condition
from policies.services.requests import today
from tests.factories.policies import make_approval


@pytest.fixture
def condition(line: RequestLine, legal: Actor, engineering: Actor) -> ApprovalCondition:
    approval = make_approval(legal, engineering, line)
    found: ApprovalCondition = approval.condition_items.order_by("position")[0]
    return found


def assign(actor: Actor, condition: ApprovalCondition, owner: User | None, days: int = 7) -> ApprovalCondition:
    due = today() + dt.timedelta(days=days)
    return assign_condition(actor=actor, condition=condition, owner=owner, due_on=due, version=None)


def meet(actor: Actor, condition: ApprovalCondition, word: str = "Ticket 7", days: int = 0) -> ApprovalCondition:
    on = today() + dt.timedelta(days=days)
    return meet_condition(actor=actor, condition=condition, word=word, on=on, version=None)


def test_its_owner_says_that_it_is_met_and_it_is_opened_again(
    condition: ApprovalCondition, legal: Actor, asker: Actor, engineering: Actor
) -> None:
    with pytest.raises(NotAllowed):
        meet(asker, condition)
    assign(legal, condition, asker.person)
    met = meet(asker, condition)
    assert (met.met_on, met.met_word, met.met_by) == (today(), "Ticket 7", asker.person)
    with pytest.raises(Conflict):
        meet(asker, condition)
    again = reopen_condition(actor=engineering, condition=condition, reason="The filter was off.", version=None)
    assert (again.met_on, again.met_word, again.met_by) == (None, "", None)
    assert list(ConditionEvent.objects.values_list("event", "word")) == [
        ("assigned", ""),
        ("met", "Ticket 7"),
        ("reopened", "The filter was off."),
    ]
    events = Event.objects.filter(action__startswith="condition.").order_by("sequence")
    assert list(events.values_list("action", flat=True)) == [
        "condition.assigned",
        "condition.met",
        "condition.reopened",
    ]


def test_what_is_said_of_it_is_whole(
    condition: ApprovalCondition, legal: Actor, asker: Actor, outsider: User, auditor: User
) -> None:
    for owner, days in ((None, 7), (auditor, 7), (outsider, -1)):
        with pytest.raises(Invalid):
            assign(legal, condition, owner, days)
    with pytest.raises(NotAllowed):
        assign(asker, condition, outsider)
    for word, days in ((" ", 0), ("Done.", 1)):
        with pytest.raises(Invalid):
            meet(legal, condition, word, days)
    with pytest.raises(Conflict, match="nothing to reopen"):
        reopen_condition(actor=legal, condition=condition, reason="x", version=None)
    with pytest.raises(Stale):
        meet_condition(actor=legal, condition=condition, word="x", on=today(), version=7)


def test_an_approval_that_is_over_takes_its_conditions_along(
    condition: ApprovalCondition, legal: Actor, asker: Actor
) -> None:
    change_approval(actor=legal, approval=condition.approval, event="revoke", reason="Breach.", version=None)
    with pytest.raises(Conflict, match="is over"):
        assign(legal, condition, asker.person)


def test_the_database_keeps_the_words_and_what_was_said(condition: ApprovalCondition, legal: Actor) -> None:
    meet(legal, condition)
    rows = ApprovalCondition.objects.filter(pk=condition.pk)
    for change in ({"text": "Something else."}, {"met_word": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError, match="countersign"), transaction.atomic():
        ConditionEvent.objects.update(word="Nothing.")
