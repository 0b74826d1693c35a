"""Where the lines of a queue come from: one function per kind of matter, one module per area.

A source reads rows and yields items. It decides nothing and asks a fixed number of queries, whatever the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from governance.desk.items import Item
from governance.desk.sources import (
    changes,
    competition,
    exceptions,
    lanes,
    policy,
    readings,
    register,
    renewals,
    reports,
    requests,
    running,
    screening,
    webhooks,
)
from governance.desk.sources.asker import Asker

Source = Callable[[Asker], Iterable[Item]]

SOURCES: tuple[Source, ...] = (
    lanes.lines,
    requests.own_requests,
    changes.changes_to_read,
    readings.readings,
    policy.revisions_to_sign,
    policy.approvals,
    exceptions.exceptions,
    running.conditions,
    running.stops,
    renewals.renewals_to_settle,
    competition.notes_to_follow,
    register.instruments_to_read,
    screening.matches_to_decide,
    screening.old_lists,
    reports.reports,
    webhooks.disabled,
)

__all__ = ["SOURCES", "Asker", "Source"]
