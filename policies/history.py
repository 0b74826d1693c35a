"""What happened to a request, in words, the newest first: decisions of every round, changes asked for, the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from policies.domain.labels import label
from policies.domain.types import AskOutcome, Lane, RequestState, Verdict
from policies.models import ToolRequest
from policies.reviewing import LineShown


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a history: what, who, when, and in which lane."""

    at: dt.datetime
    what: str
    who: str
    lane: str = ""


def history_of(request: ToolRequest, shown: Sequence[LineShown]) -> list[Moment]:
    """What happened to a request, newest first."""
    found = [Moment(request.created_at, "Request opened", request.requester.name)]
    for entry in shown:
        for seat in entry.seats:
            if seat.decision is not None:
                word = "approved" if seat.decision.verdict == Verdict.APPROVE else "declined"
                what = f"{label(seat.lane)} {word} {entry.name}"
                lane = "legal" if seat.lane == Lane.LEGAL else "eng"
                found.append(Moment(seat.decision.decided_at, what, seat.decision.person_name, lane))
        for row in entry.former:
            what = f"{label(Lane(row.lane))} decided {entry.name} in round {row.round}, void since"
            found.append(Moment(row.decided_at, what, row.person_name, "legal" if row.lane == Lane.LEGAL else "eng"))
        for ask in entry.asks:
            lane = "legal" if ask.lane == Lane.LEGAL else "eng"
            found.append(Moment(ask.asked_at, f"{label(Lane(ask.lane))} asked for changes", ask.person_name, lane))
            if ask.closed_at is not None:
                how = "Changes answered" if ask.outcome == AskOutcome.ANSWERED else "Changes no longer asked for"
                found.append(Moment(ask.closed_at, how, ask.closed_by.name if ask.closed_by else ""))
        if entry.approval is not None:
            found.append(Moment(entry.approval.granted_at, f"Approval for {entry.name} in force", "Both lanes"))
    if request.closed_at is not None and request.state == RequestState.WITHDRAWN:
        found.append(Moment(request.closed_at, "Request withdrawn", ""))
    return sorted(found, key=lambda moment: moment.at, reverse=True)
