"""Saying instants and dates: in the organisation's zone, with the zone named. No arithmetic on deadlines lives here."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from governance.web.markup.icons import state
from governance.web.zones import organisation_zone

MONTHS = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
]


def _local(moment: dt.datetime) -> dt.datetime:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return aware.astimezone(organisation_zone())


def _zone_name(moment: dt.datetime) -> str:
    """CET, BST, UTC where the zone has such a name; UTC+3 where its name is only a number."""
    name = moment.tzname() or "UTC"
    if name[:1] not in "+-":
        return name
    hours = name[:3].replace("+0", "+").replace("-0", "-")
    return f"UTC{hours}" + (f":{name[3:5]}" if name[3:5] else "")


def say_day(date: dt.date) -> str:
    """18 Mar 2026."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def say_instant(moment: dt.datetime) -> str:
    """18 Mar 2026, 09:12 CET."""
    local = _local(moment)
    return f"{say_day(local.date())}, {local:%H:%M} {_zone_name(local)}"


def when(moment: dt.datetime | None) -> SafeString:
    """An instant in the organisation's zone, the zone named; nothing for None."""
    if moment is None:
        return SafeString("")
    return format_html(
        '<time datetime="{}">{}</time>',
        _local(moment).isoformat(timespec="seconds"),
        say_instant(moment),
    )


def day(date: dt.date | None) -> SafeString:
    """A calendar day; of an instant, the day it is in the organisation's zone; nothing for None."""
    if date is None:
        return SafeString("")
    if isinstance(date, dt.datetime):
        date = _local(date).date()
    return format_html('<time datetime="{}">{}</time>', date.isoformat(), say_day(date))


def say_age(moment: dt.datetime | dt.date, now: dt.datetime | None = None) -> str:
    """How long ago, in one unit: 12 min, 8 h, 6 d; beyond two years 3 y."""
    now = now or timezone.now()
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time(), organisation_zone())
    minutes = max(0, int((now - _local(moment)).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h"
    days = minutes // (24 * 60)
    return f"{days} d" if days < 730 else f"{days // 365} y"


def age(moment: dt.datetime | dt.date | None) -> SafeString:
    """How long ago, the instant itself in the title; nothing for None."""
    if moment is None:
        return SafeString("")
    exact = say_instant(moment) if isinstance(moment, dt.datetime) else say_day(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        exact,
        say_age(moment),
    )


def due(date: dt.date | dt.datetime | None, today: dt.date | None = None) -> SafeString:
    """A due date that says in words when it is near or past; nothing for None."""
    if date is None:
        return SafeString("")
    if isinstance(date, dt.datetime):
        date = _local(date).date()
    today = today or _local(timezone.now()).date()
    left = (date - today).days
    if left > 1:
        return day(date)
    if left == 1:
        return format_html(
            '<time datetime="{}" title="{}">Tomorrow</time>',
            date.isoformat(),
            say_day(date),
        )
    words = "Today" if left == 0 else f"{-left} d late"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        date.isoformat(),
        say_day(date),
        state("overdue", words),
    )
