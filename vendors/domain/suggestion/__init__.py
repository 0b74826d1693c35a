"""Passages of a text that counsel must see, for each clause area, ranked, with reasons. It never answers for counsel.

`Suggester` is what pages and deeds rely on; the one here works by rules, on this machine, the same every time. A
stronger one takes its place by having the same method.
"""

from __future__ import annotations

from typing import Protocol

from vendors.domain.suggestion.broad import caught
from vendors.domain.suggestion.cues import Direction
from vendors.domain.suggestion.lexicon import LEXICONS
from vendors.domain.suggestion.ranking import Suggestion, rank
from vendors.domain.suggestion.scoring import Weight, weigh_sentence
from vendors.domain.suggestion.units import LONGEST
from vendors.domain.terms import ClauseArea

__all__ = [
    "LONGEST",
    "Direction",
    "RuleSuggester",
    "Suggester",
    "Suggestion",
    "Weight",
    "caught",
    "suggest",
    "weigh_alone",
]


class Suggester(Protocol):
    """Whatever can rank the passages of a canonical text for a clause area."""

    def suggest(self, text: str, area: ClauseArea, limit: int) -> tuple[Suggestion, ...]:
        """At most `limit` passages of `text`, best first, none longer than `LONGEST` characters."""
        ...


class RuleSuggester:
    """The rules of `lexicon`, applied by `ranking`."""

    def suggest(self, text: str, area: ClauseArea, limit: int) -> tuple[Suggestion, ...]:
        """At most `limit` passages of `text`, best first; see `rank`."""
        return rank(text, area, limit)


def suggest(text: str, area: ClauseArea, limit: int = 5) -> tuple[Suggestion, ...]:
    """The first `limit` suggestions of the rules for `area` in the canonical text `text`."""
    return RuleSuggester().suggest(text, area, limit)


def weigh_alone(sentence: str, area: ClauseArea, stem: str = "") -> Weight:
    """What one sentence weighs for `area` without the headings around it."""
    return weigh_sentence(sentence, LEXICONS[area], stem)
