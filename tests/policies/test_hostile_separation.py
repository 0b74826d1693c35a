"""Attacks on the separation of duties between steps: by services, by the ORM and by raw SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import RoleGrant, User
from governance.accounts.roles import Role
from governance.errors import Conflict, NotAllowed
from policies.domain.types import CodebaseKind, Destination, Lane, Verdict
from policies.models import (
    Approval,
    CategoryEdition,
    Decision,
    PolicyRevision,
    RequestContributor,
    RequestLine,
    RevisionSignature,
    Tool,
    ToolConfiguration,
    ToolContributor,
    ToolRequest,
    ToolSetting,
)
from policies.services import publishing
from policies.services.evaluations import judge_lines, keep_snapshot
from policies.services.revisions import EditionInput, change_category, start_revision
from policies.services.tools import configure_tool, save_tool
from tests.factories.policies import decide, held, make_approval


def raw(statement: str, *values: Any) -> None:
    with pytest.raises(IntegrityError, match="countersign"), transaction.atomic(), connection.cursor() as cursor:
        if statement.startswith("TRUNCATE"):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else what this transaction still owes is the refusal
        cursor.execute(statement, values)


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match="countersign"), transaction.atomic():
        act()


def hand_over(line: RequestLine, person: User) -> None:
    """A new revision in which `person` owns the legal lane of the line's category."""
    legal = Actor(user=person, via="session", stepped_up_at=timezone.now())
    draft = start_revision(actor=legal, title="Another owner")
    edition = draft.editions.get(category=line.category)
    other = edition.engineering_owner
    entry = EditionInput(edition.name, "", person, other, [CodebaseKind.REPOSITORY], [Destination.PROPRIETARY])
    change_category(actor=legal, edition=edition, version=None, entry=entry)
    engineering = Actor(user=other, via="session", stepped_up_at=timezone.now())
    for actor, lane in ((engineering, Lane.ENGINEERING), (legal, Lane.LEGAL)):
        draft.refresh_from_db()
        digest = publishing.offer(draft).sha256
        publishing.sign_revision(actor=actor, revision=draft, lane=lane, content_hash=digest, version=None)


@pytest.mark.parametrize("strict", [False, True])
def test_whoever_decided_and_then_edits_the_tool_back_and_forth_carries_no_approval(
    line: RequestLine, tool: Tool, second: Actor, engineering: Actor, legal: Actor, settings: Any, strict: bool
) -> None:
    settings.STRICT_SEPARATION = strict
    hand_over(line, second.person)
    decide(engineering, line, Lane.ENGINEERING)
    configure_tool(actor=engineering, tool=tool, version=None, entry=held("Switzerland"))
    configure_tool(actor=engineering, tool=tool, version=None, entry=held())
    with pytest.raises(Conflict, match="edited the request or the description") as told:
        decide(second, line, Lane.LEGAL)
    assert told.value.code == "separation"
    assert not Approval.objects.exists()
    decide(second, line, Lane.LEGAL, Verdict.DECLINE, ends_on=None, conditions=())
    line.refresh_from_db()
    assert line.state == "declined"


def test_strict_separation_bars_the_drafter_and_only_strict_does(
    line: RequestLine, legal: Actor, engineering: Actor, settings: Any
) -> None:
    settings.STRICT_SEPARATION = True
    with pytest.raises(NotAllowed, match="STRICT_SEPARATION"):
        decide(legal, line, Lane.LEGAL)
    settings.STRICT_SEPARATION = False
    decide(legal, line, Lane.LEGAL)


def test_an_owner_replaced_between_the_lanes_decides_no_more(
    line: RequestLine, legal: Actor, second: Actor, engineering: Actor
) -> None:
    decide(engineering, line, Lane.ENGINEERING)
    hand_over(line, second.person)
    with pytest.raises(NotAllowed):
        decide(legal, line, Lane.LEGAL)
    with pytest.raises(Conflict, match="judged another state"):
        decide(second, line, Lane.LEGAL)


def test_a_person_with_both_roles_never_fills_both_lanes(line: RequestLine, legal: Actor, engineering: Actor) -> None:
    RoleGrant.objects.create(person=legal.person, role=Role.ENGINEERING_OWNER, valid_from=timezone.now())
    both = Actor(user=legal.person, via="session", stepped_up_at=timezone.now())
    decide(both, line, Lane.LEGAL)
    with pytest.raises(NotAllowed):
        decide(both, line, Lane.ENGINEERING)
    judged = judge_lines([line])[line.pk]
    with pytest.raises(IntegrityError), transaction.atomic():
        _decision(line, Lane.ENGINEERING, legal.person, keep_snapshot(judged))


def _decision(line: RequestLine, lane: Lane, person: User, snapshot: Any) -> Decision:
    return Decision.objects.create(
        line=line,
        lane=lane,
        person=person,
        person_name=person.name,
        verdict="approve",
        reasons="So be it.",
        sentence="I approve.",
        snapshot=snapshot,
        revision=PolicyRevision.objects.get(state="published"),
        decided_at=timezone.now(),
    )


def test_the_database_grants_nothing_on_a_decision_of_somebody_who_became_a_contributor(
    line: RequestLine, legal: Actor, engineering: Actor, asked: ToolRequest
) -> None:
    first = decide(legal, line, Lane.LEGAL)
    snapshot = first.snapshot
    _decision(line, Lane.ENGINEERING, engineering.person, snapshot)
    ToolContributor.objects.create(tool=line.tool, person=legal.person)
    values = {
        "line": line,
        "tool": line.tool,
        "category": line.category,
        "starts_on": timezone.localdate(),
        "ends_on": first.ends_on,
        "snapshot": snapshot,
        "granted_at": timezone.now(),
    }
    refused(lambda: Approval.objects.create(**values))
    assert asked.requester_id != legal.person.pk


def test_the_database_refuses_a_decision_of_the_requester_and_of_every_contributor(
    line: RequestLine, asker: Actor, second: Actor, engineering: Actor
) -> None:
    snapshot = keep_snapshot(judge_lines([line])[line.pk])
    refused(lambda: _decision(line, Lane.LEGAL, asker.person, snapshot))
    RequestContributor.objects.create(request=line.request, person=second.person)
    refused(lambda: _decision(line, Lane.LEGAL, second.person, snapshot))
    ToolContributor.objects.create(tool=line.tool, person=engineering.person)
    refused(lambda: _decision(line, Lane.ENGINEERING, engineering.person, snapshot))


def test_an_approval_is_what_both_signed_and_for_nothing_else(
    line: RequestLine, legal: Actor, engineering: Actor, asker: Actor
) -> None:
    approval = make_approval(legal, engineering, line)
    rows = Approval.objects.filter(pk=approval.pk)
    for change in ({"ends_on": "2099-01-01"}, {"starts_on": "2020-01-01"}, {"snapshot_id": 0}, {"line_id": 0}):
        refused(lambda change=change: rows.update(**change))
    raw("DELETE FROM policies_approval")
    rows.update(state="revoked")
    refused(lambda: rows.update(state="active"))
    lines = RequestLine.objects.filter(pk=line.pk)
    refused(lambda: lines.update(state="open"))
    refused(lambda: lines.update(tool_id=0))
    refused(lambda: lines.update(category_id=0))
    raw("UPDATE policies_decision SET verdict = 'decline'")
    raw("UPDATE policies_snapshot SET body = '{}'")
    raw("DELETE FROM policies_snapshot")


def test_contributors_are_never_forgotten(line: RequestLine) -> None:
    for table in ("policies_toolcontributor", "policies_requestcontributor"):
        raw(f"DELETE FROM {table}")
        raw(f"UPDATE {table} SET person_id = 0")
        if connection.vendor == "postgresql":
            raw(f"TRUNCATE {table} CASCADE")


def test_a_published_revision_is_closed_to_every_road(policy: PolicyRevision, legal: Actor, engineering: Actor) -> None:
    rows = PolicyRevision.objects.filter(pk=policy.pk)
    for change in ({"state": "draft"}, {"state": "discarded"}, {"content": "{}"}, {"content_hash": "0" * 64}):
        refused(lambda change=change: rows.update(**change))
    refused(lambda: PolicyRevision.objects.create(title="Mine", state="published", number=99, content_hash="1" * 64,
                                                  published_at=timezone.now()))  # fmt: skip
    draft = start_revision(actor=legal, title="Next")
    mine = draft.editions.first()
    theirs = policy.editions.first()
    refused(lambda: CategoryEdition.objects.filter(pk=mine.pk).update(revision=policy))
    refused(lambda: CategoryEdition.objects.filter(pk=theirs.pk).update(revision=draft))
    refused(lambda: CategoryEdition.objects.filter(pk=theirs.pk).update(legal_owner=None))
    raw("UPDATE policies_rulesetting SET on_fail = 'sign_off' WHERE edition_id = %s", theirs.pk)
    raw("DELETE FROM policies_rulesetting WHERE edition_id = %s", theirs.pk)
    raw("UPDATE policies_revisionsignature SET person_name = 'X'")
    raw(
        "UPDATE policies_policyrevision SET state = 'published', number = 77, content_hash = 'aa',"
        " published_at = '2026-01-01' WHERE id = %s",
        draft.pk,
    )
    refused(lambda: RevisionSignature.objects.all().delete())


def test_how_a_tool_was_held_is_never_rewritten(tool: Tool, asker: Actor) -> None:
    rows = ToolConfiguration.objects.filter(tool=tool)
    refused(lambda: rows.update(region="Elsewhere"))
    refused(lambda: rows.update(valid_from=timezone.now()))
    refused(lambda: ToolSetting.objects.update(value="on"))
    refused(lambda: ToolSetting.objects.all().delete())
    raw("UPDATE policies_deployment SET kind = 'air_gapped'")
    raw("DELETE FROM policies_toolconfiguration")
    configure_tool(actor=asker, tool=tool, version=None, entry=held("Switzerland"))
    refused(lambda: rows.exclude(valid_until=None).update(valid_until=None))


def test_renaming_the_tool_makes_a_contributor_too(tool: Tool, engineering: Actor, line: RequestLine) -> None:
    save_tool(actor=engineering, tool=tool, tier=tool.tier, name=tool.name, version=None)
    with pytest.raises(NotAllowed, match="edited this request or the description"):
        decide(engineering, line, Lane.ENGINEERING)
