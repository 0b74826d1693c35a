"""The exact sentences people sign. What is shown above the button is what is stored: both come from here.

A change of wording here changes what later signatures say, never what was signed: decisions keep their sentence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from policies.domain.labels import label
from policies.domain.types import Lane

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def long_date(day: dt.date) -> str:
    """`30 September 2026`, whatever the locale of the machine."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def listing(items: Sequence[str], last: str = "and") -> str:
    """`a, b and c`; an empty sequence is an empty text."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def decision_sentence(
    *,
    name: str,
    lane: Lane,
    tool: str,
    category: str,
    until: dt.date,
    conditions: int = 0,
    exceptions: Sequence[int] = (),
) -> str:
    """What a person signs to approve a line in their lane; `conditions` is how many are numbered beside it,
    `exceptions` the numbers of those without which the policy bars it."""
    numbers = [str(number) for number in exceptions]
    barred = f", though the policy bars it, by exception{'s'[: len(numbers) > 1]} {listing(numbers)}" if numbers else ""
    return (
        f"I, {name}, decide for {label(lane)}: {tool} may be used for {category} until {long_date(until)}"
        f"{_on_conditions(conditions)}{barred}."
    )


def decline_sentence(*, name: str, lane: Lane, tool: str, category: str) -> str:
    """What a person signs to decline a line in their lane."""
    return f"I, {name}, decide for {label(lane)}: {tool} may not be used for {category}."


def exception_sentence(
    *, name: str, lane: Lane, number: int, rule: str, tool: str, category: str, until: dt.date, codebase: str = ""
) -> str:
    """What a person signs to agree to an exception in their lane."""
    where = f" in the codebase {codebase} only" if codebase else ""
    return (
        f"I, {name}, agree for {label(lane)}: exception {number} lets {tool} be approved for {category}{where} until "
        f"{long_date(until)} although the rule “{rule}” bars it, with the compensating control stated."
    )


def exception_decline_sentence(*, name: str, lane: Lane, number: int, rule: str, tool: str, category: str) -> str:
    """What a person signs to decline an exception in their lane."""
    return f"I, {name}, decide for {label(lane)}: {tool} gets no exception {number} from “{rule}” for {category}."


def publish_sentence(*, name: str, lane: Lane, number: int, sha256: str) -> str:
    """What a person signs to publish a policy revision: its number and the whole content hash."""
    return f"I, {name}, sign for {label(lane)}: policy revision {number}, content hash {sha256}, may be published."


def _on_conditions(count: int) -> str:
    if count <= 0:
        return ""
    if count == 1:
        return ", on condition 1"
    return f", on conditions 1 {'and' if count == 2 else 'to'} {count}"
