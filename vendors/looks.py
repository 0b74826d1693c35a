"""What looks at documents found, one text after the other. Reads only, in one query each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from vendors.domain.in_force import Look
from vendors.models import Capture, TermsVersion


def looks_of(documents: Iterable[int]) -> Mapping[int, tuple[Look, ...]]:
    """By primary key of the document its texts in the order found; a look that found the same again adds none."""
    rows = Capture.objects.filter(document__in=set(documents), version__isnull=False).order_by("sequence")
    found: dict[int, tuple[Look, ...]] = {}
    for document, version, number, since, effective_on in rows.values_list(
        "document_id", "version_id", "version__number", "captured_at", "version__effective_on"
    ):
        known = found.get(document, ())
        if not known or known[-1].version != version:
            found[document] = (*known, Look(version, number, since, effective_on))
    return found


def documents_ahead(day: dt.date) -> frozenset[int]:
    """Documents (primary keys) of which a version takes effect only after `day`."""
    return frozenset(TermsVersion.objects.filter(effective_on__gt=day).values_list("document_id", flat=True))
