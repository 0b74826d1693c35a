"""A further row of nouns that lists show, straight into the tables: after an approval, of vendors, desk, webhooks."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.utils import timezone

from governance.accounts.models import Team, User
from governance.desk.models import CalendarFeed, SavedView
from governance.jobs.models import Job
from governance.webhooks.models import Webhook, WebhookDelivery
from policies.models import (
    Approval,
    ApprovalCondition,
    Category,
    CompetitionNote,
    Decommission,
    Delegation,
    EntryPresence,
    ListedParty,
    ListVersion,
    OwnershipShare,
    RiskConfirmation,
    RuleException,
    ScreeningHit,
    ScreeningRun,
)
from tests.governance import desk_rows as rows
from vendors.models import Vendor


def soon() -> dt.date:
    """A day not far from now."""
    return rows.ago(-9).date()


def of_the_desk(number: int, counsel: User, second_counsel: User) -> None:
    """A feed and a view of counsel's, and a lane of theirs that another counsel fills."""
    CalendarFeed.objects.create(person=counsel, name=f"Feed {number}", digest=f"{number:064}")
    SavedView.objects.create(person=counsel, page="tools", name=f"View {number}", query="q=lark")
    Delegation.objects.create(
        owner=counsel, lane="legal", delegate=second_counsel, reason="Away.", given_at=rows.ago(2), ends_on=soon()
    )


def after_granting(approval: Approval, category: Category, team: Team, requester: User, counsel: User) -> None:
    """What follows an approval: a condition and something that must stop, both counsel's; an exception, grades."""
    tool = approval.tool
    ApprovalCondition.objects.create(approval=approval, position=1, text="Read it.", owner=counsel, due_on=soon())
    ending = Decommission.objects.create(tool=tool, reason="Its vendor closes.", opened_at=rows.ago(2))
    ending.items.create(position=1, kind="key", text="Keys", owner=counsel, due_on=soon())
    RuleException.objects.create(
        number=tool.pk, tool=tool, category=category, rule_code="output_owned", rule_title="Output owned", team=team,
        requester=requester, reason="Until the move.", control="Read twice.", ends_on=soon(), created_at=rows.ago(2),
    )  # fmt: skip
    RiskConfirmation.objects.create(
        tool=tool, strategy="use_api", basis=f"{tool.pk:064}", body=json.dumps({"grades": []}), sha256=f"{tool.pk:064}",
        review_on=soon(), confirmed_by=counsel, confirmed_at=rows.ago(2),
    )  # fmt: skip


def of_a_vendor(number: int, vendor: Vendor, counsel: User) -> None:
    """A note on competition that ends soon, an owner, and a possible match with the newest of so many lists."""
    CompetitionNote.objects.create(
        vendor=vendor,
        number=1,
        finding="no",
        reasons="None.",
        ends_on=soon(),
        written_by=counsel,
        written_at=rows.ago(2),
    )
    OwnershipShare.objects.create(
        vendor=vendor, owner="Zubrin", percent=30, source="Made up", source_date=soon(), valid_from=rows.ago(2)
    )
    version = ListVersion.objects.create(
        kind="sdn", number=number, dated_on=rows.ago(40).date(), source="Made up", sha256=f"{number:064}", entries=1,
        added=1, gone=0, imported_at=rows.ago(2),
    )  # fmt: skip
    run = ScreeningRun.objects.create(
        list_version=version, why="list", threshold=90, method=1, names_sha256=f"{number:064}", names=1, found=1, new=1,
        carried=0, ran_at=rows.ago(2),
    )  # fmt: skip
    listed = {"source": "Made up", "number": str(number), "kind": "entity", "other_names": [], "details": {}}
    entry = ListedParty.objects.create(
        kind="sdn", sha256=f"{number:064}", source="Made up", name=vendor.name, names=vendor.name,
        content=json.dumps(listed),
    )  # fmt: skip
    EntryPresence.objects.create(entry=entry, since=version)
    ScreeningHit.objects.create(
        vendor=vendor, role="vendor", name=vendor.name, entry=entry, entry_name=vendor.name, score=99, found_by=run
    )


def told_outside(number: int, administrator: Any) -> None:
    """An endpoint that is told of events, and a message to it."""
    hook = Webhook.objects.create(
        name=f"Hook {number}", url="https://hook.example/", actions="vendor.added", cursor=0, created_by=administrator
    )
    job = Job.objects.create(kind="webhook", key=f"webhook-{number}")
    WebhookDelivery.objects.create(webhook=hook, action="ping", body="{}", job=job, made_at=timezone.now())
