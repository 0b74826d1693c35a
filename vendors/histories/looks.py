"""What a recorded history gives: looks at documents, in the order in which they were recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from vendors.domain.histories import Origin


class Unreadable(Exception):
    """The source is no history that can be read; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Look:
    """One recorded look. `key` tells it from every other of its origin for good (a commit, else a file's name)."""

    origin: Origin
    key: str
    at: dt.datetime
    name: str
    read: Callable[[], bytes] | None
    """Gives the raw bytes when asked, so that a history of any length is never in memory; None: taken away there."""


@dataclass(frozen=True, slots=True)
class Source:
    """A history: how many looks it holds, and the looks in recorded order. A context of its own must stay open."""

    name: str
    count: int
    looks: Iterator[Look]
