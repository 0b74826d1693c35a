"""Screening in a queue, for counsel: vendors with possible matches, and lists that are old or wait to be compared."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from governance.accounts.roles import Role
from governance.database.within import instant_of, rows_within
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker
from governance.desk.sources.together import Found, Part, Row
from policies.domain.screening.lists import LIST_NAMES
from policies.models import ListVersion, ScreeningHit
from policies.screenings import OLD

DECIDE_DAYS = 5
"""Working week within which a possible match should be looked at."""


def _undecided(asker: Asker) -> Mapping[str, Subquery]:
    """Possible matches nobody settled."""
    if Role.COUNSEL not in asker.roles:
        return {}
    rows = ScreeningHit.objects.listed_now().undecided()
    columns = {"uid": "vendor__uid", "name": "vendor__name", "at": "found_by__ran_at", "score": "score"}
    return {"hits": rows_within(rows, **columns)}


def _to_decide(asker: Asker, found: Found) -> Iterator[Item]:
    """One line for each vendor."""
    vendors: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in found["hits"]:
        vendors[row["name"], row["uid"]].append(row)
    for (name, uid), hits in sorted(vendors.items()):
        many = "1 possible match" if len(hits) == 1 else f"{len(hits)} possible matches"
        since = min(instant_of(hit["at"]) for hit in hits)
        yield Item(
            section=Section.NEEDS_ME,
            kind="screening",
            icon="search",
            matter=f"Screening: {name}, {many}",
            url=reverse("policies:vendor_screening", args=[uuid.UUID(uid)]),
            why=f"A name is spelt like one on a list, up to {max(hit['score'] for hit in hits)} of 100",
            state="HitState.open",
            since=since,
            due=since.date() + dt.timedelta(days=DECIDE_DAYS),
            outside="Screening: possible matches of a vendor",
        )


def _newest(asker: Asker) -> Mapping[str, Subquery]:
    """The newest version of each list that is on record."""
    if Role.COUNSEL not in asker.roles:
        return {}
    later = ListVersion.objects.filter(kind=OuterRef("kind"), number__gt=OuterRef("number"))
    rows = ListVersion.objects.filter(~Exists(later), dated_on__lt=asker.today - dt.timedelta(days=OLD))
    return {"lists": rows_within(rows, uid="uid", kind="kind", dated_on="dated_on")}


def _too_old(asker: Asker, found: Found) -> Iterator[Item]:
    """Lists in use that are older than rules usually allow."""
    order = list(LIST_NAMES)
    for row in sorted(found["lists"], key=lambda row: order.index(row["kind"])):
        dated_on = dt.date.fromisoformat(row["dated_on"])
        age = (asker.today - dated_on).days
        yield Item(
            section=Section.NEEDS_ME,
            kind="screening",
            icon="hourglass",
            matter=f"Screening: the {LIST_NAMES[row['kind']]} on record is {age} days old",
            url=reverse("policies:list_detail", args=[uuid.UUID(row["uid"])]),
            why="Bring a newer list",
            state="old_list",
            since=timezone.make_aware(dt.datetime.combine(dated_on, dt.time())),
            due=dated_on + dt.timedelta(days=OLD),
        )


MATCHES_TO_DECIDE = Part(_undecided, _to_decide)
OLD_LISTS = Part(_newest, _too_old)
