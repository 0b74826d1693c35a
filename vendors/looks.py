"""What looks at documents found, one text after the other. Reads only, in one query each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import Q

from vendors.domain.in_force import Look
from vendors.domain.terms import DriftKind
from vendors.models import Capture

SAME_WORDS = frozenset({DriftKind.FORMATTING.value, DriftKind.DATE_LINE.value})


def looks_of(documents: Iterable[int]) -> Mapping[int, tuple[Look, ...]]:
    """By primary key of the document its texts in the order found; a look that found the same again adds none."""
    rows = Capture.objects.filter(document__in=set(documents), version__isnull=False).order_by("sequence")
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


def documents_ahead(day: dt.date) -> frozenset[int]:
    """Documents (primary keys) of which some text takes effect only after `day`."""
    later = Q(effective_on__gt=day) | Q(version__effective_on__gt=day)
    return frozenset(Capture.objects.filter(later, version__isnull=False).values_list("document_id", flat=True))
