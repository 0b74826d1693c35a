"""The course of an approval: in which state it was from when until when, by its history. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from policies.domain.types import ApprovalState


@dataclass(frozen=True, slots=True)
class Leg:
    """From `start` until the day before `end` the approval was in `state`."""

    start: dt.date
    end: dt.date
    state: ApprovalState


def course(
    starts_on: dt.date,
    ends_on: dt.date,
    moves: Sequence[tuple[dt.date, ApprovalState]],
    superseded_on: dt.date | None = None,
) -> tuple[Leg, ...]:
    """The legs of an approval that ran from `starts_on` through `ends_on`; `moves`: the days it changed, oldest first.

    Of several changes on one day the last counts. It ends early where it was revoked or a newer one took its place.
    """
    end = ends_on + dt.timedelta(days=1)
    if superseded_on is not None:
        end = min(end, superseded_on)
    by_day = dict(moves)
    revoked = [day for day, state in by_day.items() if state is ApprovalState.REVOKED]
    if revoked:
        end = min(end, *revoked)
    state = ApprovalState.ACTIVE
    legs: list[Leg] = []
    start = starts_on
    for day, moved in sorted(by_day.items()):
        if day <= start:
            state = moved
        elif day < end and moved is not state:
            legs.append(Leg(start, day, state))
            start, state = day, moved
    if start < end and state is not ApprovalState.REVOKED:
        legs.append(Leg(start, end, state))
    return tuple(legs)
