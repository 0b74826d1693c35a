"""Rows of the desk: what people chose to be told, what they were told, and their calendar feeds."""

from governance.desk.models.feeds import CalendarFeed, CalendarMark
from governance.desk.models.notices import (
    DigestSlot,
    Letter,
    LetterLine,
    NoticeChoice,
    NoticeSent,
    ReminderChoice,
)
from governance.desk.models.views import SavedView, Sharing

__all__ = [
    "CalendarFeed",
    "CalendarMark",
    "DigestSlot",
    "Letter",
    "LetterLine",
    "NoticeChoice",
    "NoticeSent",
    "ReminderChoice",
    "SavedView",
    "Sharing",
]
