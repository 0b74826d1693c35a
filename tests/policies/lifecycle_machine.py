"""A state machine that plays with lines over the real services and holds each answer against `lifecycle_model`.

Every attempt is made whether it is permitted or not: the service has to permit exactly what the model permits. Each run
is a transaction that is rolled back; the world is made once.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from governance.accounts.access import Actor
from governance.accounts.models import Membership, Organisation, RoleGrant, Team, User
from governance.accounts.roles import Role
from governance.audit.models import Event
from governance.errors import DomainError
from policies.domain.types import Capacity, Lane, Verdict
from policies.models import Approval, Category, Decision, Delegation, RequestLine, Tool, ToolRequest
from policies.services.approvals import change_approval
from policies.services.decisions import Answered, decide_line
from policies.services.delegations import delegate_lane, end_delegation
from policies.services.evaluations import judge_lines
from policies.services.nominations import name_nominee
from policies.services.requests import change_request, open_request, today, withdraw_request
from policies.services.rounds import answer_changes, ask_for_changes, take_back_ask
from policies.services.tools import configure_tool
from tests.factories.policies import CLOSED, OPEN, category, held, make_policy, make_tool
from tests.factories.vendors import make_approved, make_document, make_tier
from tests.policies.lifecycle_model import LANES, Line, Model

_C, _O, _M = Role.COUNSEL, Role.ENGINEERING_OWNER, Role.ENGINEERING_MANAGER
CAST: dict[str, tuple[Role, ...]] = {
    "clara": (_C,),
    "dora": (_C,),
    "mia": (_C, _M),
    "simon": (_C, _O),
    "edgar": (_O,),
    "emil": (_O, _M),
    "rita": (_M,),
    "otto": (_O, _M),
}
"""Some hold roles of both lanes, or ask as well as decide: they are where separation has something to do."""
OWNERS = {"legal": "clara", "engineering": "edgar"}
ROLES = {"legal": {name for name, roles in CAST.items() if _C in roles}} | {
    "engineering": {name for name, roles in CAST.items() if _O in roles}
}
MANAGERS = {name for name, roles in CAST.items() if _M in roles}
TEAM = {name: "Search" if name == "otto" else "Payments" for name in MANAGERS}
CONTACT, DRAFTER = "otto", "dora"
REGIONS, PURPOSES = ("EEA", "Switzerland"), ("For services.", "For tests.")
PEOPLE = st.sampled_from([*CAST, "clara", "edgar", "simon", "mia"])
ASKERS = st.sampled_from([*sorted(MANAGERS), "edgar"])
DESCRIBERS = st.sampled_from(["edgar", "emil", "simon", "rita", "clara"])
LANE = st.sampled_from(LANES)
NAMERS = st.sampled_from([CONTACT, CONTACT, CONTACT, "clara", "rita"])
TOOL = st.integers(0, 1)
RARELY = st.sampled_from([False, False, False, False, True])
PICK = st.integers(0, 5)
AFTER = {
    ("active", "suspend"): "suspended",
    ("suspended", "resume"): "active",
    ("active", "revoke"): "revoked",
    ("suspended", "revoke"): "revoked",
}


@dataclass(frozen=True)
class World:
    """What every run starts from."""

    people: dict[str, User]
    teams: dict[str, Team]
    tools: list[Tool]
    categories: dict[str, Category]


def make_world() -> World:
    """Eight people, a policy of two categories, two tools of a tier whose reading Dora drafted."""
    since = timezone.now() - dt.timedelta(days=9)
    teams = {name: Team.objects.create(name=name) for name in ("Payments", "Search")}
    people = {}
    for name, roles in CAST.items():
        people[name] = User.objects.create(email=f"{name}@example.test", name=name.capitalize())
        for role in roles:
            RoleGrant.objects.create(person=people[name], role=role, valid_from=since)
        if name in TEAM:
            Membership.objects.create(person=people[name], team=teams[TEAM[name]], valid_from=since)
    Organisation.objects.update_or_create(
        singleton=True, defaults={"name": "Harbour Works", "escalation_contact": people[CONTACT]}
    )
    clara, dora, edgar = (acting(people[name]) for name in ("clara", DRAFTER, "edgar"))
    make_policy(clara, edgar, OPEN, CLOSED)
    tier = make_tier(clara)
    make_approved(dora, clara, tier, make_document(clara, tier))
    tools = [make_tool(acting(people["rita"]), tier, f"Larkspur {number}") for number in (1, 2)]
    return World(people, teams, tools, {name: category(name) for name in ("Open code", "Closed code")})


def acting(person: User) -> Actor:
    """The person at their desk, password just confirmed."""
    return Actor(user=person, via="session", stepped_up_at=timezone.now())


@dataclass
class Request:
    """A request as the model knows it."""

    tool: int
    by: str
    people: set[str]
    purpose: str
    row: ToolRequest
    open: bool = True
    lines: list[Line] = field(default_factory=list)

    def owned_by(self, who: str) -> bool:
        return who in MANAGERS and TEAM[who] == TEAM[self.by]


class Lifecycle(RuleBasedStateMachine):
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

    @precondition(lambda self: self.rows)
    @rule(who=PEOPLE, lane=LANE, number=PICK, able=st.booleans())
    def wish_for_changes(self, who: str, lane: str, number: int, able: bool) -> None:
        line, row = self.pick(number)
        if able:
            who = next((name for name in CAST if self.model.as_whom(line, lane, name)), who)
        people = self.model.as_whom(line, lane, who)
        done = self.attempt(
            "ask for changes",
            line.state == "open" and lane not in line.given and bool(people),
            lambda: ask_for_changes(actor=self.actors[who], line=row, lane=Lane(lane), reasons="Say more."),
        )
        if done is not None:
            line.state, line.asked = "changes_requested", lane
            line.hands[lane] = line.hands[lane] | people

    @precondition(lambda self: self.rows)
    @rule(who=st.sampled_from([*sorted(MANAGERS), "rita", "clara"]), number=PICK)
    def answer(self, who: str, number: int) -> None:
        waiting = [entry for entry in self.rows if entry[0].state == "changes_requested"]
        line, row = waiting[number % len(waiting)] if waiting else self.pick(number)
        done = self.attempt(
            "answer",
            line.state == "changes_requested" and line.request.owned_by(who),
            lambda: answer_changes(actor=self.actors[who], line=row, answer="Here it is.", version=None),
        )
        if done is not None:
            line.request.people.add(who)
            line.state, line.late = "open", line.late & set(line.given)
            self.renew(line)

    @precondition(lambda self: any(line.state == "changes_requested" for line, _ in self.rows))
    @rule(who=PEOPLE, lane=LANE, number=PICK)
    def need_no_changes(self, who: str, lane: str, number: int) -> None:
        line, row = self.pick(number)
        done = self.attempt(
            "take back",
            line.state == "changes_requested" and line.asked == lane and bool(self.model.as_whom(line, lane, who)),
            lambda: take_back_ask(actor=self.actors[who], line=row, lane=Lane(lane)),
        )
        if done is not None:
            line.state = "open"

    @precondition(lambda self: self.requests)
    @rule(who=st.sampled_from([*sorted(MANAGERS), "rita", "edgar"]), number=PICK, purpose=st.sampled_from(PURPOSES))
    def edit(self, who: str, number: int, purpose: str) -> None:
        request = self.requests[-1 - number % len(self.requests)]
        wished = any(line.state == "changes_requested" for line in request.lines)
        done = self.attempt(
            "edit",
            request.open and request.owned_by(who) and (wished or not any(line.given for line in request.lines)),
            lambda: change_request(
                actor=self.actors[who], request=request.row, version=None, purpose=purpose, wanted_until=None
            ),
        )
        if done is not None:
            request.purpose = purpose
            request.people.add(who)
            for line in request.lines:
                if line.state == "open":
                    self.renew(line)

    @precondition(lambda self: self.requests)
    @rule(who=st.sampled_from([*sorted(MANAGERS), "clara"]), number=PICK, sure=RARELY)
    def withdraw(self, who: str, number: int, sure: bool) -> None:
        request = self.requests[-1 - number % len(self.requests)]
        if not sure:  # else hardly a line would live to be decided
            return
        done = self.attempt(
            "withdraw",
            request.open and request.owned_by(who),
            lambda: withdraw_request(actor=self.actors[who], request=request.row, version=None),
        )
        if done is not None:
            request.open = False
            for line in request.lines:
                line.state = "withdrawn" if line.state in ("open", "changes_requested") else line.state

    @precondition(lambda self: self.descriptions < 4)
    @rule(who=DESCRIBERS, tool=TOOL, region=st.sampled_from(REGIONS))
    def describe(self, who: str, tool: int, region: str) -> None:
        self.descriptions += 1
        done = self.attempt(
            "describe the tool",
            who in MANAGERS | ROLES["engineering"],
            lambda: configure_tool(
                actor=self.actors[who], tool=self.world.tools[tool], version=None, entry=held(region)
            ),
        )
        if done is not None:
            self.regions[tool] = region
            self.model.described[tool] = self.model.described[tool] | {who}

    @precondition(lambda self: len(self.given) < 4)
    @rule(
        who=st.sampled_from(["clara", "edgar", "edgar", "simon"]),
        lane=LANE,
        to=PEOPLE,
        name=st.sampled_from(["", "", "Closed code"]),
    )
    def delegate(self, who: str, lane: str, to: str, name: str) -> None:
        self.hand_over(who, lane, to, name)

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

    @precondition(lambda self: self.given)
    @rule(who=PEOPLE, number=PICK)
    def end_a_delegation(self, who: str, number: int) -> None:
        known, row = self.given[number % len(self.given)]
        done = self.attempt(
            "end a delegation",
            known in self.model.delegations and who in known[1:3],
            lambda: end_delegation(actor=self.actors[who], delegation=row),
        )
        if done is not None:
            self.model.delegations.remove(known)
            self.given.remove((known, row))

    @precondition(lambda self: self.rows)
    @rule(lane=LANE, number=PICK)
    def run_late(self, lane: str, number: int) -> None:
        line, row = self.pick(number)
        RequestLine.objects.filter(pk=row.pk).update(**{f"{lane}_due_on": today() - dt.timedelta(days=1)})
        line.late = line.late | {lane}

    @precondition(lambda self: any(line.late for line, _ in self.rows))
    @rule(
        who=st.sampled_from([CONTACT, CONTACT, CONTACT, "clara", "rita"]),
        lane=LANE,
        to=PEOPLE,
        number=PICK,
        at_once=st.booleans(),
    )
    def nominate(self, who: str, lane: str, to: str, number: int, at_once: bool) -> None:
        late = [entry for entry in self.rows if entry[0].late]
        line, row = late[number % len(late)]
        lane = next(iter(line.late)) if len(line.late) == 1 else lane
        touched = line.request.people | self.model.described[line.request.tool]
        done = self.attempt(
            "nominate",
            who == CONTACT
            and line.state == "open"
            and lane in line.late - set(line.given)
            and who not in touched
            and to in ROLES[lane]
            and self.model.free(line, lane, to),
            lambda: name_nominee(
                actor=self.actors[who], line=row, lane=Lane(lane), nominee=self.world.people[to], reason="Away."
            ),
        )
        if done is not None:
            line.named[lane] = to
            if at_once:
                self.answer_lane(to, lane, line, row, approve=True)

    @precondition(lambda self: self.approvals)
    @rule(who=PEOPLE, number=PICK, event=st.sampled_from(["suspend", "resume", "revoke"]))
    def change_an_approval(self, who: str, number: int, event: str) -> None:
        entry = self.approvals[number % len(self.approvals)]
        target = AFTER.get((entry[0], event))
        done = self.attempt(
            event,
            target is not None and who in ROLES["legal"] | ROLES["engineering"],
            lambda: change_approval(
                actor=self.actors[who], approval=entry[2], event=event, reason="It has to be.", version=None
            ),
        )
        if done is not None:
            entry[0] = target
