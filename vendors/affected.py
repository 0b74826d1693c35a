"""What a change made of readings, with their quotes then and now. Reads only, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from vendors.domain.following.follow import FollowStatus, follow
from vendors.domain.terms import Effect
from vendors.models import AffectedReading, ChangeReview, Citation
from vendors.quoted import quotes_of, selector_of, text_of

BECAME = {
    FollowStatus.UNCHANGED: "Still there, word for word",
    FollowStatus.MOVED: "Moved, word for word",
    FollowStatus.EDITED: "Edited",
    FollowStatus.REWRITTEN: "Rewritten",
    FollowStatus.REMOVED: "Gone",
}


@dataclass(frozen=True, slots=True)
class QuoteThenAndNow:
    """A quote of a reading, and the words of the new text it became; empty where they are gone."""

    then: str
    now: str
    became: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Touched:
    """A reading that a change touched, with its quotes in the document; the changed ones first. Without any it rests on
    a silence there, or on other documents alone."""

    row: AffectedReading
    quotes: tuple[QuoteThenAndNow, ...]

    @property
    def waits(self) -> bool:
        """Whether it waits for anything."""
        return self.row.settled_at is None

    @property
    def kept(self) -> list[QuoteThenAndNow]:
        """The quotes that stand in the new text."""
        return [quote for quote in self.quotes if not quote.changed]

    @property
    def to_confirm(self) -> bool:
        """Whether counsel is asked if it still holds."""
        return self.waits and self.row.effect == Effect.TO_BE_CONFIRMED


def touched_by(review: ChangeReview) -> list[Touched]:
    """The readings a change touched: what waits before what is settled, stale before to be confirmed, and of those the
    ones without a quote first, since nothing but reading the whole text tells whether a silence still holds."""
    rows = list(
        review.readings.select_related("assessment__record__tier__product", "assessment__approved_by", "settled_by")
    )
    quotes = quotes_of([row.assessment_id for row in rows], review.document)
    new = text_of(review.newest)
    found = [Touched(row, _shown(quotes.get(row.assessment_id, []), new)) for row in rows]
    return sorted(found, key=lambda one: (not one.waits, one.row.effect != Effect.STALE, bool(one.quotes), one.row.pk))


def _shown(quotes: list[Citation], new: str) -> tuple[QuoteThenAndNow, ...]:
    found = (_then_and_now(quote, new) for quote in quotes)
    return tuple(sorted(found, key=lambda one: not one.changed))


def _then_and_now(quote: Citation, new: str) -> QuoteThenAndNow:
    became = follow(quote.text.text if quote.text else "", new, selector_of(quote))
    now = new[became.start : became.end] if became.start is not None and became.end is not None else ""
    return QuoteThenAndNow(quote.exact, now, BECAME[became.status], not became.carried)
