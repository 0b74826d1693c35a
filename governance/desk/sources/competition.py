"""Competition notes in a queue: those that end soon or are over, for counsel to write the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from governance.accounts.access import today
from governance.accounts.roles import Role
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker
from policies.competing import standing_of
from policies.domain.competition import WARNING_DAYS
from policies.models import CompetitionNote


def notes_to_follow(asker: Asker) -> Iterator[Item]:
    """Notes without a follower that end within the days of warning, or are over: all of them for counsel."""
    if Role.COUNSEL not in asker.roles:
        return
    soon = today() + dt.timedelta(days=WARNING_DAYS)
    rows = CompetitionNote.objects.visible_to(asker.user).speaking().filter(ends_on__lte=soon)
    for note in rows.select_related("vendor", "subject"):
        standing = standing_of(note)
        subject = note.subject.name if note.subject else "everything of ours"
        yield Item(
            section=Section.NEEDS_ME,
            kind="competition",
            icon="hourglass",
            matter=f"Competition note: {note.vendor.name}, {subject}",
            url=reverse("policies:competition_detail", args=[note.uid]),
            why="It is over, and counts as undetermined" if standing.state == "expired" else "It ends soon",
            state=standing.state,
            state_text=standing.text,
            since=note.written_at,
            due=note.ends_on,
            about=note.uid,
            step="follow",
            outside=f"Competition note: {note.vendor.name}",
        )
