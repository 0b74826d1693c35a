"""Changes of terms in a queue: those that counsel has not read, each once, whatever it touched."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse

from governance.accounts.roles import Role
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker
from vendors.domain.terms import Effect
from vendors.models import ChangeReview

READ_DAYS = 7
"""Days counsel has to read a change."""


def changes_to_read(asker: Asker) -> Iterator[Item]:
    """Changes nobody has read yet. The readings to be confirmed stand on the page of the change, not beside it."""
    if Role.COUNSEL not in asker.roles:
        return
    waits = Q(readings__settled_at__isnull=True)
    rows = ChangeReview.objects.visible_to(asker.user).open().select_related("document__vendor", "former", "newest")
    rows = rows.annotate(
        stale=Count("readings", filter=waits & Q(readings__effect=Effect.STALE), distinct=True),
        to_confirm=Count("readings", filter=waits & Q(readings__effect=Effect.TO_BE_CONFIRMED), distinct=True),
        flagged=Count("flags__approval", filter=Q(flags__cleared_at__isnull=True), distinct=True),
    )
    for row in rows:
        counts = {"stale": row.stale, "to be confirmed": row.to_confirm}
        touched = [f"{count} {words}" for words, count in counts.items() if count]
        said = [f"Readings: {', '.join(touched)}"] if touched else []
        if row.flagged:
            said.append(f"approvals flagged: {row.flagged}")
        yield Item(
            section=Section.NEEDS_ME,
            kind="change",
            icon="edit",
            matter=f"{row.document.title}, version {row.former.number} to {row.newest.number}",
            url=reverse("desk:change_detail", args=[row.uid]),
            why="Its text changed",
            state="to_be_read",
            with_whom=", ".join(said),
            since=row.opened_at,
            due=asker.due(row.opened_at, READ_DAYS),
            about=row.uid,
            step=f"read {row.changed_at:%Y-%m-%dT%H:%M:%S.%f}",
            outside=f"{row.document.vendor.name}: {row.said}",
        )
