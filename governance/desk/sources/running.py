"""What follows an approval, in a queue: conditions to meet, and what must stop."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping

from django.db.models import Q, Subquery
from django.urls import reverse

from governance.database.within import day_of, instant_of, rows_within
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker, own
from governance.desk.sources.together import Found, Part
from policies.models import Approval, ApprovalCondition, StopItem

_CONDITION = {
    "owner": "owner_id",
    "owner_name": "owner__name",
    "approval": "approval__uid",
    "granted_at": "approval__granted_at",
    "category": "approval__category_id",
    "tool": "approval__tool__name",
    **{name: name for name in ("uid", "position", "due_on")},
}
_STOP = {
    "owner": "owner_id",
    "decommission": "decommission__uid",
    "opened_at": "decommission__opened_at",
    "tool": "decommission__tool__name",
    **{name: name for name in ("uid", "position", "kind", "due_on")},
}


def _unmet(asker: Asker) -> Mapping[str, Subquery]:
    """Conditions of running approvals that are not met: those the person answers for, and of categories they own those
    that are overdue."""
    running = Approval.objects.in_force_on(asker.today).values("pk")
    late = Q(due_on__lt=asker.today, approval__category_id__in=list(asker.editions))
    rows = ApprovalCondition.objects.filter(Q(owner=asker.user) | late, met_on__isnull=True, approval__in=running)
    return {"conditions": rows_within(rows, **_CONDITION)}


def _to_meet(asker: Asker, found: Found) -> Iterator[Item]:
    for row in sorted(found["conditions"], key=lambda row: row["position"]):
        about, due = uuid.UUID(row["uid"]), day_of(row["due_on"])
        mine = row["owner"] == asker.user.pk
        overdue = due is not None and due < asker.today
        lane = asker.editions.get(row["category"])
        yield Item(
            section=Section.NEEDS_ME if mine or row["owner"] is None else Section.WAITING,
            kind="approval",
            icon="check",
            matter=f"Condition {row['position']}: {row['tool']}",
            url=reverse("policies:approval_detail", args=[uuid.UUID(row["approval"])]),
            why="You answer for it" if mine else f"{own(lane[0])} owner" if lane else "",
            state="overdue" if overdue else "to_be_met",
            with_whom="" if mine else row["owner_name"] or "",
            since=instant_of(row["granted_at"]),
            due=due,
            about=about,
            step="overdue" if overdue else "meet",
        )


def _unconfirmed(asker: Asker) -> Mapping[str, Subquery]:
    """What must stop and is not confirmed: those the person sees to, and of tools they own those nobody does."""
    mine = Q(owner=asker.user) | Q(owner__isnull=True, decommission__tool__business_owner=asker.user)
    rows = StopItem.objects.filter(mine, decommission__state="open", confirmed_at__isnull=True)
    return {"stops": rows_within(rows, **_STOP)}


def _to_stop(asker: Asker, found: Found) -> Iterator[Item]:
    for row in sorted(found["stops"], key=lambda row: row["position"]):
        about, due = uuid.UUID(row["uid"]), dt.date.fromisoformat(row["due_on"])
        late = due < asker.today
        yield Item(
            section=Section.NEEDS_ME,
            kind="approval",
            icon="stop",
            matter=f"To stop: {row['tool']}, {StopItem(kind=row['kind']).get_kind_display().lower()}",
            url=reverse("policies:decommission_detail", args=[uuid.UUID(row["decommission"])]),
            why="You see to it" if row["owner"] == asker.user.pk else "You own the tool",
            state="overdue" if late else "open",
            state_text="" if late else "Must stop",
            since=instant_of(row["opened_at"]),
            due=due,
            about=about,
            step="overdue" if late else "stop",
        )


CONDITIONS = Part(_unmet, _to_meet)
STOPS = Part(_unconfirmed, _to_stop)
