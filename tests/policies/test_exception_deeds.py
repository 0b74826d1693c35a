"""Exceptions: both lanes agree to a departure until a date; it opens an approval, and when it is over the finding is
back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import Team
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed
from policies.domain.ending import ExceptionState
from policies.domain.snapshot import read_document
from policies.domain.types import ApprovalState, Lane, Outcome, Verdict
from policies.models import (
    Approval,
    Codebase,
    DecisionException,
    ExceptionDecision,
    RequestLine,
    RuleException,
    Tool,
    ToolContributor,
)
from policies.services.codebases import categorise
from policies.services.evaluations import judge_lines
from policies.services.exceptions import end_exception, review_exception, withdraw_exception
from policies.services.requests import today
from policies.services.resting import note_all_lapsed
from tests.cast import AsToken
from tests.factories.exceptions import OWNER, STRICT, STRICTER, answer, ask, grant
from tests.factories.policies import decide, make_approval, make_codebase, make_policy, make_request
from tests.vendors.changes import LONGER, capture, confirm, only


@pytest.fixture
def strict(
    legal: Actor, engineering: Actor, organisation: Any, asker: Actor, tool: Tool, payments: Team
) -> RequestLine:
    """A line that one rule bars."""
    make_policy(legal, engineering, STRICT)
    return make_request(asker, tool, payments, "Strict code").lines.get()


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """The clock goes on by `days`; step-ups are as fresh as before."""
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + dt.timedelta(days=days))


def test_a_barred_line_is_approved_with_an_exception_decided_in_both_lanes(
    strict: RequestLine, asker: Actor, payments: Team, legal: Actor, engineering: Actor
) -> None:
    with pytest.raises(Conflict, match="bars this line") as refused:
        decide(legal, strict, Lane.LEGAL)
    assert refused.value.code == "barred"
    row = ask(asker, strict, payments)
    answer(legal, row, Lane.LEGAL)
    with pytest.raises(Conflict, match="bars this line"):
        decide(legal, strict, Lane.LEGAL)
    second = answer(engineering, row, Lane.ENGINEERING)
    row.refresh_from_db()
    assert row.state == ExceptionState.ACTIVE
    assert "although the rule “Owner of output” bars it, with the compensating control stated." in second.sentence
    approval = make_approval(legal, engineering, strict)
    record = read_document(approval.snapshot.body)
    assert record.evaluation.outcome == Outcome.BARRED  # an exception changes no outcome
    assert [(fact.number, fact.rule, fact.legal) for fact in record.exceptions] == [(1, OWNER, "Clara Counsel")]
    decision = approval.line.decisions.first()
    assert "though the policy bars it, by exception 1." in decision.sentence
    assert DecisionException.objects.filter(exception=row).count() == 2
    assert any("Every change is read by two people." in item.text for item in approval.condition_items.all())
    actions = (
        Event.objects.filter(action__startswith="exception.").order_by("sequence").values_list("action", flat=True)
    )
    assert list(actions) == ["exception.requested", "exception.decided", "exception.decided", "exception.granted"]


def test_every_barring_rule_needs_its_own(
    legal: Actor, engineering: Actor, organisation: Any, asker: Actor, tool: Tool, payments: Team
) -> None:
    make_policy(legal, engineering, STRICTER)
    line = make_request(asker, tool, payments, "Stricter code").lines.get()
    grant(legal, engineering, ask(asker, line, payments))
    with pytest.raises(Conflict, match="Region"):
        decide(legal, line, Lane.LEGAL)
    grant(legal, engineering, ask(asker, line, payments, "region_allowed"))
    assert len(read_document(make_approval(legal, engineering, line).snapshot.body).exceptions) == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"control": ""}, "control"),
        ({"ends_on": None}, "ends_on"),
        ({"days": -1}, "ends_on"),
        ({"days": 400}, "ends_on"),
        ({"rule": "human_review_before_merge"}, "rule"),
    ],
)
def test_what_is_asked_for_has_a_reason_a_control_and_an_end(
    values: dict[str, Any], field: str, strict: RequestLine, asker: Actor, payments: Team
) -> None:
    with pytest.raises(Invalid) as refused:
        ask(asker, strict, payments, **values)
    assert field in refused.value.problems
    assert not RuleException.objects.exists()


def test_a_codebase_is_one_of_the_team_and_of_the_category_and_the_condition_does_not_name_it(
    strict: RequestLine, asker: Actor, payments: Team, legal: Actor, engineering: Actor
) -> None:
    codebase: Codebase = make_codebase(asker, payments, "ledger")
    with pytest.raises(Invalid) as refused:
        ask(asker, strict, payments, codebase=codebase)
    assert "codebase" in refused.value.problems
    categorise(actor=asker, codebase=codebase, category=strict.category)
    grant(legal, engineering, ask(asker, strict, payments, codebase=codebase))
    (condition,) = [text for text in judge_lines([strict])[strict.pk].conditions if "Exception 1" in text]
    assert condition.endswith("It holds for one codebase only, which the exception names.")
    assert "ledger" not in condition


def test_separation_holds_for_exceptions(
    strict: RequestLine,
    asker: Actor,
    payments: Team,
    legal: Actor,
    second: Actor,
    engineering: Actor,
    as_token: AsToken,
) -> None:
    row = ask(as_token(asker.person, ["request"]), strict, payments)
    with pytest.raises(NotAllowed, match="decided by Clara"):
        answer(second, row, Lane.LEGAL)
    with pytest.raises(NotAllowed) as refused:
        answer(as_token(legal.person, ["request"]), row, Lane.LEGAL)
    assert refused.value.code == "human-session-required"
    ToolContributor.objects.create(tool=row.tool, person=engineering.person)
    with pytest.raises(NotAllowed, match="edited") as refused:
        answer(engineering, row, Lane.ENGINEERING)
    assert refused.value.code == "separation"


def test_one_decline_ends_it_and_a_lane_decides_once(
    strict: RequestLine, asker: Actor, payments: Team, legal: Actor, engineering: Actor
) -> None:
    row = ask(asker, strict, payments)
    with pytest.raises(Conflict, match="is being decided"):
        ask(asker, strict, payments)
    with pytest.raises(Conflict) as refused:
        answer(legal, row, Lane.LEGAL, seen_sha256="0" * 64)
    assert refused.value.code == "state-changed"
    answer(legal, row, Lane.LEGAL)
    with pytest.raises(Conflict, match="decided twice"):
        answer(legal, row, Lane.LEGAL)
    answer(engineering, row, Lane.ENGINEERING, Verdict.DECLINE)
    row.refresh_from_db()
    assert row.state == ExceptionState.DECLINED
    again = ask(asker, strict, payments, former=row)
    withdraw_exception(actor=asker, exception=again, version=None)
    again.refresh_from_db()
    assert again.state == ExceptionState.WITHDRAWN
    with pytest.raises(Conflict):
        answer(legal, again, Lane.LEGAL)


def refused_by_database(do: Any) -> None:
    with pytest.raises(IntegrityError, match="countersign"), transaction.atomic():
        do()


def test_the_database_refuses_what_the_services_refuse(
    strict: RequestLine, asker: Actor, payments: Team, legal: Actor, engineering: Actor
) -> None:
    row = ask(asker, strict, payments)
    rows = RuleException.objects.filter(pk=row.pk)
    refused_by_database(lambda: rows.update(state="active"))  # without a lane
    first = answer(legal, row, Lane.LEGAL)
    refused_by_database(lambda: rows.update(state="active"))  # with one
    refused_by_database(lambda: rows.update(ends_on=today() + dt.timedelta(days=300)))
    for person in (asker.person, legal.person):  # who asked; who filled the other lane
        names = ("snapshot", "revision", "reasons", "sentence", "decided_at", "verdict")
        copied = {name: getattr(first, name) for name in names}
        refused = ExceptionDecision(exception=row, lane=Lane.ENGINEERING, person=person, person_name="x", **copied)
        refused_by_database(refused.save)
    answer(engineering, row, Lane.ENGINEERING)
    refused_by_database(lambda: rows.update(state="requested"))
    end_exception(actor=legal, exception=row, reason="The control was not kept.", version=None)
    refused_by_database(lambda: rows.update(state="active"))


def test_the_database_refuses_an_approval_of_a_barred_line_without_an_exception(
    strict: RequestLine, asker: Actor, payments: Team, legal: Actor, engineering: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policies.services.evaluations.Judged.barred", False)
    decide(legal, strict, Lane.LEGAL)
    refused_by_database(lambda: decide(engineering, strict, Lane.ENGINEERING))
    assert not Approval.objects.exists()


def test_the_database_refuses_an_approval_on_an_exception_one_lane_did_not_list(
    strict: RequestLine, asker: Actor, payments: Team, legal: Actor, engineering: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant(legal, engineering, ask(asker, strict, payments))
    monkeypatch.setattr("policies.services.decisions.rest_on", lambda decision, judged: None)
    decide(legal, strict, Lane.LEGAL)
    monkeypatch.undo()
    refused_by_database(lambda: decide(engineering, strict, Lane.ENGINEERING))


@pytest.fixture
def resting(
    strict: RequestLine, asker: Actor, payments: Team, legal: Actor, engineering: Actor
) -> tuple[RuleException, Approval]:
    """A running exception and an approval that outlasts it."""
    row = grant(legal, engineering, ask(asker, strict, payments))
    return row, make_approval(legal, engineering, strict)


def state_of(approval: Approval) -> str:
    approval.refresh_from_db()
    return approval.state


def test_when_it_runs_out_the_finding_is_back_and_the_approval_is_flagged_once(
    resting: tuple[RuleException, Approval], asker: Actor, payments: Team, legal: Actor, engineering: Actor,
    monkeypatch: pytest.MonkeyPatch, as_actor: Any,
) -> None:  # fmt: skip
    row, approval = resting
    later(monkeypatch, 60)
    assert (note_all_lapsed(), state_of(approval)) == (0, ApprovalState.ACTIVE)  # the last day still counts
    later(monkeypatch, 1)
    assert (note_all_lapsed(), state_of(approval)) == (1, ApprovalState.FLAGGED)
    assert f"Exception {row.number} ran out" in approval.state_reason
    assert (note_all_lapsed(), approval.flags.count()) == (0, 1)
    legal, engineering, asker = (as_actor(actor.person) for actor in (legal, engineering, asker))
    assert RuleException.objects.filter(pk=row.pk).running_on(today()).exists() is False
    anew = grant(legal, engineering, ask(asker, approval.line, payments, former=row))
    assert (anew.former, state_of(approval)) == (row, ApprovalState.ACTIVE)


def test_one_that_is_carried_on_flags_nothing(
    resting: tuple[RuleException, Approval], asker: Actor, payments: Team, legal: Actor, engineering: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    row, approval = resting
    with pytest.raises(Conflict, match="runs until"):
        ask(asker, approval.line, payments, days=90)
    grant(legal, engineering, ask(asker, approval.line, payments, days=80, former=row))
    later(monkeypatch, 61)
    assert (note_all_lapsed(), state_of(approval)) == (0, ApprovalState.ACTIVE)
    later(monkeypatch, 20)
    assert (note_all_lapsed(), state_of(approval)) == (1, ApprovalState.FLAGGED)


def test_either_lane_ends_it_and_what_rests_on_it_is_flagged_in_the_deed(
    resting: tuple[RuleException, Approval], engineering: Actor
) -> None:
    row, approval = resting
    with pytest.raises(Invalid):
        end_exception(actor=engineering, exception=row, reason=" ", version=None)
    end_exception(actor=engineering, exception=row, reason="Nobody read the changes.", version=None)
    assert state_of(approval) == ApprovalState.FLAGGED
    assert "Nobody read the changes." in approval.state_reason


def test_a_change_of_terms_flags_it_and_settling_the_change_clears_exactly_that(
    resting: tuple[RuleException, Approval], strict: RequestLine, terms: Any, legal: Actor, second: Actor,
) -> None:  # fmt: skip
    row, _ = resting
    capture(legal, terms, LONGER)
    row.refresh_from_db()
    assert (row.state, row.review_due_on) == (ExceptionState.FLAGGED, today() + dt.timedelta(days=14))
    assert judge_lines([strict])[strict.pk].barred  # a flagged one carries no new approval
    confirm(legal, only(terms))
    row.refresh_from_db()
    assert (row.state, row.review_due_on) == (ExceptionState.ACTIVE, None)
    capture(legal, terms, LONGER + "\n9.2 A notice counts from the day it is read.\n")
    review_exception(actor=legal, exception=row, reason="The control stands.", version=None)
    row.refresh_from_db()
    assert row.state == ExceptionState.ACTIVE
