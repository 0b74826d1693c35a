"""In which states a document stands by what the last look at it found, and what to do about each, in words."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from vendors.domain.capture_problems import remedy_for
from vendors.domain.terms import DriftKind, ProblemKind, Rhythm

GRACE = dt.timedelta(hours=1)
"""How late a look may be before it is said to be: the worker takes twenty at a time and waits between two fetches."""
NEWS = (DriftKind.SMALL, DriftKind.CONTENT)
"""Changes that counsel reads."""
NOISE = (DriftKind.IDENTICAL, DriftKind.FORMATTING, DriftKind.DATE_LINE, DriftKind.RETURN)
"""What a look may find without there being anything to read."""


class WatchState(StrEnum):
    """One document may be in several: a page may fail to load while an earlier change still waits for counsel."""

    CONTENT = "content"
    CAPTURE_PROBLEM = "capture_problem"
    OVERDUE = "overdue"
    SMALL = "small"
    NOT_WATCHED = "not_watched"
    QUIET = "quiet"


NEEDS_SOMEBODY = (WatchState.CONTENT, WatchState.CAPTURE_PROBLEM, WatchState.OVERDUE, WatchState.SMALL)


def overdue_words(rhythm: Rhythm) -> str:
    """What is wrong with a look that does not come, and what to do."""
    often = "day" if rhythm == Rhythm.DAILY else "week"
    return (
        f"It is to be looked at every {often}, and was not. Fetch it now; if nothing comes of that, ask whoever runs "
        "this site whether its worker runs."
    )


def problem_words(problem: str, kind: str) -> str:
    """What is wrong with a capture, and what to do. Without a kind it holds no readable text at all."""
    remedy = (
        remedy_for(ProblemKind(kind)) if kind else "Open the address. If the terms are there, paste or upload them."
    )
    return f"{problem} {remedy}".strip()


def no_text_words(*, watched: bool) -> str:
    """What to do about a document nobody has brought a text of."""
    if watched:
        return "No text yet. Its first look is due; if nothing comes of it, paste or upload the text."
    return "No text yet. Paste or upload it, or set the web address it is fetched from."


def not_watched_words(*, contract: bool, rhythm: str) -> str:
    """Why nobody looks at a document by the clock, and what to do where something can be done."""
    if contract:
        return "A contract is posted nowhere: bring each new text by paste or upload."
    if rhythm == Rhythm.BY_HAND:
        return "It is fetched only when somebody asks."
    return "No web address is set, so that a change would go unnoticed."
