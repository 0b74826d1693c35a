"""A lane asks for changes instead of deciding; the answer puts the line before both, if need be in a new round."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import RoleGrant
from governance.accounts.roles import Role
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed
from policies.domain.types import Lane, LineState, RequestState
from policies.models import Approval, ChangesAsked, Decision, RequestLine, ToolRequest
from policies.services.requests import change_request, today, withdraw_request
from policies.services.rounds import answer_changes, ask_for_changes, take_back_ask
from tests.factories.policies import decide, make_request


def ask(actor: Actor, line: RequestLine, lane: Lane = Lane.LEGAL, reasons: str = "For which services?") -> ChangesAsked:
    return ask_for_changes(actor=actor, line=line, lane=lane, reasons=reasons)


def answer(actor: Actor, line: RequestLine, text: str = "For the two that print.") -> RequestLine:
    return answer_changes(actor=actor, line=line, answer=text, version=None)


def edit(actor: Actor, line: RequestLine, purpose: str = "For the services that print.") -> ToolRequest:
    return change_request(actor=actor, request=line.request, version=None, purpose=purpose, wanted_until=None)


def now(line: RequestLine) -> tuple[str, int]:
    line.refresh_from_db()
    return line.state, line.round


def told(*actions: str) -> list[str]:
    return list(Event.objects.filter(action__in=actions).order_by("sequence").values_list("action", flat=True))


def test_an_answer_in_words_leaves_the_other_lane_its_decision(
    line: RequestLine, legal: Actor, engineering: Actor, asker: Actor
) -> None:
    decide(engineering, line, Lane.ENGINEERING)
    ask(legal, line)
    assert now(line) == (LineState.CHANGES_REQUESTED, 1)
    with pytest.raises(Conflict):
        decide(legal, line, Lane.LEGAL)
    answer(asker, line)
    assert now(line) == (LineState.OPEN, 1)
    decide(legal, line, Lane.LEGAL)
    assert Approval.objects.get(line=line)
    assert told("line.changes-asked", "line.changes-answered", "line.reopened", "line.approved") == [
        "line.changes-asked",
        "line.changes-answered",
        "line.approved",
    ]


def test_a_change_of_what_was_judged_voids_the_decision_and_both_lanes_decide_anew(
    line: RequestLine, legal: Actor, engineering: Actor, asker: Actor
) -> None:
    RequestLine.objects.filter(pk=line.pk).update(engineering_due_on=today() - dt.timedelta(days=9))
    first = decide(engineering, line, Lane.ENGINEERING)
    ask(legal, line)
    edit(asker, line)
    answer(asker, line)
    assert now(line) == (LineState.OPEN, 2)
    assert line.engineering_due_on == today() + dt.timedelta(days=7)
    decide(legal, line, Lane.LEGAL)
    assert not Approval.objects.exists()
    second = decide(engineering, line, Lane.ENGINEERING)
    assert (first.round, second.round) == (1, 2)
    assert set(Decision.objects.values_list("pk", flat=True)) > {first.pk, second.pk}
    assert Approval.objects.get(line=line).snapshot == second.snapshot
    assert told("line.reopened") == ["line.reopened"]


def test_an_edit_asked_for_by_one_line_reopens_the_others_of_the_request(
    legal: Actor, engineering: Actor, asker: Actor, tool: Any, payments: Any, policy: Any
) -> None:
    asked = make_request(asker, tool, payments, "Closed code", "Open code")
    closed, opened = asked.lines.order_by("pk")
    decide(engineering, opened, Lane.ENGINEERING)
    with pytest.raises(Conflict, match="ask for changes"):
        edit(asker, closed)
    ask(legal, closed)
    edit(asker, closed)
    assert now(opened) == (LineState.OPEN, 2)
    assert now(closed) == (LineState.CHANGES_REQUESTED, 1)


def test_whoever_decided_a_void_round_never_fills_the_other_lane(
    line: RequestLine, legal: Actor, engineering: Actor, asker: Actor
) -> None:
    """Edgar holds both roles; his decision is void, and he is named owner of the legal lane later."""
    from policies.services.delegations import delegate_lane

    decide(engineering, line, Lane.ENGINEERING)
    RoleGrant.objects.create(
        person=engineering.person, role=Role.COUNSEL, valid_from=timezone.now() - dt.timedelta(days=2)
    )
    delegate_lane(
        actor=legal, lane=Lane.LEGAL, delegate=engineering.person, categories=[], reason="Away.",
        ends_on=today() + dt.timedelta(days=5),
    )  # fmt: skip
    ask(legal, line)
    edit(asker, line)
    answer(asker, line)
    edgar = Actor(user=engineering.person, via="session", stepped_up_at=timezone.now())
    line.refresh_from_db()
    with pytest.raises(NotAllowed, match="You decided the other lane"):
        decide(edgar, line, Lane.LEGAL)
    with pytest.raises(NotAllowed, match="You decided the other lane"):
        ask(edgar, line)


def test_a_lane_takes_back_what_it_asked(line: RequestLine, legal: Actor, engineering: Actor) -> None:
    ask(legal, line)
    with pytest.raises(Conflict, match="the legal lane"):
        take_back_ask(actor=engineering, line=line, lane=Lane.ENGINEERING)
    take_back_ask(actor=legal, line=line, lane=Lane.LEGAL)
    assert now(line) == (LineState.OPEN, 1)
    decide(legal, line, Lane.LEGAL)
    with pytest.raises(Conflict, match="decided already"):
        ask(legal, line)


def test_asking_takes_an_owner_a_reason_and_an_open_line(
    line: RequestLine, legal: Actor, second: Actor, engineering: Actor
) -> None:
    with pytest.raises(NotAllowed):
        ask(second, line)
    with pytest.raises(Invalid):
        ask(legal, line, reasons="  ")
    ask(legal, line)
    with pytest.raises(Conflict, match="changes"):
        ask(engineering, line, Lane.ENGINEERING)


def test_the_asker_or_their_team_answers_with_words(
    line: RequestLine, legal: Actor, asker: Actor, outsider: Any
) -> None:
    ask(legal, line)
    with pytest.raises(Invalid):
        answer(asker, line, " ")
    with pytest.raises(NotAllowed):
        answer(Actor(user=outsider, via="session"), line)
    answer(asker, line)
    with pytest.raises(Conflict):
        answer(asker, line)


def test_a_request_is_withdrawn_while_changes_are_asked(line: RequestLine, legal: Actor, asker: Actor) -> None:
    ask(legal, line)
    withdrawn = withdraw_request(actor=asker, request=line.request, version=None)
    assert (withdrawn.state, now(line)[0]) == (RequestState.WITHDRAWN, LineState.WITHDRAWN)


def test_a_line_that_waits_for_changes_is_led_to_and_not_asked_for_twice(
    line: RequestLine, legal: Actor, asker: Actor, payments: Any
) -> None:
    ask(legal, line)
    with pytest.raises(Conflict) as caught:
        make_request(asker, line.tool, payments)
    assert caught.value.code == "duplicate-request"


def test_the_database_keeps_rounds_and_what_was_asked(line: RequestLine, legal: Actor, engineering: Actor) -> None:
    first = decide(engineering, line, Lane.ENGINEERING)
    asked = ask(legal, line)

    def refused(act: Any) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()

    lines = RequestLine.objects.filter(pk=line.pk)
    refused(lambda: lines.update(state=LineState.APPROVED))
    refused(lambda: lines.update(round=3, state=LineState.OPEN))
    refused(lambda: ChangesAsked.objects.filter(pk=asked.pk).update(reasons="Other"))
    refused(lambda: ChangesAsked.objects.filter(pk=asked.pk).delete())
    forged = {
        name: getattr(first, name)
        for name in ("line", "lane", "person_name", "verdict", "reasons", "sentence", "snapshot", "revision")
    }
    lines.update(state=LineState.OPEN, round=2)
    with pytest.raises(IntegrityError, match="countersign"), transaction.atomic():
        Decision.objects.create(**forged, person=engineering.person, round=1, decided_at=timezone.now())
    person = legal.person
    with pytest.raises(IntegrityError, match="countersign"), transaction.atomic():
        Decision.objects.create(
            **forged, person=person, round=2, decided_at=timezone.now()
        )  # Clara asked in the legal lane
