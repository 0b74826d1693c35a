"""Overdue lines: the escalation contact names who may decide, bound by separation as everybody is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import Organisation, RoleGrant, User
from governance.accounts.roles import Role
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed
from policies.domain.types import Capacity, Lane
from policies.models import Nomination, RequestLine
from policies.services.nominations import name_nominee
from policies.services.requests import today
from tests.cast import AsActor
from tests.factories.policies import decide


@pytest.fixture
def contact(outsider: User, organisation: Organisation, as_actor: AsActor) -> Actor:
    """The escalation contact: somebody of another team, who owns no category."""
    RoleGrant.objects.create(person=outsider, role=Role.ENGINEERING_OWNER, valid_from=outsider.created_at)
    Organisation.objects.update(escalation_contact=outsider)
    return as_actor(outsider)


@pytest.fixture
def late(line: RequestLine) -> RequestLine:
    """The line, with both lanes a day over."""
    yesterday = today() - dt.timedelta(days=1)
    RequestLine.objects.filter(pk=line.pk).update(legal_due_on=yesterday, engineering_due_on=yesterday)
    line.refresh_from_db()
    return line


def name(actor: Actor, line: RequestLine, person: User, lane: Lane = Lane.LEGAL, reason: str = "Away.") -> Nomination:
    return name_nominee(actor=actor, line=line, lane=lane, nominee=person, reason=reason)


def test_a_line_is_due_after_the_days_of_the_organisation(
    organisation: Organisation, asker: Actor, tool: Any, payments: Any, policy: Any
) -> None:
    from tests.factories.policies import make_request

    Organisation.objects.update(legal_days=3, engineering_days=10)
    line = make_request(asker, tool, payments).lines.get()
    assert line.legal_due_on == today() + dt.timedelta(days=3)
    assert line.due_on(Lane.ENGINEERING) == today() + dt.timedelta(days=10)


def test_the_nominee_decides_and_says_who_named_them(late: RequestLine, contact: Actor, second: Actor) -> None:
    name(contact, late, second.person)
    decision = decide(second, late, Lane.LEGAL)
    assert (decision.capacity, decision.on_behalf_of) == (Capacity.NOMINEE, None)
    assert decision.sentence.startswith("I, Simon Second, named by Otto Outsider, decide for Legal: ")
    assert Event.objects.filter(action="line.nominated").count() == 1


def test_the_owner_may_still_decide_first(late: RequestLine, contact: Actor, legal: Actor, second: Actor) -> None:
    name(contact, late, second.person)
    assert decide(legal, late, Lane.LEGAL).capacity == Capacity.OWNER
    with pytest.raises(Conflict, match="decided already"):
        decide(second, late, Lane.LEGAL)
    with pytest.raises(Conflict, match="decided already"):
        name(contact, late, second.person)


def test_a_lane_in_time_has_no_nominee(line: RequestLine, contact: Actor, second: Actor) -> None:
    with pytest.raises(Conflict, match="in time") as told:
        name(contact, line, second.person)
    assert told.value.code == "not-late"


def test_a_nominee_decides_only_while_the_lane_is_late(late: RequestLine, contact: Actor, second: Actor) -> None:
    name(contact, late, second.person)
    RequestLine.objects.filter(pk=late.pk).update(legal_due_on=today())
    with pytest.raises(NotAllowed) as told:
        decide(second, RequestLine.objects.get(pk=late.pk), Lane.LEGAL)
    assert told.value.code == "not-the-owner"


def test_only_the_contact_names_and_nobody_for_what_they_asked_for(
    late: RequestLine, contact: Actor, legal: Actor, second: Actor, asker: Actor
) -> None:
    with pytest.raises(NotAllowed) as told:
        name(legal, late, second.person)
    assert told.value.code == "not-the-contact"
    Organisation.objects.update(escalation_contact=asker.person)
    RoleGrant.objects.create(person=asker.person, role=Role.COUNSEL, valid_from=asker.person.created_at)
    asker = Actor(user=asker.person, via="session", stepped_up_at=timezone.now())
    with pytest.raises(NotAllowed, match="do not choose who decides it") as told:
        name(asker, late, second.person)
    assert told.value.code == "separation"


def test_a_nominee_holds_the_role_and_is_bound_by_separation(
    late: RequestLine, contact: Actor, second: Actor, engineering: Actor
) -> None:
    from policies.models import ToolContributor

    for person, reason in ((engineering.person, "Away."), (second.person, " ")):
        with pytest.raises(Invalid):
            name(contact, late, person, reason=reason)
    ToolContributor.objects.create(tool=late.tool, person=second.person)
    with pytest.raises(Invalid) as told:
        name(contact, late, second.person)
    assert told.value.problems["nominee"][0].startswith("Simon Second edited this request or the description")
    with pytest.raises(IntegrityError, match="countersign"), transaction.atomic():
        Nomination.objects.create(
            line=late, lane=Lane.LEGAL, nominee=second.person, named_by=contact.person, reason="x",
            named_at=late.request.created_at,
        )  # fmt: skip


def test_a_new_nominee_takes_the_place_of_the_former(
    late: RequestLine, contact: Actor, legal: Actor, second: Actor
) -> None:
    name(contact, late, second.person)
    name(contact, late, legal.person)
    assert [row.nominee for row in Nomination.objects.filter(ended_at__isnull=True)] == [legal.person]
    with pytest.raises(NotAllowed):
        decide(second, late, Lane.LEGAL)
