"""Slow proof: two people decide one lane at the same moment, a thousand times, on PostgreSQL: one transition each."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import Team
from governance.audit.models import Event
from governance.errors import Conflict, DomainError
from policies.domain.types import Lane, LineState, Verdict
from policies.models import Approval, Decision, PolicyRevision, RequestLine
from policies.services.decisions import Answered, decide_line
from policies.services.delegations import delegate_lane
from policies.services.evaluations import judge_lines
from policies.services.requests import today
from tests.factories.policies import make_request, make_tool
from vendors.models import Tier

pytestmark = [pytest.mark.usefixtures("own_database"), pytest.mark.prove("races")]
ROUNDS = 1000
NEWS = ("line.decided", "line.approved", "line.declined", "approval.granted")


def once(gate: threading.Barrier, act: Callable[[], Any]) -> str:
    """Wait for the other, act; the word for what came of it."""
    gate.wait(timeout=30)
    try:
        act()
    except DomainError as error:
        assert isinstance(error, Conflict), error
        return str(error.code)
    return "done"


def answered(line: RequestLine, verdict: Verdict) -> Answered:
    """An answer on what the line rests on now."""
    judged = judge_lines([line])[line.pk]
    until = today() + dt.timedelta(days=90) if verdict == Verdict.APPROVE else None
    return Answered(verdict, "It is in order.", judged.sha256, judged.evaluation.conditions, until)


def test_a_thousand_times_owner_and_delegate_decide_one_lane_at_once(
    asker: Actor,
    legal: Actor,
    second: Actor,
    engineering: Actor,
    read_tier: Tier,
    payments: Team,
    policy: PolicyRevision,
) -> None:
    """The other lane has approved, so that whoever is first grants the approval, or ends the line."""
    if connection.vendor != "postgresql":
        return  # one writer at a time on SQLite: there is no race to lose
    delegate_lane(
        actor=legal, lane=Lane.LEGAL, delegate=second.person, categories=[], reason="Away.",
        ends_on=today() + dt.timedelta(days=30),
    )  # fmt: skip
    found: Counter[tuple[str, ...]] = Counter()
    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=2) as pool:
        for number in range(ROUNDS):
            line = make_request(asker, make_tool(asker, read_tier), payments).lines.get()
            approved = answered(line, Verdict.APPROVE)
            decide_line(actor=fresh(engineering), line=line, lane=Lane.ENGINEERING, answer=approved)
            other = approved if number % 2 else answered(line, Verdict.DECLINE)
            before = news()
            found[race(pool, line, ((legal, approved), (second, other)))] += 1
            check(line, {action: count - before[action] for action, count in news().items()})
        list(pool.map(lambda _: connections.close_all(), range(8)))
    print(f"\n{ROUNDS} rounds of two deciders at once, {time.monotonic() - began:.0f} seconds")
    for words, count in sorted(found.items()):
        print(f"{count:>6} {' / '.join(words)}")
    assert sum(found.values()) == ROUNDS
    assert all(words.count("done") == 1 for words in found)


def race(pool: ThreadPoolExecutor, line: RequestLine, deciders: tuple[tuple[Actor, Answered], ...]) -> tuple[str, ...]:
    """Let them decide at once; what came of it, in words."""
    gate = threading.Barrier(len(deciders))
    acts = [partial(once, gate, partial(decide, fresh(actor), line, answer)) for actor, answer in deciders]
    return tuple(sorted(pool.map(lambda act: act(), acts)))


def news() -> dict[str, int]:
    """How many events there are of each kind that a decision brings."""
    found = Counter(Event.objects.filter(action__in=NEWS).values_list("action", flat=True))
    return {action: found[action] for action in NEWS}


def decide(actor: Actor, line: RequestLine, answer: Answered) -> Decision:
    """Decide the legal lane of the line."""
    return decide_line(actor=actor, line=line, lane=Lane.LEGAL, answer=answer)


def fresh(actor: Actor) -> Actor:
    """The person at their desk again, password just confirmed."""
    return Actor(user=actor.person, via="session", stepped_up_at=timezone.now())


def check(line: RequestLine, news: dict[str, int]) -> None:
    """One lane decided once, one transition, one event of each kind."""
    line.refresh_from_db()
    assert Decision.objects.filter(line=line).count() == 2
    approved = line.state == LineState.APPROVED
    assert approved or line.state == LineState.DECLINED
    assert Approval.objects.filter(line=line).count() == approved
    assert news == {
        "line.decided": 1,
        "line.approved": int(approved),
        "line.declined": int(not approved),
        "approval.granted": int(approved),
    }
