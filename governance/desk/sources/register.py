"""The regulatory register in a queue: changes that wait for counsel, and instruments whose next check has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse

from governance.accounts.access import today
from governance.accounts.roles import Role
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker
from policies.models import Instrument, InstrumentReview


def instruments_to_read(asker: Asker) -> Iterator[Item]:
    """For counsel: each instrument with a review that is open, else with a check that has come. One query."""
    if Role.COUNSEL not in asker.roles:
        return
    waiting = InstrumentReview.objects.filter(instrument=OuterRef("pk"), closed_at__isnull=True)
    opened, due = waiting.values("opened_at")[:1], waiting.values("due_on")[:1]
    rows = Instrument.objects.annotate(opened=opened, due=due, waits=Exists(waiting))
    for row in rows.filter(waits=True) | rows.to_look_at(today()):
        yield Item(
            section=Section.NEEDS_ME,
            kind="register",
            icon="eye",
            matter=f"Register: {row.short_name}",
            url=reverse("policies:instrument_detail", args=[row.uid]),
            why="Something about it is new" if row.waits else "Its next check has come",
            state="to_be_read" if row.waits else "overdue",
            state_text="Change to be read" if row.waits else "To be looked at",
            since=row.opened or dt.datetime.combine(row.next_check_on, dt.time(), dt.UTC),
            due=row.due or row.next_check_on,
            about=row.uid,
            step="review" if row.waits else "check",
        )
