"""States of what runs until a date besides approvals, and what the clock makes of them: exceptions, decommissions."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum


class ExceptionState(StrEnum):
    """Stored states. Expiring and expired are computed from the clock, never stored."""

    REQUESTED = "requested"
    ACTIVE = "active"
    FLAGGED = "flagged"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


RUNNING = frozenset({ExceptionState.ACTIVE, ExceptionState.FLAGGED})


class ExceptionStanding(StrEnum):
    """What an exception is worth on a day: its stored state seen through the clock."""

    REQUESTED = "requested"
    ACTIVE = "active"
    FLAGGED = "flagged"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


def exception_standing(
    state: ExceptionState, ends_on: dt.date, today: dt.date, warning_days: int = 30
) -> ExceptionStanding:
    """Where an exception stands on `today`, a date in the organisation's zone; the end date itself still counts.

    A request nobody decided by its end date has expired as well: there is nothing left to decide.
    """
    if state in (ExceptionState.DECLINED, ExceptionState.WITHDRAWN, ExceptionState.ENDED):
        return ExceptionStanding(state.value)
    if today > ends_on:
        return ExceptionStanding.EXPIRED
    if state is ExceptionState.ACTIVE and (ends_on - today).days <= warning_days:
        return ExceptionStanding.EXPIRING
    return ExceptionStanding(state.value)
