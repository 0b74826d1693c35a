"""Dates as a calendar program reads them (RFC 5545; refresh hints of RFC 7986). Pure but for addresses of pages.

An all-day event is a date without a zone, the day it is for the organisation. A feed has no METHOD: it is a calendar,
not an invitation, and what is gone from it is simply not there any more.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from governance.desk.dates import Entry
from governance.desk.models import CalendarMark

REFRESH = dt.timedelta(hours=1)


def calendar_of(
    entries: Sequence[Entry], marks: Mapping[str, CalendarMark], *, name: str, base_url: str, zone: str
) -> bytes:
    """The calendar file of `entries`; the same bytes as long as nothing in it changed."""
    address = base_url.rstrip("/")
    calendar = Calendar()
    calendar.add("prodid", "-//Countersign//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    for entry in entries:
        calendar.add_component(_event(entry, marks[entry.key], address))
    return bytes(calendar.to_ical())


def _event(entry: Entry, mark: CalendarMark, address: str) -> Event:
    event = Event()
    event.add("uid", f"{hashlib.sha256(entry.key.encode()).hexdigest()[:32]}@{urlsplit(address).hostname}")
    event.add("dtstamp", mark.instant)
    event.add("last-modified", mark.instant)
    event.add("sequence", mark.sequence)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + dt.timedelta(days=1))
    event.add("summary", entry.words)
    event.add("description", f"{entry.why}\n{address}{entry.url}".strip())
    event.add("url", f"{address}{entry.url}")
    event.add("categories", [entry.kind])
    event.add("transp", "TRANSPARENT")
    return event
