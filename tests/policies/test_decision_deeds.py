"""The joint decision: two lanes, two people, one state; the database holds it too."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import RoleGrant, User
from governance.accounts.roles import Role
from governance.audit.models import Event
from governance.canonical import sha256_text
from governance.errors import Conflict, Invalid, NotAllowed
from policies.domain.snapshot import read_document
from policies.domain.types import Lane, LineState, Outcome, RequestState, Verdict
from policies.models import Approval, Decision, RequestLine, ToolContributor, ToolRequest
from policies.services.decisions import Answered, decide_line
from policies.services.evaluations import judge_lines
from policies.services.requests import withdraw_request
from policies.services.tools import configure_tool
from tests.cast import AsActor, AsToken
from tests.factories.policies import EASTERN, decide, held, make_policy, make_request, make_statement


def test_two_lanes_bring_an_approval_into_force(
    line: RequestLine, asked: ToolRequest, legal: Actor, engineering: Actor
) -> None:
    first = decide(engineering, line, Lane.ENGINEERING, conditions=first_conditions(line, "Seats are named."))
    line.refresh_from_db()
    assert (line.state, Approval.objects.count()) == (LineState.OPEN, 0)
    second = decide(legal, line, Lane.LEGAL)
    approval = Approval.objects.get()
    line.refresh_from_db()
    asked.refresh_from_db()
    assert (line.state, asked.state) == (LineState.APPROVED, RequestState.DECIDED)
    assert approval.snapshot_id == first.snapshot_id == second.snapshot_id
    assert "Seats are named." in [item.text for item in approval.condition_items.all()]
    assert second.sentence.startswith(
        "I, Clara Counsel, decide for Legal: Larkspur Business may be used for Closed code"
    )
    actions = list(Event.objects.filter(action__startswith="line.").values_list("action", flat=True))
    assert sorted(actions) == ["line.approved", "line.decided", "line.decided"]
    assert Event.objects.filter(action="approval.granted").count() == 1


def first_conditions(line: RequestLine, more: str) -> tuple[str, ...]:
    return (*judge_lines([line])[line.pk].evaluation.conditions, more)


def test_a_snapshot_stands_by_itself_and_its_hash_is_that_of_its_text(line: RequestLine, legal: Actor) -> None:
    decision = decide(legal, line, Lane.LEGAL)
    assert decision.snapshot.sha256 == sha256_text(decision.snapshot.body)
    record = read_document(decision.snapshot.body)
    assert (record.tool.name, record.category.name) == ("Larkspur Business", "Closed code")
    quotes = [c.exact for f in record.evaluation.findings for a in f.answers for c in a.citations]
    assert "As between the parties, Customer owns the Output, if any." in quotes
    assert record.evaluation.outcome == Outcome.ON_CONDITIONS


def test_one_decline_ends_the_line(line: RequestLine, legal: Actor, engineering: Actor) -> None:
    decision = decide(legal, line, Lane.LEGAL, Verdict.DECLINE, reasons="Not before the order form.", ends_on=None)
    line.refresh_from_db()
    assert line.state == LineState.DECLINED
    assert decision.sentence == "I, Clara Counsel, decide for Legal: Larkspur Business may not be used for Closed code."
    with pytest.raises(Conflict, match="Nothing was decided twice"):
        decide(engineering, line, Lane.ENGINEERING)


def test_the_second_lane_takes_over_conditions_and_end_of_the_first(
    line: RequestLine, legal: Actor, engineering: Actor
) -> None:
    first = decide(legal, line, Lane.LEGAL, conditions=first_conditions(line, "Seats are named."))
    second = decide(engineering, line, Lane.ENGINEERING, conditions=["Mine"], ends_on=dt.date(2099, 1, 1))
    assert (second.conditions, second.ends_on) == (first.conditions, first.ends_on)
    assert "Seats are named." in json.loads(second.conditions)


def test_a_double_click_decides_once(line: RequestLine, legal: Actor) -> None:
    decide(legal, line, Lane.LEGAL)
    with pytest.raises(Conflict, match="Nothing was decided twice") as refused:
        decide(legal, line, Lane.LEGAL)
    assert (refused.value.code, Decision.objects.count()) == ("already-decided", 1)


def test_what_changed_since_it_was_read_is_not_decided(line: RequestLine, legal: Actor, asker: Actor) -> None:
    with pytest.raises(Conflict) as refused:
        decide(legal, line, Lane.LEGAL, seen_sha256="0" * 64)
    assert refused.value.code == "state-changed"
    assert not Decision.objects.exists()


def test_both_lanes_judge_the_same_state(line: RequestLine, legal: Actor, engineering: Actor, asker: Actor) -> None:
    decide(legal, line, Lane.LEGAL)
    configure_tool(actor=asker, tool=line.tool, version=None, entry=held("Switzerland"))
    with pytest.raises(Conflict) as refused:
        decide(engineering, line, Lane.ENGINEERING)
    assert refused.value.code == "lanes-differ"
    decide(engineering, line, Lane.ENGINEERING, Verdict.DECLINE, ends_on=None)
    line.refresh_from_db()
    assert line.state == LineState.DECLINED


def test_a_barred_line_is_only_declined(
    asker: Actor, tool: Any, payments: Any, legal: Actor, engineering: Actor, organisation: Any
) -> None:
    make_policy(legal, engineering, EASTERN)
    configure_tool(actor=asker, tool=tool, version=None, entry=held("United States"))
    line = make_request(asker, tool, payments, "Eastern code").lines.get()
    with pytest.raises(Conflict, match="bars this line") as refused:
        decide(legal, line, Lane.LEGAL)
    assert refused.value.code == "barred"
    assert decide(legal, line, Lane.LEGAL, Verdict.DECLINE, ends_on=None).verdict == Verdict.DECLINE


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reasons": "  "}, "reasons"),
        ({"ends_on": None}, "ends_on"),
        ({"ends_on": dt.date(2020, 1, 1)}, "ends_on"),
        ({"conditions": ()}, "conditions"),
        ({"sentence": "I sign something else."}, "sentence"),
    ],
)
def test_a_bad_answer_is_named_and_leaves_nothing(
    values: dict[str, Any], field: str, line: RequestLine, legal: Actor
) -> None:
    before = Event.objects.count()
    with pytest.raises(Invalid) as refused:
        decide(legal, line, Lane.LEGAL, **values)
    assert field in refused.value.problems
    assert (Decision.objects.count(), Event.objects.count()) == (0, before)


@pytest.mark.parametrize("who", ["second_counsel", "requester", "auditor", "outsider", "administrator"])
@pytest.mark.parametrize("lane", list(Lane))
def test_nobody_but_the_owners_decides(
    who: str, lane: Lane, request: pytest.FixtureRequest, line: RequestLine, as_actor: AsActor
) -> None:
    with pytest.raises(NotAllowed):
        decide(as_actor(request.getfixturevalue(who)), line, lane)


def test_a_token_never_decides(line: RequestLine, counsel: User, as_token: AsToken) -> None:
    with pytest.raises(NotAllowed) as refused:
        decide(as_token(counsel, ["draft", "request"]), line, Lane.LEGAL)
    assert refused.value.code == "human-session-required"


def test_without_a_fresh_step_up_nothing_is_decided(line: RequestLine, counsel: User) -> None:
    with pytest.raises(NotAllowed) as refused:
        decide(Actor(counsel, "session"), line, Lane.LEGAL)
    assert refused.value.code == "step-up-required"


def grant(person: User, role: Role, hours: int = 48) -> None:
    RoleGrant.objects.create(person=person, role=role, valid_from=timezone.now() - dt.timedelta(hours=hours))


def test_whoever_edited_the_tool_does_not_decide(line: RequestLine, engineering: Actor) -> None:
    ToolContributor.objects.create(tool=line.tool, person=engineering.person)
    with pytest.raises(NotAllowed, match="edited this request or the description") as refused:
        decide(engineering, line, Lane.ENGINEERING)
    assert refused.value.code == "separation"


def test_an_output_statement_does_not_bar_its_writer(line: RequestLine, engineering: Actor) -> None:
    make_statement(engineering, line.tool)
    assert decide(engineering, line, Lane.ENGINEERING).verdict == Verdict.APPROVE


def test_whoever_asked_does_not_decide_whatever_roles_they_hold(
    tool: Any, payments: Any, requester: User, legal: Actor, as_actor: AsActor, organisation: Any
) -> None:
    grant(requester, Role.ENGINEERING_OWNER)
    make_policy(legal, as_actor(requester))
    line = make_request(as_actor(requester), tool, payments).lines.get()
    with pytest.raises(NotAllowed, match="You made this request"):
        decide(as_actor(requester), line, Lane.ENGINEERING)


@pytest.mark.parametrize("strict", [False, True])
def test_strict_separation_bars_whoever_drafted_a_reading(
    strict: bool, line: RequestLine, legal: Actor, settings: Any
) -> None:
    settings.STRICT_SEPARATION = strict
    if not strict:
        assert decide(legal, line, Lane.LEGAL).verdict == Verdict.APPROVE
        return
    with pytest.raises(NotAllowed, match="STRICT_SEPARATION"):
        decide(legal, line, Lane.LEGAL)


def test_a_new_role_stands_on_the_face_of_the_decision(line: RequestLine, counsel: User, legal: Actor) -> None:
    grant(counsel, Role.ENGINEERING_MANAGER, hours=2)
    assert decide(legal, line, Lane.LEGAL).face_note == "Decided within 24 hours of being given a role."


def test_a_withdrawn_line_is_not_decided(line: RequestLine, asked: ToolRequest, asker: Actor, legal: Actor) -> None:
    withdraw_request(actor=asker, request=asked, version=None)
    with pytest.raises(Conflict, match="withdrawn already"):
        decide(legal, line, Lane.LEGAL)


def test_a_category_that_left_the_policy_can_only_be_withdrawn(
    line: RequestLine, legal: Actor, engineering: Actor
) -> None:
    make_policy(legal, engineering, EASTERN)
    with pytest.raises(Conflict, match="can only be withdrawn"):
        decide_line(actor=legal, line=line, lane=Lane.LEGAL, answer=Answered(Verdict.APPROVE, "Fine.", "0" * 64))
