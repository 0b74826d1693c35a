"""What the database itself refuses of decisions, lines and approvals, whoever writes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import User
from policies.domain.types import Lane, Verdict
from policies.models import Approval, Decision, RequestLine, Snapshot, ToolContributor, ToolRequest
from policies.services.requests import today
from tests.factories.policies import decide


def copied(decision: Decision, **values: Any) -> Decision:
    fields = {
        "line": decision.line,
        "lane": decision.lane,
        "person": decision.person,
        "person_name": decision.person_name,
        "verdict": decision.verdict,
        "reasons": "x",
        "sentence": "x",
        "snapshot": decision.snapshot,
        "revision": decision.revision,
        "decided_at": timezone.now(),
        **values,
    }
    return Decision(**fields)


def refused_by_database(row: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_the_database_refuses_one_person_in_both_lanes(line: RequestLine, legal: Actor) -> None:
    refused_by_database(copied(decide(legal, line, Lane.LEGAL), lane=Lane.ENGINEERING))


def test_the_database_refuses_a_lane_decided_twice(line: RequestLine, legal: Actor, second: Actor) -> None:
    refused_by_database(copied(decide(legal, line, Lane.LEGAL), person=second.person))


@pytest.mark.parametrize("who", ["asker", "tool editor"])
def test_the_database_refuses_a_contributor(
    who: str, line: RequestLine, legal: Actor, asker: Actor, engineering: Actor
) -> None:
    if who == "tool editor":
        ToolContributor.objects.create(tool=line.tool, person=engineering.person)
    person = asker.person if who == "asker" else engineering.person
    refused_by_database(copied(decide(legal, line, Lane.LEGAL), lane=Lane.ENGINEERING, person=person))


def test_the_database_refuses_an_approval_without_both_lanes(line: RequestLine, legal: Actor) -> None:
    decision = decide(legal, line, Lane.LEGAL)
    refused_by_database(
        Approval(
            line=line,
            tool=line.tool,
            category=line.category,
            starts_on=today(),
            ends_on=today(),
            snapshot=decision.snapshot,
            granted_at=timezone.now(),
        )
    )


def test_the_database_refuses_two_open_lines_for_one_tool_and_category(
    line: RequestLine, asked: ToolRequest, requester: User
) -> None:
    other = ToolRequest.objects.create(
        number=900,
        tool=asked.tool,
        team=asked.team,
        requester=requester,
        purpose="Again",
        created_at=timezone.now(),
    )
    refused_by_database(RequestLine(request=other, tool=line.tool, category=line.category))


def test_the_database_refuses_a_decision_on_a_closed_line(line: RequestLine, legal: Actor, engineering: Actor) -> None:
    decision = decide(legal, line, Lane.LEGAL, Verdict.DECLINE, ends_on=None)
    refused_by_database(copied(decision, lane=Lane.ENGINEERING, person=engineering.person))


def test_decisions_and_snapshots_are_never_changed(line: RequestLine, legal: Actor) -> None:
    decision = decide(legal, line, Lane.LEGAL)
    attempts = (
        lambda: Decision.objects.filter(pk=decision.pk).update(reasons="Other"),
        lambda: Decision.objects.filter(pk=decision.pk).delete(),
        lambda: Snapshot.objects.update(body="{}"),
    )
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
