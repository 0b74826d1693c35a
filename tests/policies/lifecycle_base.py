"""The part of the state machine that asks and decides, and holds each answer against the model."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from governance.audit.models import Event
from governance.errors import DomainError
from policies.domain.types import Capacity, Lane, Verdict
from policies.models import Approval, Decision, Delegation, RequestLine
from policies.services.decisions import Answered, decide_line
from policies.services.delegations import delegate_lane
from policies.services.evaluations import judge_lines
from policies.services.requests import open_request, today
from tests.policies.lifecycle_model import LANES, Line, Model
from tests.policies.lifecycle_world import (
    CAST,
    CONTACT,
    DRAFTER,
    MANAGERS,
    OWNERS,
    PURPOSES,
    REGIONS,
    ROLES,
    TEAM,
    Request,
    World,
    acting,
)

PEOPLE = st.sampled_from([*CAST, "clara", "edgar", "simon", "mia"])
ASKERS = st.sampled_from([*sorted(MANAGERS), "edgar"])
DESCRIBERS = st.sampled_from(["edgar", "emil", "simon", "rita", "clara"])
LANE = st.sampled_from(LANES)
NAMERS = st.sampled_from([CONTACT, CONTACT, CONTACT, "clara", "rita"])
TOOL = st.integers(0, 1)
RARELY = st.sampled_from([False, False, False, False, True])
PICK = st.integers(0, 5)


class LifecycleBase(RuleBasedStateMachine):
    """`world` and `counts` are set by the test before it runs this."""

    world: World
    counts: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.strict = settings.STRICT_SEPARATION
        self.requests: list[Request] = []
        self.rows: list[tuple[Line, RequestLine]] = []
        self.given: list[tuple[tuple[str, str, str, str], Delegation]] = []
        self.approvals: list[list[Any]] = []  # state, line, row
        self.shown: dict[tuple[int, tuple[str, str]], tuple[str, tuple[str, ...]]] = {}
        self.descriptions = 0
        self.regions = [REGIONS[0] for _ in self.world.tools]
        self.actors = {name: acting(person) for name, person in self.world.people.items()}
        self.counts["runs"] += 1

    @initialize(strict=st.booleans(), away=st.booleans())
    def begin(self, strict: bool, away: bool) -> None:
        settings.STRICT_SEPARATION = strict
        self.model = Model(ROLES, OWNERS, {DRAFTER}, strict)
        self.model.described = {number: {"rita"} for number in range(len(self.world.tools))}
        self.counts["runs with strict separation"] += strict
        self.open("rita", 0, list(self.world.categories))
        for lane, deputy in (("legal", "simon"), ("engineering", "emil")) if away else ():
            self.hand_over(OWNERS[lane], lane, deputy, "")

    def teardown(self) -> None:
        granted = Event.objects.filter(action="approval.granted").count()
        assert granted == Approval.objects.count() == len(self.approvals)
        settings.STRICT_SEPARATION = self.strict
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    @invariant()
    def count(self) -> None:
        self.counts["steps"] += 1

    # what is asked of the rows

    def attempt(self, what: str, permitted: bool, act: Callable[[], Any]) -> Any:
        """Make the attempt; the service has to answer as the model does. What it gave, or None where it refused."""
        self.counts["attempts"] += 1
        try:
            given = act()
        except DomainError as error:
            assert not permitted, f"{what}: refused though permitted: {error.message}"
            self.counts[f"refused: {what}"] += 1
            return None
        assert permitted, f"{what}: done though not permitted"
        self.counts[f"done: {what}"] += 1
        return given

    def pick(self, number: int) -> tuple[Line, RequestLine]:
        """A line, the newest first; its row is read anew by the services."""
        return self.rows[-1 - number % len(self.rows)]

    def seen(self, line: Line) -> tuple[str, str]:
        """What a decision on the line would judge now, as the model has it."""
        return self.regions[line.request.tool], line.request.purpose

    def renew(self, line: Line) -> None:
        """A new round where a decision of this one judged another state."""
        if any(judged != self.seen(line) for _, judged in line.given.values()):
            line.given, line.late = {}, set()
            self.counts["new rounds"] += 1

    # rules

    @rule(who=ASKERS, tool=TOOL, both=st.booleans(), start=st.integers(0, 1))
    def ask_for_a_tool(self, who: str, tool: int, both: bool, start: int) -> None:
        names = list(self.world.categories)[start:] if both else [list(self.world.categories)[start]]
        self.open(who, tool, names)

    def open(self, who: str, tool: int, names: list[str]) -> None:
        """Ask, and keep what was asked."""
        taken = {line.category for line, _ in self.rows if line.request.tool == tool and self.blocks(line)}
        row = self.attempt(
            "ask for a tool",
            who in MANAGERS and not taken & set(names),
            lambda: open_request(
                actor=self.actors[who],
                tool=self.world.tools[tool],
                team=self.world.teams[TEAM.get(who, "Payments")],
                categories=[self.world.categories[name] for name in names],
                purpose=PURPOSES[0],
            ),
        )
        if row is not None:
            request = Request(tool, who, {who}, PURPOSES[0], row)
            request.lines = [Line(request, name) for name in names]
            self.requests.append(request)
            self.rows += zip(request.lines, row.lines.order_by("pk"), strict=True)

    def blocks(self, line: Line) -> bool:
        """Whether a line is led to instead of asking again: undecided, or approved and in force."""
        held = {id(found): state for state, found, _ in self.approvals}
        return line.state in ("open", "changes_requested") or held.get(id(line), "revoked") != "revoked"

    @precondition(lambda self: self.rows)
    @rule(
        how=st.sampled_from(["anybody", "who may", "both"]), who=PEOPLE, lane=LANE, number=PICK, start=PICK, no=RARELY
    )
    def decide(self, how: str, who: str, lane: str, number: int, start: int, no: bool) -> None:
        line, row = self.pick(number)
        if how == "anybody":
            self.answer_lane(who, lane, line, row, approve=not no)
            return
        for one in LANES if how == "both" else (lane,):
            able = [name for name in CAST if self.model.as_whom(line, one, name)] or [who]
            self.answer_lane(able[start % len(able)], one, line, row, approve=not no)

    def answer_lane(self, who: str, lane: str, line: Line, row: RequestLine, *, approve: bool) -> None:
        seen = self.seen(line)
        sha256, conditions = self.judged(row, seen)
        answer = Answered(
            verdict=Verdict.APPROVE if approve else Verdict.DECLINE,
            reasons="It is in order.",
            seen_sha256=sha256,
            conditions=conditions,
            ends_on=today() + dt.timedelta(days=90) if approve else None,
        )
        done = self.attempt(
            "approve" if approve else "decline",
            self.model.may_decide(line, lane, who, approve, seen),
            lambda: decide_line(actor=self.actors[who], line=row, lane=Lane(lane), answer=answer),
        )
        if done is not None:
            self.model.decide(line, lane, who, approve, seen)
            self.counts[f"decided as {Capacity(done.capacity).value}"] += 1
            self.close(line.request)
            self.check(line, row)

    def judged(self, row: RequestLine, seen: tuple[str, str]) -> tuple[str, tuple[str, ...]]:
        """What the page would show of the line; the same state is judged once."""
        if (row.pk, seen) not in self.shown:
            fresh = RequestLine.objects.select_related("request").get(pk=row.pk)
            judged = judge_lines([fresh])[row.pk]
            self.shown[row.pk, seen] = judged.sha256, judged.evaluation.conditions
        return self.shown[row.pk, seen]

    def close(self, request: Request) -> None:
        request.open = any(line.state in ("open", "changes_requested") for line in request.lines)

    def check(self, line: Line, row: RequestLine) -> None:
        """What the database holds of the line, asked of nothing but the rows."""
        row.refresh_from_db()
        assert row.state == line.state
        if row.state != "approved":
            return
        self.counts["approved"] += 1
        approval = Approval.objects.get(line=row)
        decisions = list(Decision.objects.filter(line=row, round=row.round))
        touched = {row.request.requester_id, *row.request.contributors.values_list("person_id", flat=True)}
        touched |= set(row.tool.contributors.values_list("person_id", flat=True))
        hands = {one.lane: {one.person_id, one.on_behalf_of_id} - {None} for one in decisions}
        assert set(hands) == set(LANES) and all(one.verdict == "approve" for one in decisions)
        assert not hands["legal"] & hands["engineering"]
        assert not touched & (hands["legal"] | hands["engineering"])
        assert not settings.STRICT_SEPARATION or self.world.people[DRAFTER].pk not in hands["legal"]
        self.approvals.append(["active", line, approval])

    def hand_over(self, who: str, lane: str, to: str, name: str) -> None:
        """Delegate, and keep what was given."""
        row = (lane, who, to, name)
        done = self.attempt(
            "delegate",
            who == OWNERS[lane] and to in ROLES[lane] - {who} and row not in self.model.delegations,
            lambda: delegate_lane(
                actor=self.actors[who],
                lane=Lane(lane),
                delegate=self.world.people[to],
                categories=[self.world.categories[name]] if name else [],
                ends_on=today() + dt.timedelta(days=30),
                reason="Away.",
            ),
        )
        if done is not None:
            self.model.delegations.append(row)
            self.given.append((row, done[0]))
