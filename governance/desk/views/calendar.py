"""The calendar: one month of dates as a list, with the month beside it to move about in."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from governance.accounts.access import actor_of, today
from governance.desk.dates import Entry, Span, entries_of
from governance.desk.queue import KINDS

EARLIEST, LATEST = 2000, 2100
"""Years that a month may lie in; beyond them nothing is kept."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month as the small calendar draws it."""

    date: dt.date
    count: int
    inside: bool
    current: bool


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """Dates of one month: what concerns me, or all I may see."""
    actor = actor_of(request)
    first = _month(request.GET.get("month", ""))
    last = first.replace(day=months.monthrange(first.year, first.month)[1])
    whole = request.GET.get("whose") == "all"
    kind = request.GET.get("kind", "") if request.GET.get("kind") in KINDS else ""
    found = entries_of(actor.person, Span(first, last, whole))
    shown = [entry for entry in found if kind in ("", entry.kind)]
    counts = Counter(entry.kind for entry in found)
    context = {
        "days": [(day, list(entries)) for day, entries in groupby(shown, key=lambda entry: entry.day)],
        "weeks": _weeks(first, shown),
        "total": len(found),
        "shown": len(shown),
        "rail": [(code, word, counts[code]) for code, word in KINDS.items() if counts[code] or code == kind],
        "kind": kind,
        "whole": whole,
        "month": f"{first:%B %Y}",
        "before": _said(first - dt.timedelta(days=1)),
        "after": _said(last + dt.timedelta(days=1)),
        "today": today(),
        "this": first == today().replace(day=1),
    }
    return render(request, "desk/calendar_list.html", context)


def _month(text: str) -> dt.date:
    """The first day of the month that `text` names as 2026-11; of this month where it names none."""
    try:
        named = dt.datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        return today().replace(day=1)
    return named if EARLIEST <= named.year <= LATEST else today().replace(day=1)


def _said(day: dt.date) -> str:
    return f"{day:%Y-%m}"


def _weeks(first: dt.date, shown: Sequence[Entry]) -> list[list[Day]]:
    counts = Counter(entry.day for entry in shown)
    now = today()
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    return [[Day(day, counts[day], day.month == first.month, day == now) for day in week] for week in weeks]
