"""What was last given out of each date, so that a calendar program is told of one that moved."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F
from django.utils import timezone

from governance.canonical import sha256_text
from governance.desk.dates import Entry
from governance.desk.models import CalendarMark


def marks_of(entries: Sequence[Entry]) -> dict[str, CalendarMark]:
    """By key, the mark of each entry as it is now; made for new ones, raised for those whose day or words are others.

    Two readers at once agree: a mark is made once (unique) and raised only from what it was.
    """
    wanted = {entry.key: sha256_text(f"{entry.day} {entry.words}") for entry in entries}
    known = _known(wanted)
    now = timezone.now()
    missing = [CalendarMark(key=key, digest=wanted[key], changed_at=now) for key in wanted if key not in known]
    CalendarMark.objects.bulk_create(missing, ignore_conflicts=True)
    moved = [mark for key, mark in known.items() if mark.digest != wanted[key]]
    for mark in moved:
        CalendarMark.objects.filter(pk=mark.pk, digest=mark.digest).update(
            digest=wanted[mark.key], sequence=F("sequence") + 1, changed_at=now
        )
    return _known(wanted) if missing or moved else known


def _known(wanted: dict[str, str]) -> dict[str, CalendarMark]:
    return {mark.key: mark for mark in CalendarMark.objects.filter(key__in=wanted)}
