"""What an approval answers to somebody who wants to use the tool today: the table of domain.md, in words.

| approval | answer |
| --- | --- |
| active | what the category's mode says |
| active, flagged, review not overdue | the same, with warning and due date |
| active, flagged, review overdue | needs sign-off |
| suspended, expired, revoked, none | no |
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from policies.domain.lifecycle import Standing
from policies.domain.sentences import long_date
from policies.domain.types import Mode


class Use(StrEnum):
    """Whether a tool may be used for a category today."""

    YES = "permitted"
    ASK_FIRST = "needs_sign_off"
    NO = "barred"


@dataclass(frozen=True, slots=True)
class Permission:
    """The answer: one word, and the sentences that explain it."""

    use: Use
    word: str
    why: str

    @property
    def sentence(self) -> str:
        """The answer in one breath."""
        return f"{self.word}. {self.why}"


HOW = {
    Mode.ELIGIBLE: "What it writes may be committed directly",
    Mode.ATTESTED: "What it writes is reviewed by a person and attested before merge",
    Mode.RESTRICTED: "Each use needs the sign-off of the named owner first",
}


def permission(
    mode: Mode,
    standing: Standing | None,
    *,
    ends_on: dt.date | None = None,
    review_due_on: dt.date | None = None,
    today: dt.date,
    conditions: int = 0,
) -> Permission:
    """What holds on `today` under an approval with `standing` (None: there is none) in a category of `mode`."""
    if standing is None:
        return Permission(Use.NO, "No", "It is not approved for this category.")
    if standing is Standing.SUSPENDED:
        return Permission(Use.NO, "No", "The approval is suspended.")
    if standing is Standing.REVOKED:
        return Permission(Use.NO, "No", "The approval was revoked.")
    if standing is Standing.EXPIRED:
        return Permission(Use.NO, "No", "The approval has expired.")
    if standing is Standing.NOT_STARTED:
        return Permission(Use.NO, "Not yet", "The approval has not started.")
    if standing is Standing.FLAGGED and review_due_on is not None and today > review_due_on:
        return Permission(Use.ASK_FIRST, "Ask first", "Its review is overdue, so the owners have to sign off each use.")
    why = _granted(mode, ends_on, review_due_on if standing is Standing.FLAGGED else None, conditions)
    return Permission(Use.ASK_FIRST, "Ask first", why) if mode is Mode.RESTRICTED else Permission(Use.YES, "Yes", why)


def _granted(mode: Mode, ends_on: dt.date | None, review_due_on: dt.date | None, conditions: int) -> str:
    until = f"until {long_date(ends_on)}" if ends_on else ""
    on = f"on {conditions} condition{'s' if conditions > 1 else ''}" if conditions else ""
    limits = ", ".join(part for part in (until, on) if part)
    warning = f" It is being reviewed; the review is due on {long_date(review_due_on)}." if review_due_on else ""
    return f"{limits[:1].upper()}{limits[1:]}. {HOW[mode]}.{warning}" if limits else f"{HOW[mode]}.{warning}"
