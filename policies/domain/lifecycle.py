"""State machines as tables (requests, lines, approvals, exceptions, revisions), and what the clock makes of approvals.

Who may is a permission code of `governance.accounts.roles`; whether this person may besides (separation, ownership) is
`policies.domain.separation` and the deed. An event with no permission happens only as part of another deed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from policies.domain.decommissioning import DecommissionState
from policies.domain.ending import ExceptionState
from policies.domain.types import ApprovalState, Lane, LineState, RequestState, RevisionState, Verdict

State = TypeVar("State", bound=StrEnum)

REVIEW_DAYS = 14
"""Days a flagged approval may go on being used, with a warning, before its review is overdue."""

WARNING_DAYS = 30
"""Days before its end from which an active approval is shown as expiring."""


@dataclass(frozen=True, slots=True)
class Step(Generic[State]):
    """One permitted move: `source` and `event` give `target`; `may` are the permissions, any of which suffices."""

    source: State
    event: str
    target: State
    may: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Table(Generic[State]):
    """All permitted moves of one noun. What is not in it is refused."""

    noun: str
    states: tuple[State, ...]
    steps: tuple[Step[State], ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a move is not permitted, in words for the person who tried."""

    event: str
    state: str
    reason: str


_LANES = ("line.decide.legal", "line.decide.engineering")
_ASK = ("request.make",)
_WAITS = LineState.CHANGES_REQUESTED
_SIGNERS = ("policy.sign.legal", "policy.sign.engineering")

REQUEST: Table[RequestState] = Table(
    "request",
    tuple(RequestState),
    (
        Step(RequestState.OPEN, "settle", RequestState.DECIDED, (), "The last open line was decided."),
        Step(RequestState.OPEN, "withdraw", RequestState.WITHDRAWN, ("request.make",), "The requester withdrew it."),
    ),
)

LINE: Table[LineState] = Table(
    "line",
    tuple(LineState),
    (
        Step(LineState.OPEN, "approve", LineState.APPROVED, _LANES, "The second of both lanes approved."),
        Step(LineState.OPEN, "decline", LineState.DECLINED, _LANES, "One lane declined."),
        Step(LineState.OPEN, "ask", LineState.CHANGES_REQUESTED, _LANES, "A lane asked for changes, with reasons."),
        Step(LineState.OPEN, "reopen", LineState.OPEN, _ASK, "What was judged changed: a new round, both lanes anew."),
        Step(_WAITS, "answer", LineState.OPEN, _ASK, "The requester answered; what was judged is the same."),
        Step(_WAITS, "reopen", LineState.OPEN, _ASK, "The requester changed it: a new round, both lanes decide anew."),
        Step(_WAITS, "take_back", LineState.OPEN, _LANES, "The lane that asked for changes needs them no more."),
        Step(_WAITS, "withdraw", LineState.WITHDRAWN, _ASK, "The requester withdrew it."),
        Step(LineState.OPEN, "withdraw", LineState.WITHDRAWN, _ASK, "The requester withdrew it."),
        Step(LineState.OPEN, "supersede", LineState.SUPERSEDED, (), "A newer line took its place."),
        Step(LineState.APPROVED, "supersede", LineState.SUPERSEDED, (), "A newer approval took its place."),
    ),
)

_A = ApprovalState
_FLAG, _SUSPEND = ("approval.flag",), ("approval.suspend",)
_RESUME, _REVOKE = ("approval.resume",), ("approval.revoke",)
APPROVAL: Table[ApprovalState] = Table(
    "approval",
    tuple(_A),
    (
        Step(_A.ACTIVE, "flag", _A.FLAGGED, _FLAG, "Something it rests on changed; a review is due."),
        Step(_A.FLAGGED, "flag", _A.FLAGGED, _FLAG, "A further reason for the review."),
        Step(_A.SUSPENDED, "flag", _A.SUSPENDED, _FLAG, "A further reason; it stays suspended."),
        Step(_A.FLAGGED, "clear", _A.ACTIVE, _RESUME, "The review found nothing against it."),
        Step(_A.FLAGGED, "settle", _A.ACTIVE, (), "All it was flagged for was settled."),
        Step(_A.FLAGGED, "settle_part", _A.FLAGGED, (), "A part of what it was flagged for was settled."),
        Step(_A.SUSPENDED, "settle_part", _A.SUSPENDED, (), "What it was flagged for was settled; it stays suspended."),
        Step(_A.ACTIVE, "suspend", _A.SUSPENDED, _SUSPEND, "One lane suspended it, with reasons."),
        Step(_A.FLAGGED, "suspend", _A.SUSPENDED, _SUSPEND, "One lane suspended it, with reasons."),
        Step(_A.SUSPENDED, "resume", _A.ACTIVE, _RESUME, "The reasons for suspending it are gone."),
        Step(_A.SUSPENDED, "resume_flagged", _A.FLAGGED, _RESUME, "It resumes, and a review is still due."),
        Step(_A.ACTIVE, "revoke", _A.REVOKED, _REVOKE, "It was ended for good, with reasons."),
        Step(_A.FLAGGED, "revoke", _A.REVOKED, _REVOKE, "It was ended for good, with reasons."),
        Step(_A.SUSPENDED, "revoke", _A.REVOKED, _REVOKE, "It was ended for good, with reasons."),
    ),
)

_R = RevisionState
_EDIT = ("policy.edit",)
REVISION: Table[RevisionState] = Table(
    "policy revision",
    tuple(_R),
    (
        Step(_R.DRAFT, "edit", _R.DRAFT, _EDIT, "The content changed; signatures given so far are void."),
        Step(_R.DRAFT, "sign", _R.DRAFT, _SIGNERS, "One lane signed the content hash."),
        Step(_R.DRAFT, "publish", _R.PUBLISHED, _SIGNERS, "The second lane signed the same content hash."),
        Step(_R.DRAFT, "discard", _R.DISCARDED, _EDIT, "The draft was given up."),
        Step(_R.PUBLISHED, "supersede", _R.SUPERSEDED, (), "A newer revision was published."),
    ),
)

_E = ExceptionState
_ASK, _JUDGE = ("exception.request",), ("exception.decide.legal", "exception.decide.engineering")
_REVIEW, _END = ("exception.review",), ("exception.end",)
EXCEPTION: Table[ExceptionState] = Table(
    "exception",
    tuple(_E),
    (
        Step(_E.REQUESTED, "approve", _E.ACTIVE, _JUDGE, "The second of both lanes agreed to it."),
        Step(_E.REQUESTED, "decline", _E.DECLINED, _JUDGE, "One lane declined."),
        Step(_E.REQUESTED, "withdraw", _E.WITHDRAWN, _ASK, "Whoever asked withdrew it."),
        Step(_E.ACTIVE, "flag", _E.FLAGGED, (), "The terms its rule reads changed; a review is due."),
        Step(_E.FLAGGED, "flag", _E.FLAGGED, (), "A further change."),
        Step(_E.FLAGGED, "clear", _E.ACTIVE, _REVIEW, "The review found nothing against it."),
        Step(_E.FLAGGED, "settle", _E.ACTIVE, (), "All it was flagged for was settled."),
        Step(_E.FLAGGED, "settle_part", _E.FLAGGED, (), "A part of what it was flagged for was settled."),
        Step(_E.ACTIVE, "end", _E.ENDED, _END, "One lane ended it before its last day, with reasons."),
        Step(_E.FLAGGED, "end", _E.ENDED, _END, "One lane ended it before its last day, with reasons."),
    ),
)

_D = DecommissionState
_STOP = ("decommission.work",)
DECOMMISSION: Table[DecommissionState] = Table(
    "decommissioning",
    tuple(_D),
    (
        Step(_D.OPEN, "add", _D.OPEN, _STOP, "A further thing that must stop was named."),
        Step(_D.OPEN, "assign", _D.OPEN, _STOP, "Somebody answers for an item, until a day."),
        Step(_D.OPEN, "confirm", _D.OPEN, _STOP, "An item was confirmed to have stopped."),
        Step(_D.OPEN, "finish", _D.DONE, (), "The last item was confirmed."),
        Step(_D.OPEN, "call_off", _D.CALLED_OFF, (), "A new approval took the place of the one that ended."),
    ),
)

# Words for the refusal of an event; the tables say where it is permitted, these say what was tried.
_TRIED: Mapping[str, str] = {
    "settle": "closed",
    "withdraw": "withdrawn",
    "ask": "sent back for changes",
    "answer": "answered",
    "reopen": "put before the lanes anew",
    "take_back": "put before the lanes again",
    "approve": "approved",
    "decline": "declined",
    "supersede": "superseded",
    "flag": "flagged",
    "clear": "cleared",
    "settle_part": "settled",
    "suspend": "suspended",
    "resume": "resumed",
    "resume_flagged": "resumed",
    "revoke": "revoked",
    "edit": "edited",
    "sign": "signed",
    "publish": "published",
    "discard": "discarded",
    "end": "ended",
    "add": "added to",
    "assign": "assigned",
    "confirm": "confirmed",
    "finish": "finished",
    "call_off": "called off",
}


def transition(table: Table[State], state: State, event: str) -> State | Refusal:
    """The state that `event` leads to from `state`, or the refusal with its reason. Never raises."""
    for step in table.steps:
        if step.source == state and step.event == event:
            return step.target
    tried = _TRIED.get(event, event)
    return Refusal(event, state.value, f"This {table.noun} is {state.value}, so it cannot be {tried}.")


def who_may(table: Table[State], state: State, event: str) -> tuple[str, ...]:
    """Permission codes, any of which suffices for `event` from `state`; empty where no person may."""
    return next((step.may for step in table.steps if step.source == state and step.event == event), ())


def events_from(table: Table[State], state: State) -> tuple[str, ...]:
    """Events permitted from `state`, in the order of the table."""
    return tuple(step.event for step in table.steps if step.source == state)


def line_event(verdicts: Mapping[Lane, Verdict]) -> str | None:
    """What the decisions given so far do to a line: one decline ends it, an approval needs both lanes."""
    if Verdict.DECLINE in verdicts.values():
        return "decline"
    if all(verdicts.get(lane) is Verdict.APPROVE for lane in Lane):
        return "approve"
    return None


class Standing(StrEnum):
    """What an approval is worth on a day: its stored state seen through the clock."""

    NOT_STARTED = "not_started"
    ACTIVE = "active"
    FLAGGED = "flagged"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRING = "expiring"
    EXPIRED = "expired"


def approval_standing(
    state: ApprovalState, starts_on: dt.date, ends_on: dt.date, today: dt.date, warning_days: int = WARNING_DAYS
) -> Standing:
    """Where an approval stands on `today`, the date in the organisation's zone; the end date itself still counts.

    What denies comes before what warns: revoked, expired, suspended, not started, flagged, expiring, active.
    """
    if state is ApprovalState.REVOKED:
        return Standing.REVOKED
    if today > ends_on:
        return Standing.EXPIRED
    if state is ApprovalState.SUSPENDED:
        return Standing.SUSPENDED
    if today < starts_on:
        return Standing.NOT_STARTED
    if state is ApprovalState.FLAGGED:
        return Standing.FLAGGED
    return Standing.EXPIRING if (ends_on - today).days <= warning_days else Standing.ACTIVE


LONGEST_YEARS = 10
"""An end nobody alive will see is no end date. Ours; the law asks for none."""


def approval_period_problems(starts_on: dt.date, ends_on: dt.date, today: dt.date) -> list[str]:
    """Sentences that say what is wrong with the period of an approval about to be given; empty when nothing is."""
    problems = []
    if ends_on < starts_on:
        problems.append("The end date lies before the start date.")
    if ends_on < today:
        problems.append("The end date lies in the past.")
    if ends_on.year > starts_on.year + LONGEST_YEARS:
        problems.append(
            f"No approval runs longer than {LONGEST_YEARS} years. Choose an earlier day; it can be renewed."
        )
    return problems


def local_date(moment: dt.datetime, zone: str) -> dt.date:
    """The date of the instant `moment` in the organisation's `zone`; raises ValueError without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return moment.astimezone(ZoneInfo(zone)).date()
