"""The days before an end at which the organisation is warned, as an administrator writes them: "60, 30, 7"."""

from __future__ import annotations

DEFAULT = "60, 30, 7"
MOST_DAYS, MOST_WARNINGS = 365, 6


def read_days(text: str) -> tuple[int, ...]:
    """The days in a text, the furthest from the end first, each once. Raises ValueError in words for people."""
    found = set()
    for part in text.replace(";", ",").split(","):
        entry = part.strip()
        if not entry:
            continue
        if not (entry.isascii() and entry.isdigit() and 1 <= int(entry) <= MOST_DAYS):
            raise ValueError(f"Give days from 1 to {MOST_DAYS}, with commas between them: {DEFAULT}.")
        found.add(int(entry))
    if not found:
        raise ValueError("Give at least one day: without a warning nobody hears of an end.")
    if len(found) > MOST_WARNINGS:
        raise ValueError(f"Give {MOST_WARNINGS} days at most.")
    return tuple(sorted(found, reverse=True))


def written(text: str) -> str:
    """`text` as it is kept. Raises ValueError as `read_days`."""
    return ", ".join(str(day) for day in read_days(text))
