"""Which text of a document applied from when until when, gaps included: where none was captured, or none applied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from vendors.domain.in_force import Look, Span

Period = tuple[dt.date, dt.date | None]
"""From a day until the day before another; None: it has not ended."""


class Gap(StrEnum):
    """Why no text can be named."""

    NOT_CAPTURED = "not_captured"
    NOT_GOVERNING = "not_governing"


GAP_WORDS = {
    Gap.NOT_CAPTURED: "It governed, and no text of it was captured",
    Gap.NOT_GOVERNING: "A text was on record, and it governed nothing here",
}
UNSEEN_WORDS = "looks found no terms, so that nobody saw whether this text still stood"


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` until the day before `end` the text of `look` applied, or, without one, `gap` says why none did.

    `unseen`: looks found no terms then; the text before is taken to stand, and nobody saw that it did.
    """

    start: dt.date
    end: dt.date | None
    look: Look | None = None
    gap: Gap | None = None
    unseen: bool = False

    def covers(self, day: dt.date) -> bool:
        """Whether `day` lies in it."""
        return self.start <= day and (self.end is None or day < self.end)


def stretches(
    bound: Sequence[Span], governed: Sequence[Period], unseen: Sequence[Period] = (), within: Sequence[Period] = ()
) -> tuple[Stretch, ...]:
    """`bound` (which text is in force when) cut to when the document `governed`; gaps are named, neighbours that say
    the same joined. Nothing before either began. `within`: the periods asked about at all; () is all time.
    """
    periods: list[Period] = [*((span.start, span.end) for span in bound), *governed, *unseen, *within]
    days = sorted({day for period in periods for day in period if day is not None})
    found: list[Stretch] = []
    for start, end in zip(days, [*days[1:], None], strict=True):
        if within and not covered(within, start):
            continue
        one = _stretch(start, end, bound, governed, unseen)
        if one is None:
            continue
        if found and found[-1].end == start and replace(found[-1], start=start, end=end) == one:
            found[-1] = replace(found[-1], end=end)
        else:
            found.append(one)
    return tuple(found)


def _stretch(
    start: dt.date, end: dt.date | None, bound: Sequence[Span], governed: Sequence[Period], unseen: Sequence[Period]
) -> Stretch | None:
    look = next((span.look for span in bound if span.start <= start and (span.end is None or start < span.end)), None)
    governs = covered(governed, start)
    if look is None:
        return Stretch(start, end, gap=Gap.NOT_CAPTURED) if governs else None
    if not governs:
        return Stretch(start, end, gap=Gap.NOT_GOVERNING)
    return Stretch(start, end, look, unseen=covered(unseen, start))


def covered(periods: Iterable[Period], day: dt.date) -> bool:
    """Whether `day` lies in one of `periods`."""
    return any(start <= day and (end is None or day < end) for start, end in periods)


def cut(spans: Iterable[Span], period: Period) -> list[Span]:
    """The parts of `spans` that lie in `period`."""
    start, end = period
    found = []
    for span in spans:
        first = max(span.start, start)
        ends = [day for day in (span.end, end) if day is not None]
        last = min(ends) if ends else None
        if last is None or first < last:
            found.append(Span(span.look, first, last))
    return found


def on(found: Sequence[Stretch], day: dt.date) -> Stretch | None:
    """The one of `found` that covers `day`; None where there is nothing to say of it."""
    return next((stretch for stretch in found if stretch.covers(day)), None)
