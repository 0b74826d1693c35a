"""Deeds on conditions of an approval: who answers for one, that it is met, that it is not any more."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from governance.accounts.access import Actor, allowed, require, roles_of, today
from governance.accounts.models import User
from governance.accounts.roles import PERMISSIONS
from governance.audit.deeds import deed, record
from governance.errors import Conflict, Invalid, NotAllowed
from governance.modelling import check_version, locked
from policies.domain.conditions import ConditionDeed, meeting_problems
from policies.domain.types import ApprovalState, LineState
from policies.models import Approval, ApprovalCondition, ConditionEvent


@deed
def assign_condition(
    *, actor: Actor, condition: ApprovalCondition, owner: User | None, due_on: dt.date | None, version: int | None
) -> ApprovalCondition:
    """Say who answers for a condition, and until when it is to be met; either lane may, as often as needed.

    Raises NotAllowed, Stale, Invalid (nobody named, a day that has passed), Conflict where the approval is over.
    """
    row = locked(condition)
    require(actor, "condition.assign")
    check_version(row, version)
    _require_running(row)
    problems: dict[str, list[str]] = {}
    if owner is None or not roles_of(owner) & PERMISSIONS["condition.settle"]:
        problems["owner"] = ["Name counsel, an engineering owner or an engineering manager whose account is open."]
    if due_on is not None and due_on < today() and due_on != row.due_on:
        problems["due_on"] = ["This day has passed. Choose another, or none."]
    if problems:
        raise Invalid("The condition could not be assigned.", problems=problems)
    row.owner, row.due_on = owner, due_on
    _write(actor, row, ConditionDeed.ASSIGNED, owner=owner, day=due_on)
    return row


@deed
def meet_condition(
    *, actor: Actor, condition: ApprovalCondition, word: str, on: dt.date | None, version: int | None
) -> ApprovalCondition:
    """Say that a condition is met, with what shows it and the day; whoever answers for it may, and either lane.

    Raises NotAllowed, Stale, Invalid (no word, no day, a day that lies ahead), Conflict (met already, approval over).
    """
    row = _for_settling(actor, condition, version)
    if row.met_on is not None:
        raise Conflict("This condition is met already. Reopen it first if that is not so.", code="illegal-transition")
    if problems := meeting_problems(word, on, today()):
        raise Invalid("Say what shows that it is met, and since when.", problems=problems)
    row.met_on, row.met_word, row.met_by = on, word.strip(), actor.person
    _write(actor, row, ConditionDeed.MET, day=on, word=row.met_word)
    return row


@deed
def reopen_condition(
    *, actor: Actor, condition: ApprovalCondition, reason: str, version: int | None
) -> ApprovalCondition:
    """Say that a condition that was met is not any more, with the reason. Raises as `meet_condition`."""
    row = _for_settling(actor, condition, version)
    if row.met_on is None:
        raise Conflict("This condition is open. There is nothing to reopen.", code="illegal-transition")
    if not reason.strip():
        raise Invalid("Say why.", problems={"reason": ["Say why it is not met any more."]})
    row.met_on, row.met_word, row.met_by = None, "", None
    _write(actor, row, ConditionDeed.REOPENED, word=reason.strip())
    return row


def may_settle(actor: Actor, condition: ApprovalCondition) -> bool:
    """Whether the person may say that this condition is met, or is not; for showing buttons."""
    lane = allowed(actor, "condition.assign")
    return lane or (condition.owner_id == actor.person.pk and allowed(actor, "condition.settle"))


def _for_settling(actor: Actor, condition: ApprovalCondition, version: int | None) -> ApprovalCondition:
    row = locked(condition)
    require(actor, "condition.settle")
    if not may_settle(actor, row):
        raise NotAllowed("Only who answers for the condition, or a lane, says whether it is met.", code="not-the-owner")
    check_version(row, version)
    _require_running(row)
    return row


def _require_running(row: ApprovalCondition) -> None:
    approval = Approval.objects.select_related("line").get(pk=row.approval_id)
    over = approval.state == ApprovalState.REVOKED or approval.ends_on < today()
    if over or approval.line.state == LineState.SUPERSEDED:
        raise Conflict("This approval is over, and its conditions with it.", code="illegal-transition")


def _write(
    actor: Actor,
    row: ApprovalCondition,
    event: ConditionDeed,
    *,
    owner: User | None = None,
    day: dt.date | None = None,
    word: str = "",
) -> None:
    row.version += 1
    row.save(update_fields=["owner", "due_on", "met_on", "met_word", "met_by", "version"])
    ConditionEvent.objects.create(
        condition=row, event=event, owner=owner, day=day, word=word, person=actor.person, at=timezone.now()
    )
    detail = {"condition": row.uid, "position": row.position, "day": day, "word": word}
    told = {"owner": owner.uid} if owner else {}
    record(actor, f"condition.{event.value}", subject=row.approval, detail=detail | told)
