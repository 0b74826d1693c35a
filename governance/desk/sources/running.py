"""What follows an approval, in a queue: conditions to meet, and what must stop."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker, own
from policies.models import Approval, ApprovalCondition, StopItem


def conditions(asker: Asker) -> Iterator[Item]:
    """Conditions of running approvals that are not met: those the person answers for, and of categories they own those
    that are overdue."""
    running = Approval.objects.in_force_on(asker.today).values("pk")
    late = Q(due_on__lt=asker.today, approval__category_id__in=list(asker.editions))
    rows = ApprovalCondition.objects.filter(Q(owner=asker.user) | late, met_on__isnull=True, approval__in=running)
    for row in rows.select_related("approval__tool", "owner"):
        mine = row.owner_id == asker.user.pk
        overdue = row.due_on is not None and row.due_on < asker.today
        lane = asker.editions.get(row.approval.category_id)
        yield Item(
            section=Section.NEEDS_ME if mine or row.owner_id is None else Section.WAITING,
            kind="approval",
            icon="check",
            matter=f"Condition {row.position}: {row.approval.tool.name}",
            url=reverse("policies:approval_detail", args=[row.approval.uid]),
            why="You answer for it" if mine else f"{own(lane[0])} owner" if lane else "",
            state="overdue" if overdue else "to_be_met",
            with_whom=row.owner.name if row.owner and not mine else "",
            since=row.approval.granted_at,
            due=row.due_on,
            about=row.uid,
            step="overdue" if overdue else "meet",
        )


def stops(asker: Asker) -> Iterator[Item]:
    """What must stop and is not confirmed: those the person sees to, and of tools they own those nobody does."""
    mine = Q(owner=asker.user) | Q(owner__isnull=True, decommission__tool__business_owner=asker.user)
    rows = StopItem.objects.filter(mine, decommission__state="open", confirmed_at__isnull=True)
    for row in rows.select_related("decommission__tool"):
        late = row.due_on < asker.today
        yield Item(
            section=Section.NEEDS_ME,
            kind="approval",
            icon="stop",
            matter=f"To stop: {row.decommission.tool.name}, {row.get_kind_display().lower()}",
            url=reverse("policies:decommission_detail", args=[row.decommission.uid]),
            why="You see to it" if row.owner_id == asker.user.pk else "You own the tool",
            state="overdue" if late else "open",
            state_text="" if late else "Must stop",
            since=row.decommission.opened_at,
            due=row.due_on,
            about=row.uid,
            step="overdue" if late else "stop",
        )
