"""Competition notes in a queue: those that end soon or are over, for counsel to write the next."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping

from django.db.models import Subquery
from django.urls import reverse

from governance.accounts.roles import Role
from governance.database.within import instant_of, rows_within
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker
from governance.desk.sources.together import Found, Part
from policies.competing import standing_on
from policies.domain.competition import WARNING_DAYS
from policies.models import CompetitionNote


def _asks(asker: Asker) -> Mapping[str, Subquery]:
    """Notes without a follower that end within the days of warning, or are over: all of them for counsel."""
    if Role.COUNSEL not in asker.roles:
        return {}
    soon = asker.today + dt.timedelta(days=WARNING_DAYS)
    rows = CompetitionNote.objects.visible_to(asker.user).speaking().filter(ends_on__lte=soon)
    columns = {name: name for name in ("uid", "number", "ends_on", "written_at")}
    return {"notes": rows_within(rows, vendor="vendor__name", subject="subject__name", **columns)}


def _says(asker: Asker, found: Found) -> Iterator[Item]:
    for row in sorted(found["notes"], key=lambda row: (row["vendor"], -row["number"])):
        about, ends_on = uuid.UUID(row["uid"]), dt.date.fromisoformat(row["ends_on"])
        standing = standing_on(asker.today, ends_on)
        yield Item(
            section=Section.NEEDS_ME,
            kind="competition",
            icon="hourglass",
            matter=f"Competition note: {row['vendor']}, {row['subject'] or 'everything of ours'}",
            url=reverse("policies:competition_detail", args=[about]),
            why="It is over, and counts as undetermined" if standing.state == "expired" else "It ends soon",
            state=standing.state,
            state_text=standing.text,
            since=instant_of(row["written_at"]),
            due=ends_on,
            about=about,
            step="follow",
            outside=f"Competition note: {row['vendor']}",
        )


NOTES_TO_FOLLOW = Part(_asks, _says)
