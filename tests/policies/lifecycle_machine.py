"""A state machine that plays with lines over the real services and holds each answer against `lifecycle_model`.

Every attempt is made whether it is permitted or not: the service has to permit exactly what the model permits. Each run
is a transaction that is rolled back; the world is made once.
"""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from policies.domain.types import Lane
from policies.models import RequestLine
from policies.services.approvals import change_approval
from policies.services.delegations import end_delegation
from policies.services.nominations import name_nominee
from policies.services.requests import change_request, today, withdraw_request
from policies.services.rounds import answer_changes, ask_for_changes, take_back_ask
from policies.services.tools import configure_tool
from tests.factories.policies import held
from tests.policies.lifecycle_base import DESCRIBERS, LANE, PEOPLE, PICK, RARELY, TOOL, LifecycleBase
from tests.policies.lifecycle_world import CAST, CONTACT, MANAGERS, PURPOSES, REGIONS, ROLES

AFTER = {
    ("active", "suspend"): "suspended",
    ("suspended", "resume"): "active",
    ("active", "revoke"): "revoked",
    ("suspended", "revoke"): "revoked",
}


class Lifecycle(LifecycleBase):
    """Changes asked for, edits, withdrawals, descriptions, delegations, nominees, and what follows an approval."""

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
