"""Reading the trail for pages and reports: filters, pages by sequence, an event's detail, the last check. Reads only.

Who may read is asked by the caller; what of an event a person may see is decided where the subjects are known.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from governance.audit.models import Event, PersonRecord

VERIFIED = "trail.verified"
"""Action code of a recorded check of the trail."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are asked for; an empty field asks nothing. `until` is excluded."""

    action: str = ""
    person: uuid.UUID | None = None
    kind: str = ""
    subject: uuid.UUID | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events newest first; `newer` and `older` are the sequence numbers to go on from, None at the ends."""

    events: list[Event]
    newer: int | None
    older: int | None


def matching(wanted: Wanted) -> QuerySet[Event]:
    """Events that match, unordered."""
    asked: Mapping[str, Any] = {
        "action": wanted.action,
        "actor_uid": wanted.person,
        "subject_kind": wanted.kind,
        "subject_uid": wanted.subject,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
    }
    return Event.objects.filter(**{name: value for name, value in asked.items() if value}).order_by()


def page_of(events: QuerySet[Event], *, before: int | None = None, after: int | None = None, size: int) -> EventPage:
    """One page by sequence number: events written meanwhile shift nothing, and late pages cost what the first does."""
    if after is not None:
        found = list(events.filter(sequence__gt=after).order_by("sequence")[: size + 1])
        more, rows = len(found) > size, found[:size][::-1]
        return EventPage(rows, rows[0].sequence if rows and more else None, rows[-1].sequence if rows else after + 1)
    narrowed = events if before is None else events.filter(sequence__lt=before)
    found = list(narrowed.order_by("-sequence")[: size + 1])
    rows = found[:size]
    newer = None if before is None else rows[0].sequence if rows else before - 1
    return EventPage(rows, newer, rows[-1].sequence if len(found) > size else None)


def document_of(event: Event) -> dict[str, Any]:
    """The stored text of an event as a mapping; empty where it cannot be read (the verifier says so)."""
    try:
        document = json.loads(event.body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def detail_of(event: Event) -> dict[str, Any]:
    """What the deed recorded besides actor and subject."""
    detail = document_of(event).get("detail")
    return detail if isinstance(detail, dict) else {}


def neighbours_of(event: Event) -> tuple[Event | None, Event | None]:
    """The event before and the one after in the chain."""
    around = {row.sequence: row for row in Event.objects.filter(sequence__in=[event.sequence - 1, event.sequence + 1])}
    return around.get(event.sequence - 1), around.get(event.sequence + 1)


def last_check() -> Event | None:
    """The newest recorded check of the trail, whatever it found."""
    return Event.objects.filter(action=VERIFIED).order_by("-sequence").first()


def people_in_trail() -> list[tuple[uuid.UUID, str]]:
    """Everybody whom events name, by the newest name that is still kept."""
    names: dict[uuid.UUID, str] = {}
    for row in PersonRecord.objects.order_by("pk"):
        if row.name or row.uid not in names:
            names[row.uid] = str(row)
    return sorted(names.items(), key=lambda pair: pair[1].casefold())
