"""The passages of a text that counsel should see for a clause area, as the reader shows them. No view lives here.

They say where to look and why, and never what the answer is. Whatever ranks them is behind `vendors.domain.suggestion`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from vendors.domain.layout import Span
from vendors.domain.suggestion import Direction, RuleSuggester, Suggester
from vendors.domain.terms import AREA_LABELS, ClauseArea
from vendors.domain.text import heading_at

SHOWN = 10
"""Passages offered of an area."""
LONGEST = 240
"""Characters of a passage shown beside the text; the text itself shows it whole."""
SUGGESTER: Suggester = RuleSuggester()

_SIDES = {
    Direction.CUSTOMER: "What we may do",
    Direction.VENDOR: "What the vendor may do",
    Direction.BOTH: "Both sides",
}


@dataclass(frozen=True, slots=True)
class Suggested:
    """One passage: where it stands, its first words, why it is shown, and whether a reading cites from it already."""

    start: int
    end: int
    anchor: str
    words: str
    heading: str
    side: str
    reasons: tuple[str, ...]
    cited: bool
    query: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A clause area to choose, with the address's query for it."""

    area: ClauseArea
    label: str
    query: str
    chosen: bool


def area_asked(asked: str, aimed: ClauseArea | None) -> ClauseArea | None:
    """The area `?area=` names, else that of the reading somebody cites for; None for neither or an unknown one."""
    if asked:
        return ClauseArea(asked) if asked in set(ClauseArea) else None
    return aimed


def tabs(chosen: ClauseArea | None, aim: dict[str, str]) -> list[Tab]:
    """The four areas; what is being cited for travels along."""
    return [
        Tab(area, label, urlencode({**aim, "area": area.value}), area == chosen) for area, label in AREA_LABELS.items()
    ]


def suggested(text: str, area: ClauseArea, cited: Sequence[Span], aim: dict[str, str]) -> list[Suggested]:
    """The best passages of `text` for `area`, best first."""
    found = []
    for number, one in enumerate(SUGGESTER.suggest(text, area, SHOWN), start=1):
        found.append(
            Suggested(
                start=one.start,
                end=one.end,
                anchor=f"s-{number}",
                words=_opening(text[one.start : one.end]),
                heading=heading_at(text, one.start),
                side=_SIDES.get(one.direction, "") if one.direction else "",
                reasons=one.reasons,
                cited=any(span.start < one.end and one.start < span.end for span in cited),
                query=urlencode({"start": one.start, "end": one.end, **aim}),
            )
        )
    return found


def _opening(passage: str) -> str:
    words = " ".join(passage.replace("#", " ").split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rsplit(' ', 1)[0]} …"
