"""Two people decide at the same moment, on PostgreSQL where rows are really locked: one transition, no half of one."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connections

from governance.accounts.access import Actor
from governance.audit.models import Event
from governance.errors import Conflict, DomainError
from policies.domain.types import ApprovalState, Lane, LineState, OnFail, Verdict
from policies.models import Approval, Decision, PolicyRevision, RequestLine
from policies.services import decisions
from tests.factories.policies import CLOSED, decide, draft_policy, sign_policy

pytestmark = pytest.mark.usefixtures("own_database")


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all acts in threads of their own, started together; what each gave back or raised."""
    gate = threading.Barrier(len(acts))
    found: list[object] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        gate.wait(timeout=20)
        try:
            found[number] = act()
        except Exception as error:
            found[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


def test_two_lanes_approving_at_once_bring_one_approval(line: RequestLine, legal: Actor, engineering: Actor) -> None:
    found = at_once(lambda: decide(legal, line, Lane.LEGAL), lambda: decide(engineering, line, Lane.ENGINEERING))
    assert all(isinstance(entry, Decision) for entry in found), found
    line.refresh_from_db()
    assert (line.state, Approval.objects.count()) == (LineState.APPROVED, 1)
    assert Event.objects.filter(action="line.approved").count() == 1


def test_approving_and_declining_at_once_gives_one_outcome(line: RequestLine, legal: Actor, engineering: Actor) -> None:
    found = at_once(
        lambda: decide(legal, line, Lane.LEGAL),
        lambda: decide(engineering, line, Lane.ENGINEERING, Verdict.DECLINE, ends_on=None),
    )
    line.refresh_from_db()
    assert line.state == LineState.DECLINED
    assert not Approval.objects.exists()
    refused = [entry for entry in found if isinstance(entry, DomainError)]
    assert len(refused) + Decision.objects.count() == 2


def test_a_double_click_at_once_decides_once(line: RequestLine, legal: Actor) -> None:
    found = at_once(*[lambda: decide(legal, line, Lane.LEGAL)] * 3)
    assert sum(isinstance(entry, Decision) for entry in found) == 1, found
    assert sum(isinstance(entry, Conflict) for entry in found) == 2
    assert Event.objects.filter(action="line.decided").count() == 1


class Meanwhile:
    """Plays `act` in a thread of its own at the moment a decision has judged its line and not yet written it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
        self.act, self.ended = act, threading.Event()
        self.thread = threading.Thread(target=self._run)
        keep = decisions.keep_snapshot

        def kept(judged: decisions.Judged) -> object:
            self.thread.start()
            self.ended.wait(timeout=1)  # until it is through, or waits for the decision
            return keep(judged)

        monkeypatch.setattr(decisions, "keep_snapshot", kept)

    def _run(self) -> None:
        try:
            self.act()
        finally:
            self.ended.set()
            connections.close_all()


def test_a_revision_published_while_a_line_is_decided_comes_after_the_decision(
    line: RequestLine, policy: PolicyRevision, legal: Actor, engineering: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = draft_policy(legal, engineering)
    sign_policy(engineering, draft, Lane.ENGINEERING)
    race = Meanwhile(monkeypatch, lambda: sign_policy(legal, draft, Lane.LEGAL))
    decision = decide(legal, line, Lane.LEGAL)
    race.thread.join(timeout=60)
    judged = json.loads(decision.snapshot.body)["revision"]
    assert judged == {"number": policy.number, "sha256": policy.content_hash}
    assert decision.revision == policy
    assert PolicyRevision.objects.get(state="published").number == 2
    order = dict(Event.objects.values_list("action", "sequence").order_by("sequence"))
    assert order["line.decided"] < order["revision.published"]


def test_an_approval_granted_while_a_stricter_revision_is_published_is_flagged_by_it(
    line: RequestLine, legal: Actor, engineering: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    dedicated = ("deployment_allowed", {"deployments": ["dedicated"]}, OnFail.SIGN_OFF)
    draft = draft_policy(legal, engineering, replace(CLOSED, rules=(*CLOSED.rules, dedicated)))
    sign_policy(engineering, draft, Lane.ENGINEERING)
    decide(legal, line, Lane.LEGAL)
    race = Meanwhile(monkeypatch, lambda: sign_policy(legal, draft, Lane.LEGAL))
    decide(engineering, line, Lane.ENGINEERING)
    race.thread.join(timeout=60)
    assert Approval.objects.get(line=line).state == ApprovalState.FLAGGED
