"""The organisation's time zone, for whatever shows an instant. Reading the organisation's row is not done here.

A middleware of the accounts app enters the zone for the length of a request; tasks and commands may do the same.
Without either, times are shown in UTC and say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final
from zoneinfo import ZoneInfo

UTC: Final = ZoneInfo("UTC")

_ZONE: ContextVar[ZoneInfo | None] = ContextVar("organisation_zone", default=None)


def organisation_zone() -> ZoneInfo:
    """The zone in which instants are shown now."""
    return _ZONE.get() or UTC


def entered_zone() -> str:
    """The name of the zone somebody entered; empty where nobody has."""
    zone = _ZONE.get()
    return zone.key if zone is not None else ""


@contextmanager
def in_zone(name: str) -> Iterator[ZoneInfo]:
    """Show instants in zone `name` inside the block. Raises ZoneInfoNotFoundError for a name nobody knows."""
    zone = ZoneInfo(name)
    token = _ZONE.set(zone)
    try:
        yield zone
    finally:
        _ZONE.reset(token)
