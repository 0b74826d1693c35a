"""An owner lets somebody decide in their place until a day: who may, what they sign, what separation makes of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import RoleGrant, User
from governance.accounts.roles import Role
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed
from policies.domain.types import Capacity, Lane
from policies.models import Approval, Decision, Delegation, RequestLine
from policies.services.delegations import delegate_lane, end_delegation
from policies.services.requests import today
from tests.factories.policies import category, decide


def delegate(actor: Actor, person: User, lane: Lane = Lane.LEGAL, *names: str, **values: Any) -> Delegation:
    values = {"ends_on": today() + dt.timedelta(days=20), "reason": "Parental leave.", **values}
    found = delegate_lane(
        actor=actor, lane=lane, delegate=person, categories=[category(name) for name in names], **values
    )
    return found[0]


def give(person: User, role: Role) -> User:
    RoleGrant.objects.create(person=person, role=role, valid_from=timezone.now() - dt.timedelta(days=2))
    return person


def test_a_delegate_decides_for_the_owner_and_both_are_named(
    line: RequestLine, legal: Actor, second: Actor, engineering: Actor
) -> None:
    delegate(legal, second.person, Lane.LEGAL, "Closed code")
    decision = decide(second, line, Lane.LEGAL)
    assert (decision.capacity, decision.on_behalf_of, decision.on_behalf_name) == (
        Capacity.DELEGATE,
        legal.person,
        "Clara Counsel",
    )
    assert decision.sentence.startswith("I, Simon Second, for Clara Counsel, decide for Legal: ")
    assert decision.acting.startswith("as delegate of Clara Counsel until ")
    decide(engineering, line, Lane.ENGINEERING)
    assert Approval.objects.get(line=line)
    event = Event.objects.filter(action="line.decided").earliest("sequence")
    assert "as delegate of Clara Counsel" in event.body


def test_the_owner_may_decide_all_the_same(line: RequestLine, legal: Actor, second: Actor) -> None:
    delegate(legal, second.person)
    assert decide(legal, line, Lane.LEGAL).capacity == Capacity.OWNER


@pytest.mark.parametrize("how", ["its day is over", "the owner took it back", "the delegate laid it down"])
def test_a_delegation_that_ended_opens_nothing(how: str, line: RequestLine, legal: Actor, second: Actor) -> None:
    row = delegate(legal, second.person)
    clock = time_machine.travel(timezone.now() + dt.timedelta(days=22 if how == "its day is over" else 0))
    if how != "its day is over":
        end_delegation(actor=legal if "owner" in how else second, delegation=row)
    with clock, pytest.raises(NotAllowed) as told:
        decide(Actor(user=second.person, via="session", stepped_up_at=timezone.now()), line, Lane.LEGAL)
    assert told.value.code == "not-the-owner"


def test_a_delegation_reaches_the_categories_it_names(line: RequestLine, legal: Actor, second: Actor) -> None:
    delegate(legal, second.person, Lane.LEGAL, "Training")
    with pytest.raises(NotAllowed, match="legal lane of Closed code is decided by Clara Counsel"):
        decide(second, line, Lane.LEGAL)


def test_a_delegate_who_lost_the_role_or_passes_it_on_decides_nothing(
    line: RequestLine, legal: Actor, second: Actor
) -> None:
    delegate(legal, second.person)
    with pytest.raises(NotAllowed) as told:
        delegate(second, legal.person)
    assert told.value.code == "not-the-owner"
    RoleGrant.objects.filter(person=second.person).update(valid_until=timezone.now())
    with pytest.raises(NotAllowed):
        decide(Actor(user=second.person, via="session", stepped_up_at=timezone.now()), line, Lane.LEGAL)


def test_owner_and_delegate_never_fill_both_lanes(line: RequestLine, legal: Actor, engineering: Actor) -> None:
    """Clara is counsel and holds the other role too: she decides for Edgar, and then neither decides the other lane."""
    give(legal.person, Role.ENGINEERING_OWNER)
    give(engineering.person, Role.COUNSEL)
    delegate(engineering, legal.person, Lane.ENGINEERING)
    delegate(legal, engineering.person, Lane.LEGAL)
    clara, edgar = (Actor(user=row.person, via="session", stepped_up_at=timezone.now()) for row in (legal, engineering))
    first = decide(clara, line, Lane.ENGINEERING)
    assert first.on_behalf_of == edgar.person
    with pytest.raises(NotAllowed, match="You decided the other lane"):
        decide(clara, line, Lane.LEGAL)
    with pytest.raises(NotAllowed, match="one person never fills both") as told:
        decide(edgar, line, Lane.LEGAL)
    assert told.value.code == "separation"


def test_what_bars_the_owner_bars_the_delegate(
    line: RequestLine, engineering: Actor, outsider: User, as_actor: Any
) -> None:
    from policies.models import ToolContributor

    give(outsider, Role.ENGINEERING_OWNER)
    delegate(engineering, outsider, Lane.ENGINEERING)
    ToolContributor.objects.create(tool=line.tool, person=engineering.person)
    with pytest.raises(NotAllowed, match="Edgar Engineer, for whom you would decide, edited"):
        decide(as_actor(outsider), line, Lane.ENGINEERING)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_on": None}, "ends_on"),
        ({"ends_on": dt.date(2020, 1, 1)}, "ends_on"),
        ({"reason": "  "}, "reason"),
        ({"person": "engineering_owner"}, "delegate"),
        ({"person": "counsel"}, "delegate"),
    ],
)
def test_a_delegation_needs_an_end_a_reason_and_somebody_with_the_role(
    values: dict[str, Any], field: str, policy: Any, legal: Actor, second: Actor, request: pytest.FixtureRequest
) -> None:
    values = dict(values)
    person = request.getfixturevalue(values.pop("person", "second_counsel"))
    with pytest.raises(Invalid) as told:
        delegate(legal, person, **values)
    assert set(told.value.problems) == {field}
    assert not Delegation.objects.exists()


def test_a_delegation_is_given_once_and_ended_once(
    policy: Any, legal: Actor, second: Actor, engineering: Actor
) -> None:
    row = delegate(legal, second.person)
    with pytest.raises(Conflict, match="decides this in your place until"):
        delegate(legal, second.person)
    with pytest.raises(NotAllowed):
        end_delegation(actor=engineering, delegation=row)
    end_delegation(actor=legal, delegation=row)
    with pytest.raises(Conflict):
        end_delegation(actor=legal, delegation=row)
    told = Event.objects.filter(action__startswith="delegation.").order_by("sequence")
    assert list(told.values_list("action", flat=True)) == [
        "delegation.given",
        "delegation.ended",
    ]


def test_the_database_holds_what_delegates_may(line: RequestLine, legal: Actor, second: Actor) -> None:
    row = delegate(legal, second.person, Lane.LEGAL, "Training")
    good = decide(legal, line, Lane.LEGAL)

    def refused(act: Any) -> None:
        with pytest.raises(IntegrityError, match="countersign"), transaction.atomic():
            act()

    refused(lambda: Delegation.objects.filter(pk=row.pk).update(ends_on=dt.date(2999, 1, 1)))
    refused(lambda: Delegation.objects.filter(pk=row.pk).delete())
    values = {
        name: getattr(good, name) for name in ("line", "snapshot", "revision", "reasons", "sentence", "decided_at")
    }
    forged = {"person": second.person, "person_name": "x", "verdict": "approve", "lane": Lane.LEGAL, "round": 1}
    for capacity, behalf in ((Capacity.OWNER, None), (Capacity.DELEGATE, legal.person), (Capacity.NOMINEE, None)):
        refused(lambda c=capacity, b=behalf: Decision.objects.create(**values, **forged, capacity=c, on_behalf_of=b))
