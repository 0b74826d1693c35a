"""What the review page shows of a request: each line with its chain, both lanes, and what the reader may sign.

Reads only. A line that was decided is shown from the snapshot of its decision and from nothing else; an open line is
judged on what is known now.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from governance.accounts.access import Actor, allowed, today
from governance.accounts.models import User
from policies.chains import Chain, Withheld, chains, withheld_from
from policies.domain.labels import label
from policies.domain.snapshot import EvaluationRecord, read_document
from policies.domain.types import Evaluation, Lane, LineState, Outcome, RequestState, ToolFacts, Verdict
from policies.facts import category_named
from policies.models import Approval, Decision, RequestLine, ToolRequest
from policies.services.decisions import Answered, owner_of, sentence_for, separation_reasons
from policies.services.evaluations import Judged, judge_lines
from vendors.domain.labels import label as terms_label
from vendors.domain.terms import Channel

OFFERED_DAYS, LONGEST_DAYS = 180, 365
"""The end date the page offers, and the furthest it offers of its own accord; people may enter another."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One lane of a line: who decides it, what was decided, and why the reader may not."""

    lane: Lane
    owner: User | None
    decision: Decision | None
    mine: bool
    reasons: tuple[str, ...] = ()

    @property
    def may_decide(self) -> bool:
        """Whether the reader may decide this lane now."""
        return self.mine and not self.reasons and self.decision is None


@dataclass(frozen=True, slots=True)
class LineShown:
    """One line as its sheet shows it."""

    line: RequestLine
    name: str
    outcome: Outcome | None
    chains: tuple[Chain, ...]
    seats: tuple[Seat, ...]
    conditions: tuple[str, ...]
    ends_on: dt.date | None
    sha256: str
    judged: Judged | None
    differs: bool
    approval: Approval | None
    held: str

    @property
    def open(self) -> bool:
        """Whether it is still to be decided."""
        return self.line.state == LineState.OPEN

    @property
    def barred(self) -> bool:
        """Whether a rule bars it."""
        return self.outcome == Outcome.BARRED

    @property
    def decided(self) -> bool:
        """Whether a lane has decided."""
        return any(seat.decision is not None for seat in self.seats)

    @property
    def approvable(self) -> bool:
        """Whether an approval could be signed: no rule bars it, and the first lane judged this same state."""
        return self.judged is not None and not self.barred and not self.differs

    @property
    def seat(self) -> Seat | None:
        """The lane the reader may decide, if there is one."""
        return next((seat for seat in self.seats if self.open and seat.may_decide), None)

    def has(self, lane: Lane) -> bool:
        """Whether the lane has decided."""
        return any(seat.lane == lane and seat.decision is not None for seat in self.seats)


def lines_to_sign(shown: Sequence[LineShown]) -> list[LineShown]:
    """Lines whose signatures the double rule stands for: those still open or approved."""
    return [entry for entry in shown if entry.line.state not in (LineState.DECLINED, LineState.WITHDRAWN)]


def lines_shown(request: ToolRequest, actor: Actor) -> list[LineShown]:
    """Every line of a request as `actor` sees it, in the order they were asked for."""
    lines = list(
        request.lines.select_related("request__requester", "tool", "category", "approval")
        .annotate(category_name=category_named())
        .prefetch_related(Prefetch("decisions", Decision.objects.select_related("snapshot", "person")))
    )
    judged = judge_lines([line for line in lines if line.state == LineState.OPEN])
    decided = {line.pk: _record(line) for line in lines if line.state != LineState.OPEN}
    evaluations = [
        *(entry.evaluation for entry in judged.values()),
        *(record.evaluation for record in decided.values() if record),
    ]
    loaded = [citation for entry in judged.values() for citation in entry.cited]
    withheld = withheld_from(evaluations, actor.person, loaded)
    return [
        _shown(line, judged.get(line.pk), decided.get(line.pk), withheld, line.category_name or "", actor)
        for line in lines
    ]


def _record(line: RequestLine) -> EvaluationRecord | None:
    """What the last decision of a closed line judged; None where it was withdrawn before any."""
    last = max(line.decisions.all(), key=lambda row: row.decided_at, default=None)
    return read_document(last.snapshot.body) if last else None


def _shown(
    line: RequestLine,
    judged: Judged | None,
    record: EvaluationRecord | None,
    withheld: Withheld,
    name: str,
    actor: Actor,
) -> LineShown:
    decisions = list(line.decisions.all())
    last = decisions[-1] if decisions else None
    evaluation: Evaluation | None = judged.evaluation if judged else record.evaluation if record else None
    conditions = _conditions(decisions, evaluation)
    return LineShown(
        line=line,
        name=record.category.name if record else (judged.category.name if judged else name or line.category.slug),
        outcome=evaluation.outcome if evaluation else None,
        chains=tuple(chains(evaluation, conditions, withheld)) if evaluation else (),
        seats=_seats(line, judged, decisions, actor),
        conditions=conditions,
        ends_on=last.ends_on if last else None,
        sha256=judged.sha256 if judged else last.snapshot.sha256 if last else "",
        judged=judged,
        differs=bool(judged and last and last.snapshot.sha256 != judged.sha256),
        approval=getattr(line, "approval", None),
        held=held_in_words(record.tool) if record else held_in_words(judged.tool) if judged else "",
    )


def held_in_words(tool: ToolFacts) -> str:
    """How the tool was held when it was judged, in one line."""
    held = tool.held
    parts = (
        held.contracting_entity,
        held.region,
        terms_label(Channel(held.channel)).lower() if held.channel else "",
        label(tool.deployment).lower() if tool.deployment else "",
    )
    return ", ".join(part for part in parts if part)


def _conditions(decisions: Sequence[Decision], evaluation: Evaluation | None) -> tuple[str, ...]:
    """The conditions in play: those of the last decision that sets any, else those the rules demand."""
    for decision in reversed(decisions):
        if decision.ends_on is not None:
            return tuple(json.loads(decision.conditions))
    return evaluation.conditions if evaluation else ()


def _seats(line: RequestLine, judged: Judged | None, decisions: Sequence[Decision], actor: Actor) -> tuple[Seat, ...]:
    seats = []
    for lane in Lane:
        decision = next((row for row in decisions if row.lane == lane), None)
        owner = owner_of(judged.edition, lane) if judged else None
        mine = judged is not None and owner == actor.person and allowed(actor, f"line.decide.{lane.value}")
        open_to = mine and decision is None and line.state == LineState.OPEN
        reasons = separation_reasons(line, actor.person, decisions, lane) if open_to else []
        seats.append(Seat(lane, owner, decision, mine, tuple(reasons)))
    return tuple(seats)


def open_answer(shown: LineShown, request: ToolRequest) -> Answered:
    """The answer the page offers: the conditions in play, and the end the first lane set or the asker wants."""
    ends_on = shown.ends_on
    if ends_on is None:
        latest = today() + dt.timedelta(days=LONGEST_DAYS)
        ends_on = min(request.wanted_until or today() + dt.timedelta(days=OFFERED_DAYS), latest)
    return Answered(Verdict.APPROVE, "", shown.sha256, shown.conditions, ends_on)


def sentence_shown(shown: LineShown, person: User, answer: Answered) -> str:
    """The exact sentence `person` would sign with `answer`; raises ValueError where there is nothing to sign."""
    if shown.judged is None or shown.seat is None:
        raise ValueError("only an open line of one's own lane can be signed")
    return sentence_for(shown.line, shown.judged, person, shown.seat.lane, answer)


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
        if entry.approval is not None:
            found.append(Moment(entry.approval.granted_at, f"Approval for {entry.name} in force", "Both lanes"))
    if request.closed_at is not None and request.state == RequestState.WITHDRAWN:
        found.append(Moment(request.closed_at, "Request withdrawn", ""))
    return sorted(found, key=lambda moment: moment.at, reverse=True)
