"""Walks all dated rows of all files, oldest first, in one transaction; within a day in the order of the README's table.

One transaction, so that a failing load leaves nothing behind. It holds the chain lock from the first deed to the last,
which other loads must not do: here the database is empty, and nobody else waits.
"""

from __future__ import annotations

from itertools import chain
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone

from governance.accounts.models import User
from governance.audit.deeds import deed, record
from governance.audit.models import Event
from governance.database.locks import chain_lock
from governance.demo.clock import past
from governance.demo.loading import (
    assessments,
    codebases,
    competition,
    confirmations,
    documents,
    exceptions,
    lanes,
    outside,
    people,
    policy,
    register,
    requests,
    running,
    screening,
    tools,
    vendors,
    views,
)
from governance.demo.loading.book import BETWEEN_STEPS, Book, data

MODULES = (
    people,
    vendors,
    documents,
    policy,
    codebases,
    assessments,
    confirmations,
    tools,
    requests,
    exceptions,
    running,
    competition,
    register,
    screening,
    outside,
    lanes,
    competition,
    views,
)
"""In the order in which rows of one day depend on each other."""


class NotEmpty(Exception):
    """The database holds something already."""


def loaded() -> bool:
    """Whether the portfolio was loaded into this database."""
    return Event.objects.filter(action="demo.loaded").exists()


def load() -> Book:
    """Load the portfolio up to yesterday; reports follow by the real clock. Raises NotEmpty."""
    zone = ZoneInfo(data("organisation")["organisation"]["time_zone"])
    today = timezone.now().astimezone(zone).date()
    walk = sorted(chain.from_iterable(module.steps() for module in MODULES), key=lambda step: -step.days_ago)
    with transaction.atomic():
        chain_lock(connection)  # two loads at once: the second finds the database filled
        if Event.objects.exists() or User.objects.exists():
            raise NotEmpty
        with past(today, zone) as clock:
            book = Book(today, clock)
            for step in walk:
                clock.go_to(step.days_ago)
                clock.pass_by(BETWEEN_STEPS)
                step.do(book)
        _say_so()
    return book


@deed
def _say_so() -> None:
    record(people.SYSTEM, "demo.loaded", detail={"organisation": data("organisation")["organisation"]["name"]})
