"""What looks at documents found, one text after the other. Reads only, in one query each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from vendors.domain.in_force import Look
from vendors.domain.terms import DriftKind
from vendors.models import Capture

SAME_WORDS = frozenset({DriftKind.FORMATTING.value, DriftKind.DATE_LINE.value})


def looks_of(documents: Iterable[int], ahead_of: dt.date | None = None) -> Mapping[int, tuple[Look, ...]]:
    """By primary key of the document its texts in the order found; a look that found the same again adds none.

    `ahead_of`: those of `documents_ahead` of that day too.
    """
    which = Q(document__in=set(documents))
    if ahead_of is not None:
        which |= Q(document__in=documents_ahead(ahead_of))
    rows = Capture.objects.filter(which, version__isnull=False).order_by("sequence")
    found: dict[int, tuple[Look, ...]] = {}
    for document, version, number, since, said, first_said, change, accepts, origin in rows.values_list(
        "document_id",
        "version_id",
        "version__number",
        "captured_at",
        "effective_on",
        "version__effective_on",
        "change",
        "accepts_id",
        "origin_key",
    ):
        known = found.get(document, ())
        if known and known[-1].version == version:
            continue
        dated_back = bool(accepts or origin)
        look = Look(version, number, since, said or first_said, change in SAME_WORDS, dated_back)
        found[document] = (*known, look)
    return found


def documents_ahead(day: dt.date) -> QuerySet[Capture, Any]:
    """Documents of which some text takes effect only after `day`, as primary keys to look among."""
    later = Q(effective_on__gt=day) | Q(version__effective_on__gt=day)
    return Capture.objects.filter(later, version__isnull=False).values("document_id")
