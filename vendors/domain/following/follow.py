"""What became of a quote in a newer text: unchanged, moved, edited, rewritten or removed, where, and how surely.

The rule that outranks all others: a quote whose words changed or are gone is never carried on. One modal, one negation,
one number, one comma makes it edited. Where the same words stand elsewhere while something much like them stands in the
quote's own place, the quote is edited there, and the other place is another's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from vendors.domain.anchoring import CONTEXT, Selector, find_quote
from vendors.domain.following.alignment import Alignment
from vendors.domain.following.folding import words_alone
from vendors.domain.following.index import TextIndex, index_of
from vendors.domain.following.occurrences import AROUND, Own, own_place
from vendors.domain.following.variants import Variant, best_variant, contender
from vendors.domain.text.normal import alike_but_for_number, normal_form

RELATED = 0.55
"""Likeness below which two sentences have nothing to do with each other. Two unrelated English sentences of terms share
40 to 50 % of their characters in order by chance, so the number lies just above what chance gives."""
EDITED = 0.88
"""Likeness from which a change is an edit, and below which a rewriting. Both make a reading stale; the word is for the
person who reads it."""


class FollowStatus(StrEnum):
    UNCHANGED = "unchanged"
    MOVED = "moved"
    EDITED = "edited"
    REWRITTEN = "rewritten"
    REMOVED = "removed"


CARRIED = frozenset({FollowStatus.UNCHANGED, FollowStatus.MOVED})


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of a quote. text[start:end] of the new text is what it is now; None for a removed one.

    `similarity`: 1.0 word for word, of a removed quote that of the likest passage there is. `confidence`: 0 to 1, how
    plainly the texts say so. `punctuation_only`: edited in punctuation or capitals alone, on which a term may hang.
    """

    status: FollowStatus
    start: int | None
    end: int | None
    similarity: float
    confidence: float
    punctuation_only: bool = False

    @property
    def carried(self) -> bool:
        """Whether the quote still stands there word for word."""
        return self.status in CARRIED


def follow(old: str, new: str, selector: Selector) -> Followed:
    """What became in `new` of the quote that `selector` names in `old`, both canonical texts.

    A quote that does not stand in `old` can't be followed: it counts as removed, with confidence 0. The prepared texts
    are kept for the next quote.
    """
    found = find_quote(old, selector)
    if found is None:
        return Followed(FollowStatus.REMOVED, None, None, 0.0, 0.0)
    alignment = _aligned(old, new)
    start, end = (alignment.old.at_source(position) for position in (found.start, found.end))
    own = own_place(alignment, start, end)
    if own is not None:
        rival = contender(alignment, start, end, own, RELATED)
        return _changed(alignment, start, end, rival) if rival else _stands(alignment.new, own, end - start)
    return _changed(alignment, start, end, best_variant(alignment, start, end))


def carried(old: str, new: str, selector: Selector) -> bool:
    """Whether `follow` carries the quote on. Most quotes of a newer version are told without preparing any text: they
    stand there once, with everything around them as it was."""
    before, after = selector.prefix, selector.suffix
    around = f"{before}{selector.exact}{after}"
    settled = len(before) == len(after) == CONTEXT and selector.exact and old.count(around) == 1
    # Were the surroundings there twice, the quote could have been changed at one place and copied at the other.
    if settled and all(new.count(words) == 1 for words in (around, before, after)):
        return True
    return follow(old, new, selector).carried


def follow_all(old: str, new: str, selectors: Iterable[Selector]) -> list[Followed]:
    """`follow` for many quotes of one text; the texts are prepared once."""
    return [follow(old, new, selector) for selector in selectors]


def _stands(new: TextIndex, own: Own, length: int) -> Followed:
    start, end = new.source(own.start, own.start + length)
    status = FollowStatus.UNCHANGED if own.kept else FollowStatus.MOVED
    confidence = 0.5 if own.rivals else 1.0 if own.agreement >= AROUND else 0.8
    return Followed(status, start, end, 1.0, confidence)


def _changed(alignment: Alignment, start: int, end: int, variant: Variant | None) -> Followed:
    similarity = variant.similarity if variant else 0.0
    # Halfway between "chance" and "the same" there is nothing left to doubt; at the border all is.
    confidence = round(min(1.0, 0.5 + abs(similarity - RELATED) / (1 - RELATED)), 2)
    if variant is None or similarity < RELATED:
        return Followed(FollowStatus.REMOVED, None, None, similarity, confidence)
    old, new = alignment.old, alignment.new
    before, place = old.source(start, end), new.source(variant.start, variant.end)
    quote, words = old.text[slice(*before)], new.text[slice(*place)]
    if alike_but_for_number(normal_form(quote), normal_form(words)):
        # What counts as no news of a version counts as no news of a quote: typography beyond what is folded here.
        return Followed(FollowStatus.UNCHANGED if variant.in_place else FollowStatus.MOVED, *place, 1.0, 0.8)
    if not variant.in_place:
        confidence = round(confidence * 0.8, 2)
    status = FollowStatus.EDITED if similarity >= EDITED else FollowStatus.REWRITTEN
    return Followed(status, *place, similarity, confidence, words_alone(quote) == words_alone(words))


@lru_cache(maxsize=8)
def _aligned(old: str, new: str) -> Alignment:
    return Alignment(index_of(old), index_of(new))
