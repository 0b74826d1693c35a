"""Deeds on decommissioning: giving a tool up, saying who sees to what must stop, confirming it, retiring the tool.

What begins and ends with the approvals is in `policies.services.stopping`.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from governance.accounts.access import Actor, allowed, require, roles_of, today
from governance.accounts.models import User
from governance.accounts.roles import PERMISSIONS
from governance.audit.deeds import deed, record
from governance.errors import Conflict, Invalid, NotAllowed
from governance.modelling import check_version, locked
from policies.domain.conditions import meeting_problems
from policies.domain.decommissioning import STOP_DAYS, DecommissionState, StopKind, over
from policies.domain.lifecycle import DECOMMISSION
from policies.domain.types import UNDECIDED
from policies.models import Approval, Codebase, Decommission, RequestLine, StopItem, Tool
from policies.services.moves import moved
from policies.services.stopping import begin, close
from policies.services.tools import may_edit


@deed
def give_up_tool(*, actor: Actor, tool: Tool, reason: str) -> Decommission:
    """Begin to give a tool up: list all of it that must stop. Its approvals end by themselves or are revoked.

    Raises NotAllowed (role, another team's tool), Invalid without a reason, Conflict while that is under way already.
    """
    tool = locked(tool)
    require(actor, "tool.retire")
    _require_reach(actor, tool)
    if not reason.strip():
        raise Invalid("Say why.", problems={"reason": ["Say why the tool is given up; whoever uses it will read it."]})
    if tool.retired_at is not None:
        raise Conflict("This tool is retired already.", code="illegal-transition")
    if tool.decommissions.open().filter(approval__isnull=True).exists():
        raise Conflict("This tool is being given up already. Its page says what is left.", code="illegal-transition")
    used = Approval.objects.filter(tool=tool).values("category")
    codebases = Codebase.objects.filter(categories__category__in=used, categories__valid_until__isnull=True)
    return begin(actor, tool, None, reason.strip(), codebases, whole=True)


@deed
def add_stop(*, actor: Actor, decommission: Decommission, kind: StopKind, text: str, version: int | None) -> StopItem:
    """Name a further thing that must stop. Raises NotAllowed, Stale, Invalid, Conflict where it is closed."""
    row = locked(decommission)
    require(actor, "decommission.work")
    _require_reach(actor, row.tool)
    check_version(row, version)
    moved(DECOMMISSION, DecommissionState(row.state), "add")
    if not text.strip():
        raise Invalid("Say what must stop.", problems={"text": ["Say in a sentence what must stop."]})
    item = StopItem.objects.create(
        decommission=row,
        position=row.items.count() + 1,
        kind=kind,
        text=text.strip(),
        owner=row.tool.business_owner,
        due_on=today() + dt.timedelta(days=STOP_DAYS),
    )
    row.version += 1
    row.save(update_fields=["version"])
    record(actor, "decommission.extended", subject=row, detail={"item": item.uid, "kind": kind, "text": item.text})
    return item


@deed
def assign_stop(
    *, actor: Actor, item: StopItem, owner: User | None, due_on: dt.date | None, version: int | None
) -> StopItem:
    """Say who sees to it that something stops, and until when. Raises NotAllowed, Stale, Invalid, Conflict."""
    row, decommission = _locked(actor, item, version, "assign")
    _require_reach(actor, decommission.tool)
    problems: dict[str, list[str]] = {}
    if owner is None or not roles_of(owner) & PERMISSIONS["decommission.work"]:
        problems["owner"] = ["Name counsel, an engineering owner or an engineering manager whose account is open."]
    if due_on is None:
        problems["due_on"] = ["Choose the day by which it has to stop."]
    if problems or due_on is None:
        raise Invalid("The item could not be assigned.", problems=problems)
    row.owner, row.due_on = owner, due_on
    row.version += 1
    row.save(update_fields=["owner", "due_on", "version"])
    detail = {"item": row.uid, "owner": owner.uid if owner else None, "due_on": due_on}
    record(actor, "decommission.assigned", subject=decommission, detail=detail)
    return row


@deed
def confirm_stop(*, actor: Actor, item: StopItem, word: str, on: dt.date | None, version: int | None) -> StopItem:
    """Confirm that something has stopped, with a word and the day; its owner may, a lane, or who describes the tool.
    The last one ends the decommissioning.

    Raises NotAllowed, Stale, Invalid (no word, no day, a day that lies ahead), Conflict (confirmed already, closed).
    """
    row, decommission = _locked(actor, item, version, "confirm")
    if not may_confirm(actor, row, decommission.tool):
        raise NotAllowed(
            "Only who answers for it, a lane, or who describes the tool confirms it.", code="not-the-owner"
        )
    if problems := meeting_problems(word, on, today()):
        raise Invalid("Say what shows that it has stopped, and since when.", problems=problems)
    row.stopped_on, row.confirmed_word = on, word.strip()
    row.confirmed_by, row.confirmed_at = actor.person, timezone.now()
    row.version += 1
    row.save(update_fields=["stopped_on", "confirmed_word", "confirmed_by", "confirmed_at", "version"])
    detail = {"item": row.uid, "kind": row.kind, "word": row.confirmed_word, "stopped_on": on}
    record(actor, "decommission.confirmed", subject=decommission, detail=detail)
    if over(at is not None for at in decommission.items.values_list("confirmed_at", flat=True)):
        close(actor, decommission, "finish", "decommission.finished")
    return row


def _locked(actor: Actor, item: StopItem, version: int | None, event: str) -> tuple[StopItem, Decommission]:
    decommission = locked(item.decommission)
    row = locked(item)
    require(actor, "decommission.work")
    check_version(row, version)
    moved(DECOMMISSION, DecommissionState(decommission.state), event)
    if row.confirmed_at is not None:
        raise Conflict("This was confirmed already, and stays as it was said.", code="illegal-transition")
    return row, decommission


def may_give_up(actor: Actor, tool: Tool) -> bool:
    """Whether the person may give this tool up; for showing buttons."""
    return tool.retired_at is None and allowed(actor, "tool.retire") and may_work(actor, tool)


def may_work(actor: Actor, tool: Tool) -> bool:
    """Whether the person may name and assign what must stop of this tool: a lane, or who describes it."""
    return allowed(actor, "condition.assign") or may_edit(actor, tool)


def may_confirm(actor: Actor, item: StopItem, tool: Tool) -> bool:
    """Whether the person may confirm this item."""
    return item.owner_id == actor.person.pk or may_work(actor, tool)


def _require_reach(actor: Actor, tool: Tool) -> None:
    if not may_work(actor, tool):
        raise NotAllowed("A tool is given up by a lane, or by those who describe it.", code="not-the-owner")


@deed
def retire_tool(*, actor: Actor, tool: Tool, version: int | None) -> Tool:
    """Mark a tool as retired: it was given up, all of it was confirmed to have stopped, and no approval of it runs.

    Raises NotAllowed, Stale, Conflict naming what is left.
    """
    tool = locked(tool)
    require(actor, "tool.retire")
    _require_reach(actor, tool)
    check_version(tool, version)
    if left := what_is_left(tool):
        raise Conflict(" ".join(left), code="not-stopped")
    tool.retired_at, tool.retired_by = timezone.now(), actor.person
    tool.version += 1
    tool.save(update_fields=["retired_at", "retired_by", "version"])
    record(actor, "tool.retired", subject=tool, detail={"tool": tool.name})
    return tool


def what_is_left(tool: Tool) -> list[str]:
    """Sentences that say why a tool cannot be retired yet; empty where it can."""
    left = []
    if tool.retired_at is not None:
        left.append("This tool is retired already.")
    running = Approval.objects.in_force_on(today()).filter(tool=tool).count()
    if running:
        left.append(
            f"{running} approval{'s' if running > 1 else ''} of it still run: revoke them, or wait for their end."
        )
    if RequestLine.objects.filter(tool=tool, state__in=UNDECIDED).exists():
        left.append("A request for it is still open.")
    rows = list(tool.decommissions.exclude(state=DecommissionState.CALLED_OFF))
    waiting = StopItem.objects.filter(decommission__in=rows, confirmed_at__isnull=True).count()
    if waiting:
        left.append(f"{waiting} thing{'s' if waiting > 1 else ''} that must stop are not confirmed yet.")
    if not any(row.approval_id is None for row in rows):
        left.append("Nobody has given it up yet, so nothing says what must stop.")
    return left
