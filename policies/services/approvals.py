"""Deeds on approvals: granting (only as the end of a joint decision), flagging, suspending, resuming, revoking."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, record
from governance.errors import Invalid
from governance.modelling import check_version, locked
from policies.domain.lifecycle import APPROVAL, LINE, REVIEW_DAYS
from policies.domain.types import ApprovalState, FlagCause, LineState
from policies.domain.worsening import Fall, written
from policies.models import (
    Approval,
    ApprovalCondition,
    ApprovalEvent,
    ApprovalFlag,
    Decision,
    PolicyRevision,
    RequestLine,
    RuleException,
    ToolConfiguration,
)
from policies.services.moves import moved
from policies.services.requests import today
from policies.services.stopping import begin_for, call_off
from vendors.models import ChangeReview

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
    call_off(actor=actor, line=line)
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
    reason = reason.strip()
    if not reason:
        raise Invalid(
            "Say why.", problems={"reason": ["Say why in a sentence; the people who use the tool will read it."]}
        )
    if event == "flag":
        return flag_approval(actor=actor, approval=approval, reason=reason, cause=Cause(FlagCause.PERSON))
    if event == "clear":
        moved(APPROVAL, ApprovalState(approval.state), event)
        _clear(actor, approval.flags.filter(cleared_at__isnull=True), reason)
    if event == "resume" and _open_flags(approval):
        event = "resume_flagged"  # resuming answers why it was suspended, not what it was flagged for
    _apply(actor, approval, event, action, reason)
    if event == "revoke":
        begin_for(actor=actor, approval=approval, reason=f"Its approval was revoked: {reason}")
    return approval


@dataclass(frozen=True, slots=True)
class Cause:
    """What an approval is flagged for, with the row that a change, a description, a policy or an exception is; `known`
    is what it had lost before (see `policies.domain.worsening`)."""

    kind: FlagCause
    change: ChangeReview | None = None
    configuration: ToolConfiguration | None = None
    revision: PolicyRevision | None = None
    exception: RuleException | None = None
    known: Collection[Fall] = ()


@deed
def flag_approval(
    *, actor: Actor, approval: Approval, reason: str, cause: Cause, not_due_before: dt.date | None = None
) -> Approval:
    """Flag an approval because something it rests on changed: part of another deed, or of a task. Judges nothing.

    The review is due in 14 days, or on `not_due_before` if that is later: the change takes hold only then. A change
    that goes on is one cause, whose review is not put off by that.
    """
    approval = locked(approval)
    moved(APPROVAL, ApprovalState(approval.state), "flag")
    due = today() + dt.timedelta(days=REVIEW_DAYS)
    due = max(due, not_due_before or due)
    same = approval.flags.filter(change=cause.change, cleared_at__isnull=True).first() if cause.change else None
    if same is not None:
        same.reason, same.due_on = reason, min(due, same.due_on)
        same.save(update_fields=["reason", "due_on"])
    else:
        ApprovalFlag.objects.create(
            approval=approval,
            cause=cause.kind,
            change=cause.change,
            configuration=cause.configuration,
            revision=cause.revision,
            exception=cause.exception,
            reason=reason,
            known=written(cause.known),
            raised_at=timezone.now(),
            raised_by=actor.user,
            due_on=due,
        )
    _apply(actor, approval, "flag", "approval.flagged", reason)
    return approval


@deed
def settle_flags(*, actor: Actor, approval: Approval, flags: Sequence[ApprovalFlag], how: str) -> Approval:
    """Clear some of what an approval was flagged for because it was settled: part of another deed. With nothing left it
    is active again; a suspended one stays suspended."""
    approval = locked(approval)
    _clear(actor, approval.flags.filter(pk__in=[flag.pk for flag in flags], cleared_at__isnull=True), how)
    whole = approval.state == ApprovalState.FLAGGED and not _open_flags(approval)
    _apply(actor, approval, "settle" if whole else "settle_part", "approval.settled", how)
    return approval


def _clear(actor: Actor, flags: QuerySet[ApprovalFlag], how: str) -> None:
    flags.update(cleared_at=timezone.now(), cleared_by=actor.user, clearing=how)


def _open_flags(approval: Approval) -> list[ApprovalFlag]:
    return list(approval.flags.filter(cleared_at__isnull=True).order_by("-raised_at", "-pk"))


def _apply(actor: Actor, approval: Approval, event: str, action: str, reason: str) -> None:
    approval.state = moved(APPROVAL, ApprovalState(approval.state), event)
    left = _open_flags(approval)
    if approval.state != ApprovalState.SUSPENDED or event == "suspend":  # else it goes on saying why it is suspended
        # Of a flagged approval people are told what is still to be looked at, not what was settled just now.
        approval.state_reason = left[0].reason if left and event == "settle_part" else reason
        approval.state_changed_at, approval.state_changed_by = timezone.now(), actor.user
    approval.review_due_on = min((flag.due_on for flag in left), default=None)
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
