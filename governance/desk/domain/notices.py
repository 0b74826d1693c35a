"""When a person is told of a matter by mail, when they are told again, and what the letter is called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Rhythm(StrEnum):
    """How soon somebody wants to be told of a kind of matter. `NEVER` lets through what was escalated to them."""

    IMMEDIATELY = "immediately"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


RHYTHM_WORDS = {
    Rhythm.IMMEDIATELY: "At once",
    Rhythm.HOURLY: "Every hour",
    Rhythm.DAILY: "Every day at 8",
    Rhythm.WEEKLY: "Mondays at 8",
    Rhythm.NEVER: "Never, except what is escalated to me",
}
MORNING = 8
"""Hour of the day, in the organisation's zone, of daily and weekly letters, and before which nobody is reminded."""
REMINDER_DAYS = (7, 3, 1)
"""Days before a due date that a person may ask to be reminded."""
OVERDUE_DAYS = (1, 8, 15, 22)
"""Days after the due date on which a letter says that the matter is late. After the last it is said no more."""


class Reason(StrEnum):
    """Why a matter stands in a letter; the order is that of the letter's sections."""

    ESCALATED = "escalated"
    OVERDUE = "overdue"
    REMINDER = "reminder"
    NEW = "new"
    CHANGED = "changed"


REASON_WORDS = {
    Reason.ESCALATED: "Escalated to you",
    Reason.OVERDUE: "Overdue",
    Reason.REMINDER: "Due soon",
    Reason.NEW: "Needs you",
    Reason.CHANGED: "Changed since you signed",
}


def slot_of(rhythm: Rhythm, now: dt.datetime) -> dt.datetime:
    """The last moment, at or before `now` (in the organisation's zone), at which letters of this rhythm go out."""
    if rhythm == Rhythm.HOURLY:
        return now.replace(minute=0, second=0, microsecond=0)
    if rhythm in (Rhythm.DAILY, Rhythm.WEEKLY):
        morning = now.replace(hour=MORNING, minute=0, second=0, microsecond=0)
        back = now.weekday() if rhythm == Rhythm.WEEKLY else 0
        morning -= dt.timedelta(days=back)
        return morning if morning <= now else morning - dt.timedelta(days=7 if rhythm == Rhythm.WEEKLY else 1)
    return now


def stage_of(due: dt.date | None, today: dt.date, reminders: Collection[int]) -> int | None:
    """The last day, counted from the due date, on which there was cause to remind: -3 three days before, 1 the day
    after; None where there was none yet. It only rises as days go by, unless the due date moves."""
    if due is None:
        return None
    late = (today - due).days
    return max((day for day in (*(-days for days in reminders), *OVERDUE_DAYS) if day <= late), default=None)


@dataclass(frozen=True, slots=True)
class Told:
    """What a person was told of a matter before: up to which stage."""

    stage: int | None


def reason_for(*, section_changed: bool, escalated: bool, stage: int | None, told: Told | None) -> Reason | None:
    """Why to write of a matter now; None where everything was said. Telling of it for the first time says what its
    stage would have said."""
    if told is None:
        if escalated:
            return Reason.ESCALATED
        if section_changed:
            return Reason.CHANGED
        return Reason.OVERDUE if stage is not None and stage > 0 else Reason.NEW
    if stage is None or (told.stage is not None and stage <= told.stage):
        return None
    return Reason.ESCALATED if escalated else Reason.OVERDUE if stage > 0 else Reason.REMINDER


def wants_now(
    rhythm: Rhythm, reason: Reason, *, slot_turned: bool, hour: int, first: bool, escalated: bool = False
) -> bool:
    """Whether a letter may say it at this look. What is escalated goes out at once, whatever was chosen; reminders wait
    for the morning; everything else for the next slot of the rhythm."""
    if not first and hour < MORNING:
        return False
    if escalated or rhythm == Rhythm.IMMEDIATELY:
        return True
    return rhythm != Rhythm.NEVER and slot_turned


def subject_of(reasons: Sequence[Reason], only: str) -> str:
    """The subject of a letter on matters told for `reasons`; `only` are the words of the matter where it is one."""
    if len(reasons) == 1:
        return f"{REASON_WORDS[reasons[0]]}: {only}"
    counts = [(reasons.count(reason), REASON_WORDS[reason].lower()) for reason in Reason if reason in reasons]
    if len(counts) == 1:
        return f"{len(reasons)} matters: {counts[0][1]}"
    return f"{len(reasons)} matters: " + ", ".join(f"{count} {words}" for count, words in counts)


def wait_before(attempt: int) -> dt.timedelta:
    """How long to wait after the failed attempt number `attempt` before a letter is tried again: a minute, doubled each
    time, four hours at most."""
    return dt.timedelta(minutes=min(2 ** (attempt - 1), 240))
