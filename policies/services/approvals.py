"""Deeds on approvals: granting (only as the end of a joint decision), flagging, suspending, resuming, revoking."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, record
from governance.errors import Invalid
from governance.modelling import check_version, locked
from policies.domain.lifecycle import APPROVAL, LINE, REVIEW_DAYS
from policies.domain.types import ApprovalState, LineState
from policies.models import Approval, ApprovalCondition, ApprovalEvent, Decision, RequestLine
from policies.services.moves import moved
from policies.services.requests import today

EVENT_ACTIONS = {
    "flag": ("approval.flag", "approval.flagged"),
    "clear": ("approval.resume", "approval.cleared"),
    "suspend": ("approval.suspend", "approval.suspended"),
    "resume": ("approval.resume", "approval.resumed"),
    "revoke": ("approval.revoke", "approval.revoked"),
}
"""Event of the life-cycle table -> permission and audit action."""


@deed
def grant_approval(*, actor: Actor, line: RequestLine, decisions: Sequence[Decision]) -> Approval:
    """Bring an approval into force for a line both lanes approved. Called by the second decision, by nothing else."""
    last = decisions[-1]
    if last.ends_on is None:  # decide_line demands it of every approving decision
        raise ValueError("an approving decision carries an end date")
    _supersede_former(actor, line)
    approval = Approval.objects.create(
        line=line,
        tool=line.tool,
        category=line.category,
        starts_on=today(),
        ends_on=last.ends_on,
        snapshot=last.snapshot,
        granted_at=timezone.now(),
    )
    ApprovalCondition.objects.bulk_create(
        ApprovalCondition(approval=approval, position=position, text=text)
        for position, text in enumerate(json.loads(last.conditions), start=1)
    )
    _history(approval, "", actor)
    record(
        actor,
        "approval.granted",
        subject=approval,
        detail={
            "tool": line.tool.name,
            "category": line.category.slug,
            "ends_on": approval.ends_on,
            "snapshot": last.snapshot.sha256,
        },
    )
    return approval


def _supersede_former(actor: Actor, line: RequestLine) -> None:
    former = RequestLine.objects.filter(tool=line.tool, category=line.category, state=LineState.APPROVED)
    for row in former.exclude(pk=line.pk).select_for_update():
        row.state = moved(LINE, LineState(row.state), "supersede")
        row.version += 1
        row.save(update_fields=["state", "version"])


@deed
def change_approval(*, actor: Actor, approval: Approval, event: str, reason: str, version: int | None) -> Approval:
    """Flag, clear, suspend, resume or revoke an approval, with reasons. Either lane alone may.

    Raises Conflict where the life-cycle table does not allow it, Invalid without a reason, NotAllowed, Stale.
    """
    if event not in EVENT_ACTIONS:
        raise Invalid("There is no such change of an approval.", problems={"event": ["Choose one of those offered."]})
    permission, action = EVENT_ACTIONS[event]
    approval = locked(approval)
    require(actor, permission)
    check_version(approval, version)
    if not reason.strip():
        raise Invalid(
            "Say why.", problems={"reason": ["Say why in a sentence; the people who use the tool will read it."]}
        )
    _apply(actor, approval, event, action, reason.strip())
    return approval


@deed
def flag_approval(*, actor: Actor, approval: Approval, reason: str, not_due_before: dt.date | None = None) -> Approval:
    """Flag an approval because something it rests on changed: part of another deed, or of a task. Judges nothing.

    The review is due in 14 days, or on `not_due_before` if that is later: the change takes hold only then.
    """
    approval = locked(approval)
    _apply(actor, approval, "flag", "approval.flagged", reason, not_due_before)
    return approval


def _apply(
    actor: Actor, approval: Approval, event: str, action: str, reason: str, not_due_before: dt.date | None = None
) -> None:
    if event == "resume" and approval.review_due_on is not None:
        event = "resume_flagged"  # resuming answers why it was suspended, not what it was flagged for
    approval.state = moved(APPROVAL, ApprovalState(approval.state), event)
    approval.state_reason, approval.state_changed_at = reason, timezone.now()
    approval.state_changed_by = actor.user
    if event == "flag":
        due = today() + dt.timedelta(days=REVIEW_DAYS)
        approval.review_due_on = min(max(due, not_due_before or due), approval.review_due_on or dt.date.max)
    if event == "clear":
        approval.review_due_on = None
    approval.version += 1
    approval.save(
        update_fields=["state", "state_reason", "state_changed_at", "state_changed_by", "review_due_on", "version"]
    )
    _history(approval, reason, actor)
    record(actor, action, subject=approval, detail={"state": approval.state, "reason": reason})


def _history(approval: Approval, reason: str, actor: Actor) -> None:
    ApprovalEvent.objects.create(
        approval=approval, state=approval.state, reason=reason, person=actor.user, at=timezone.now()
    )
