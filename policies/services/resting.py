"""Approvals that rest on exceptions: flagged when one is over, settled when another takes its place.

Over means ended by a lane, in that deed, or run out, which the clock finds every hour. Flagging judges nothing: the
finding is back, and both lanes look at what that means within the days of a review.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from governance.accounts.access import Actor, system_actor, today
from governance.audit.deeds import deed, nothing_changed, record
from governance.modelling import locked
from governance.web.markup.times import say_day
from policies.domain.ending import RUNNING
from policies.domain.types import ApprovalState, FlagCause
from policies.models import Approval, ApprovalFlag, RuleException
from policies.services.approvals import Cause, flag_approval, settle_flags

CLOCK = system_actor("clock of exceptions")
log = logging.getLogger(__name__)


def flag_resting(*, actor: Actor, exception: RuleException, because: str) -> list[Approval]:
    """Flag every approval in force that rests on an exception which is over, unless another carries it on. Each is
    flagged once for it. Part of another deed; gives the flagged ones."""
    if _in_its_place(exception).exists():
        return []
    flagged = []
    for approval in _resting(exception):
        reason = f"{because} The rule “{exception.rule_title}” bars this again."
        cause = Cause(FlagCause.EXCEPTION, exception=exception)
        flagged.append(flag_approval(actor=actor, approval=approval, reason=reason, cause=cause))
    return flagged


def _resting(exception: RuleException) -> list[Approval]:
    told = ApprovalFlag.objects.filter(exception=exception).values("approval")
    rows = Approval.objects.in_force_on(today()).filter(line__decisions__exceptions__exception=exception)
    return list(rows.exclude(pk__in=told).distinct().order_by("pk"))


def _in_its_place(exception: RuleException) -> QuerySet[RuleException]:
    """Running exceptions from the same rule that reach as far."""
    reach = Q(codebase__isnull=True) | Q(codebase=exception.codebase)
    same = RuleException.objects.running_on(today()).filter(
        reach, tool=exception.tool_id, category=exception.category_id, rule_code=exception.rule_code
    )
    found: QuerySet[RuleException] = same.exclude(pk=exception.pk)
    return found


def settle_resting(*, actor: Actor, exception: RuleException) -> None:
    """Settle what approvals were flagged for because an exception was over in whose place this one comes. Part of the
    deed that brings it into force."""
    flags = ApprovalFlag.objects.filter(
        cleared_at__isnull=True,
        exception__tool=exception.tool_id,
        exception__category=exception.category_id,
        exception__rule_code=exception.rule_code,
    ).exclude(approval__state=ApprovalState.REVOKED)
    if exception.codebase_id is not None:
        flags = flags.filter(exception__codebase=exception.codebase_id)
    how = f"Exception {exception.number} was decided in its place, until {say_day(exception.ends_on)}."
    for flag in flags.select_related("approval").order_by("approval"):
        settle_flags(actor=actor, approval=flag.approval, flags=[flag], how=how)


def note_all_lapsed() -> int:
    """Flag what rests on exceptions that ran out; returns how many exceptions. Each is a deed of its own, so that what
    goes wrong with one keeps nobody else waiting. However often it runs, an approval is flagged once for one."""
    noted = 0
    for row in _lapsed():
        try:
            noted += bool(note_lapsed(actor=CLOCK, exception=row))
        except Exception:
            log.exception("exceptions.not-noted", extra={"exception": str(row.uid)})
    return noted


def _lapsed() -> Iterable[RuleException]:
    day = today()
    resting = Approval.objects.in_force_on(day).values("line__decisions__exceptions__exception")
    rows = RuleException.objects.filter(pk__in=resting, state__in=RUNNING, ends_on__lt=day)
    return list(rows.order_by("pk"))


@deed
def note_lapsed(*, actor: Actor, exception: RuleException) -> list[Approval]:
    """Flag what rests on an exception that ran out. Gives the flagged approvals; none where that was done before."""
    row = locked(exception)
    flagged = flag_resting(
        actor=actor, exception=row, because=f"Exception {row.number} ran out on {say_day(row.ends_on)}."
    )
    if not flagged:
        nothing_changed()
    else:
        record(actor, "exception.lapsed", subject=row, detail={"number": row.number, "approvals": len(flagged)})
    return flagged
