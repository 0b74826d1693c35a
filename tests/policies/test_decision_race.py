"""Two people decide at the same moment, on PostgreSQL where rows are really locked: one transition, no half of one."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from governance.accounts.access import Actor
from governance.audit.models import Event
from governance.errors import Conflict, DomainError
from policies.domain.types import Lane, LineState, Verdict
from policies.models import Approval, Decision, RequestLine
from tests.factories.policies import decide

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
