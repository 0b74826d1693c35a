"""Screening in a queue, for counsel: vendors with possible matches, and lists that are old or wait to be compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Max, Min
from django.urls import reverse
from django.utils import timezone

from governance.accounts.roles import Role
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker
from policies.models import ScreeningHit
from policies.screenings import OLD, lists_shown

DECIDE_DAYS = 5
"""Working week within which a possible match should be looked at."""


def matches_to_decide(asker: Asker) -> Iterator[Item]:
    """Vendors with possible matches nobody settled, one line each."""
    if Role.COUNSEL not in asker.roles:
        return
    rows = ScreeningHit.objects.listed_now().undecided().order_by()
    found = rows.values("vendor__uid", "vendor__name").annotate(
        many=Count("pk"), since=Min("found_by__ran_at"), best=Max("score")
    )
    for row in found:
        many = "1 possible match" if row["many"] == 1 else f"{row['many']} possible matches"
        yield Item(
            section=Section.NEEDS_ME,
            kind="screening",
            icon="search",
            matter=f"Screening: {row['vendor__name']}, {many}",
            url=reverse("policies:vendor_screening", args=[row["vendor__uid"]]),
            why=f"A name is spelt like one on a list, up to {row['best']} of 100",
            state="HitState.open",
            since=row["since"],
            due=row["since"].date() + dt.timedelta(days=DECIDE_DAYS),
            outside="Screening: possible matches of a vendor",
        )


def old_lists(asker: Asker) -> Iterator[Item]:
    """Lists in use that are older than rules usually allow."""
    if Role.COUNSEL not in asker.roles:
        return
    for row in lists_shown():
        if row.newest is None or row.age <= OLD:
            continue
        yield Item(
            section=Section.NEEDS_ME,
            kind="screening",
            icon="hourglass",
            matter=f"Screening: the {row.name} on record is {row.age} days old",
            url=reverse("policies:list_detail", args=[row.newest.uid]),
            why="Bring a newer list",
            state="old_list",
            since=timezone.make_aware(dt.datetime.combine(row.newest.dated_on, dt.time())),
            due=row.newest.dated_on + dt.timedelta(days=OLD),
        )
