"""Which texts applied to tiers, from when until when: looks and governing links as rows, joined by `domain.timeline`.

As the documents themselves say; how a tool is bound (notice, pins) is known one floor up. Reads only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from governance.accounts.access import organisation
from vendors.domain.in_force import Look, spans
from vendors.domain.terms import CaptureState
from vendors.domain.timeline import Period, Stretch, stretches
from vendors.looks import looks_of
from vendors.models import Capture, GoverningLink, TermsDocument, TermsVersion


def local_day(moment: dt.datetime, zone: str) -> dt.date:
    """The day `moment` is in `zone`."""
    return moment.astimezone(ZoneInfo(zone)).date()


@dataclass(frozen=True, slots=True)
class Library:
    """What looks found of some documents, by primary key, and the versions they name."""

    zone: str
    looks: Mapping[int, Sequence[Look]]
    unseen: Mapping[int, Sequence[Period]]
    versions: Mapping[int, TermsVersion]


def library_of(documents: Iterable[int]) -> Library:
    """Everything the timelines of `documents` (primary keys) are made of. Four queries."""
    keys = set(documents)
    zone = organisation().time_zone
    looks = looks_of(keys)
    named = {look.version for found in looks.values() for look in found}
    return Library(zone, looks, _unseen(keys, zone), TermsVersion.objects.in_bulk(named))


def _unseen(documents: set[int], zone: str) -> dict[int, list[Period]]:
    """From a look that found no terms until the next that did."""
    rows = Capture.objects.filter(document__in=documents).order_by("document", "sequence")
    found: dict[int, list[Period]] = {}
    since: dict[int, dt.date] = {}
    for document, at, state in rows.values_list("document_id", "captured_at", "state"):
        day = local_day(at, zone)
        if state == CaptureState.CAPTURE_PROBLEM:
            since.setdefault(document, day)
        elif document in since:
            found.setdefault(document, []).append((since.pop(document), day))
    for document, day in since.items():
        found.setdefault(document, []).append((day, None))
    return found


def governed(links: Iterable[GoverningLink], zone: str) -> list[Period]:
    """When any of `links` held, as days."""
    return [
        (local_day(row.valid_from, zone), local_day(row.valid_until, zone) if row.valid_until else None)
        for row in links
    ]


@dataclass(frozen=True, slots=True)
class Applied:
    """What of one document applied to a tier, or to whatever it governs, as the document itself says."""

    document: TermsDocument
    stretches: tuple[Stretch, ...]


def applied(links: Iterable[GoverningLink], library: Library) -> list[Applied]:
    """What applied of each document that `links` (with their documents) name, in the order of first mention."""
    by_document: dict[TermsDocument, list[GoverningLink]] = {}
    for row in links:
        by_document.setdefault(row.document, []).append(row)
    return [
        Applied(
            document,
            stretches(
                spans(library.looks.get(document.pk, ()), library.zone),
                governed(rows, library.zone),
                library.unseen.get(document.pk, ()),
            ),
        )
        for document, rows in by_document.items()
    ]
