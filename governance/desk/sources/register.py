"""The regulatory register in a queue: changes that wait for counsel, and instruments whose next check has come."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from governance.accounts.roles import Role
from governance.database.within import day_of, instant_of, rows_within
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker
from governance.desk.sources.together import Found, Part
from policies.models import Instrument, InstrumentReview

_COLUMNS = {name: name for name in ("uid", "name", "short_name", "next_check_on", "opened", "due")}


def _asks(asker: Asker) -> Mapping[str, Subquery]:
    """For counsel: each instrument with a review that is open (one at most, constraint) or a check that has come."""
    if Role.COUNSEL not in asker.roles:
        return {}
    waiting = InstrumentReview.objects.filter(instrument=OuterRef("pk"), closed_at__isnull=True)
    opened, due = Subquery(waiting.values("opened_at")[:1]), Subquery(waiting.values("due_on")[:1])
    rows = Instrument.objects.filter(Exists(waiting)) | Instrument.objects.to_look_at(asker.today)
    return {"instruments": rows_within(rows.annotate(opened=opened, due=due), **_COLUMNS)}


def _says(asker: Asker, found: Found) -> Iterator[Item]:
    for row in sorted(found["instruments"], key=lambda row: row["name"]):
        about, check, waits = uuid.UUID(row["uid"]), day_of(row["next_check_on"]), row["opened"] is not None
        since = instant_of(row["opened"]) if waits else dt.datetime.combine(check or asker.today, dt.time(), dt.UTC)
        yield Item(
            section=Section.NEEDS_ME,
            kind="register",
            icon="eye",
            matter=f"Register: {row['short_name']}",
            url=reverse("policies:instrument_detail", args=[about]),
            why="Something about it is new" if waits else "Its next check has come",
            state="to_be_read" if waits else "overdue",
            state_text="Change to be read" if waits else "To be looked at",
            since=since,
            due=day_of(row["due"]) or check,
            about=about,
            step="review" if waits else "check",
        )


INSTRUMENTS_TO_READ = Part(_asks, _says)
