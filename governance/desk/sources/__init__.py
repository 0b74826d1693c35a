"""Where the lines of a queue come from: one function per kind of matter, one module per area.

A source reads rows and yields items. It decides nothing and asks one query at most, whatever the rows; those that are a
`Part` share one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

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
from governance.desk.sources.together import Part, read_together

Source = Callable[[Asker], Iterable[Item]]

SOURCES: tuple[Source | Part, ...] = (
    lanes.lines,
    requests.own_requests,
    changes.changes_to_read,
    readings.readings,
    policy.REVISIONS_TO_SIGN,
    policy.approvals,
    exceptions.EXCEPTIONS,
    running.CONDITIONS,
    running.STOPS,
    renewals.RENEWALS,
    competition.NOTES_TO_FOLLOW,
    register.INSTRUMENTS_TO_READ,
    screening.MATCHES_TO_DECIDE,
    screening.OLD_LISTS,
    reports.REPORTS,
    webhooks.DISABLED,
)


def items_of(asker: Asker) -> Iterator[Item]:
    """All there is for the person, in the order of the sources."""
    together = read_together(asker, [source for source in SOURCES if isinstance(source, Part)])
    for source in SOURCES:
        if not isinstance(source, Part):
            yield from source(asker)
        elif source in together:
            yield from source.says(asker, together[source])


__all__ = ["Asker", "items_of"]
