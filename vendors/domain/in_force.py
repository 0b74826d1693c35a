"""Which text of a document applies on a day: the newest that is in effect and of which notice has run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Look:
    """A text as looks at a document found it, until they found another: the version (primary key, number), since when,
    and the day from which the text itself says that it applies.

    `same_words`: nothing but layout or a date line differs from the text before. `dated_back`: it was put on record
    after `since` (imported, or accepted later by counsel), so that nothing follows from what was done in between.
    """

    version: int
    number: int
    since: dt.datetime
    effective_on: dt.date | None = None
    same_words: bool = False
    dated_back: bool = False

    def binds_from(self, zone: str, notice_days: int = 0) -> dt.date:
        """First day, in `zone`, on which it binds somebody owed `notice_days` days of notice.

        The look that found it is the notice on record; a text that takes effect later binds only then.
        """
        noticed = self.since.astimezone(ZoneInfo(zone)).date() + dt.timedelta(days=notice_days)
        return max(noticed, self.effective_on or noticed)


def in_force(looks: Sequence[Look], day: dt.date, zone: str, notice_days: int = 0) -> Look:
    """The one of `looks` (oldest first, at least one) that binds on `day`; the first binds until another does."""
    for look in reversed(looks[1:]):
        if look.binds_from(zone, notice_days) <= day:
            return look
    return looks[0]


@dataclass(frozen=True, slots=True)
class Span:
    """The text that `look` found binds from the day `start` until the day before `end` (None: it still does)."""

    look: Look
    start: dt.date
    end: dt.date | None = None

    def by_the_clock(self, zone: str) -> bool:
        """Whether it began on a later day than the look that found it: notice had run, or an effective date came."""
        return self.start > self.look.since.astimezone(ZoneInfo(zone)).date()


def spans(looks: Sequence[Look], zone: str, notice_days: int = 0) -> tuple[Span, ...]:
    """Which text binds from when until when, without a gap from the first look on; () where nothing was captured.

    By what is known now: a text put on record later is where it belongs, not where it was found.
    """
    if not looks:
        return ()
    first = looks[0].since.astimezone(ZoneInfo(zone)).date()
    turns = {look.binds_from(zone, notice_days) for look in looks[1:]}
    days = [first, *sorted(day for day in turns if day > first)]
    bound = [(day, in_force(looks, day, zone, notice_days)) for day in days]
    kept = [entry for number, entry in enumerate(bound) if number == 0 or entry[1] is not bound[number - 1][1]]
    ends = [day for day, _ in kept[1:]]
    return tuple(Span(look, day, end) for (day, look), end in zip(kept, [*ends, None], strict=True))


def was_read(looks: Sequence[Look], read: Collection[int]) -> bool:
    """Whether somebody who read the versions `read` whole has read the newest of `looks`: it, or one from which only
    layout and date lines differ since."""
    for look in reversed(looks):
        if look.version in read:
            return True
        if not look.same_words:
            return False
    return False
