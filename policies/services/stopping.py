"""What must stop: listed with the deed that ends an approval, or by the clock; called off by the next approval.

No person acts here: what people do about it is in `policies.services.decommissions`.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from governance.accounts.access import Actor, system_actor, today
from governance.audit.deeds import deed, nothing_changed, record
from governance.modelling import locked
from governance.web.markup.times import say_day
from policies.domain.decommissioning import STOP_DAYS, DecommissionState, ToStop, to_stop
from policies.domain.labels import label
from policies.domain.lifecycle import DECOMMISSION
from policies.domain.types import ApprovalState, LineState, Surface
from policies.models import Approval, Codebase, Decommission, RequestLine, StopItem, Tool
from policies.services.moves import moved

CATCH_UP_DAYS = 30
"""Days an end may lie back and still be noticed by the clock: so long the site may have stood still."""
CLOCK = system_actor("clock of approvals")
log = logging.getLogger(__name__)


def begin_for(*, actor: Actor, approval: Approval, reason: str) -> Decommission | None:
    """List what must stop because `approval` is over. None where another approval of the tool runs for its category.
    Part of the deed that revokes it, or of the clock's."""
    running = Approval.objects.in_force_on(today()).filter(tool=approval.tool_id).exclude(pk=approval.pk)
    if running.filter(category=approval.category_id).exists():
        return None
    codebases = Codebase.objects.filter(categories__category=approval.category_id, categories__valid_until__isnull=True)
    return begin(actor, approval.tool, approval, reason, codebases, whole=not running.exists())


def begin(
    actor: Actor, tool: Tool, approval: Approval | None, reason: str, codebases: QuerySet[Codebase], *, whole: bool
) -> Decommission:
    """List what must stop of a tool; `whole`: its seats and keys too. A tool of a team was used in that team's
    codebases only. Part of another deed."""
    now, day = timezone.now(), today()
    row = Decommission.objects.create(tool=tool, approval=approval, reason=reason, opened_at=now, opened_by=actor.user)
    held = codebases.filter(team=tool.team_id) if tool.team_id is not None else codebases
    told = {codebase.pk: codebase for codebase in held}
    surfaces = [
        label(Surface(code)) for code in tool.statements.order_by().values_list("surface", flat=True).distinct()
    ]
    items = to_stop(surfaces=sorted(surfaces), codebases=sorted(told), whole=whole)
    StopItem.objects.bulk_create(
        _item(row, position, item, told, tool, day) for position, item in enumerate(items, start=1)
    )
    detail = {"tool": tool.name, "reason": reason, "items": len(items), "approval": approval.uid if approval else None}
    record(actor, "decommission.opened", subject=row, detail=detail)
    return row


def _item(
    row: Decommission, position: int, item: ToStop, told: dict[int, Codebase], tool: Tool, day: dt.date
) -> StopItem:
    owner = told[item.codebase].owner_id if item.codebase is not None else tool.business_owner_id
    return StopItem(
        decommission=row,
        position=position,
        kind=item.kind,
        text=item.text,
        codebase_id=item.codebase,
        owner_id=owner,
        due_on=day + dt.timedelta(days=STOP_DAYS),
    )


def call_off(*, actor: Actor, line: RequestLine) -> None:
    """A new approval came: what had to stop for its category, and the giving up of the tool, is called off. Part of
    the deed that grants it."""
    rows = Decommission.objects.open().filter(tool=line.tool_id)
    for row in rows.select_for_update().order_by("pk"):
        if row.approval is None or row.approval.category_id == line.category_id:
            close(actor, row, "call_off", "decommission.called-off")


def close(actor: Actor, row: Decommission, event: str, action: str) -> None:
    """Take a decommissioning to its end. Part of another deed."""
    row.state = moved(DECOMMISSION, DecommissionState(row.state), event)
    row.closed_at = timezone.now()
    row.version += 1
    row.save(update_fields=["state", "closed_at", "version"])
    record(actor, action, subject=row, detail={"tool": row.tool.name})


def begin_all_expired() -> int:
    """List what must stop for approvals that expired lately; returns how many. Each is a deed of its own."""
    begun = 0
    for row in _expired():
        try:
            begun += begin_expired(actor=CLOCK, approval=row) is not None
        except Exception:
            log.exception("decommissions.not-begun", extra={"approval": str(row.uid)})
    return begun


def _expired() -> list[Approval]:
    day = today()
    known = Decommission.objects.filter(approval=OuterRef("pk"))
    running = Approval.objects.in_force_on(day).filter(tool=OuterRef("tool"), category=OuterRef("category"))
    lately = Approval.objects.filter(ends_on__lt=day, ends_on__gte=day - dt.timedelta(days=CATCH_UP_DAYS))
    rows = lately.exclude(state=ApprovalState.REVOKED).exclude(line__state=LineState.SUPERSEDED)
    return list(rows.exclude(Exists(known)).exclude(Exists(running)).select_related("tool").order_by("pk"))


@deed
def begin_expired(*, actor: Actor, approval: Approval) -> Decommission | None:
    """List what must stop because an approval expired; None where that was done, or another runs in its place."""
    row = locked(approval)
    if Decommission.objects.filter(approval=row).exists():
        nothing_changed()
        return None
    begun = begin_for(actor=actor, approval=row, reason=f"Its approval expired on {say_day(row.ends_on)}.")
    if begun is None:
        nothing_changed()
    return begun
