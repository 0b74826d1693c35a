"""What the review page shows of a request: each line with its chain, both lanes, and what the reader may sign.

Reads only. A line that was decided is shown from the snapshot of its decision and from nothing else; an open line is
judged on what is known now.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch

from governance.accounts.access import Actor, allowed, today
from policies.chains import Chain, Withheld, chains, withheld_from
from policies.domain.findings import Evaluation
from policies.domain.snapshot import EvaluationRecord, read_document
from policies.domain.types import UNDECIDED, Lane, LineState, Outcome, Verdict
from policies.excepted import Departure, departures, departures_judged, open_of
from policies.facts import category_named
from policies.models import Approval, ChangesAsked, Decision, Nomination, RequestLine, ToolRequest
from policies.renewing import Renewal, renewal_of
from policies.review_words import held_in_words
from policies.seats import Bench, Seat, seats_of
from policies.services.decisions import Answered, sentence_for
from policies.services.evaluations import Judged, judge_lines

OFFERED_DAYS, LONGEST_DAYS = 180, 365
"""The end date the page offers, and the furthest it offers of its own accord; people may enter another."""


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
    renewal: Renewal | None
    """What it renews, and what changed since that was decided; None where it renews nothing."""
    ask: str
    """Query of the address where the reader may ask for an exception from a rule; "" where they may not."""
    asks: tuple[ChangesAsked, ...] = ()
    """What lanes asked the requester to change, the first first."""
    former: tuple[Decision, ...] = ()
    """Decisions of former rounds, which count no more."""

    @property
    def open(self) -> bool:
        """Whether it is still to be decided."""
        return self.line.state == LineState.OPEN

    @property
    def closed(self) -> bool:
        """Whether nothing is to come any more."""
        return self.line.state not in UNDECIDED

    @property
    def asked(self) -> ChangesAsked | None:
        """What the requester is to answer now."""
        return next((ask for ask in self.asks if ask.closed_at is None), None) if not self.closed else None

    @property
    def asking_seat(self) -> Seat | None:
        """The lane that waits for an answer, where the reader may fill it and so take its wish back."""
        asked = self.asked
        return next((seat for seat in self.seats if asked and seat.lane == asked.lane and seat.may_decide), None)

    @property
    def barred(self) -> bool:
        """Whether a rule bars it for which no exception was decided."""
        return self.judged.barred if self.judged else self.outcome == Outcome.BARRED

    @property
    def excepted_until(self) -> dt.date | None:
        """The day on which the first of the exceptions a barred line rests on runs out; None where it rests on none."""
        if self.outcome != Outcome.BARRED or (self.judged and self.judged.barred):
            return None
        days = [row.ends_on for chain in self.chains if chain.bars for row in chain.departures if row.state == "active"]
        return min(days, default=None)

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
        request.lines.select_related("request__requester", "tool", "category", "approval", "renews__snapshot")
        .annotate(category_name=category_named())
        .annotate(named=Exists(Nomination.objects.filter(line=OuterRef("pk"), ended_at__isnull=True)))
        .annotate(was_asked=Exists(ChangesAsked.objects.filter(line=OuterRef("pk"))))
        .prefetch_related(Prefetch("decisions", Decision.objects.select_related("snapshot", "person")))
    )
    asks = (
        list(ChangesAsked.objects.filter(line__in=lines).select_related("closed_by"))
        if any(line.was_asked for line in lines)
        else []
    )
    undecided = [line for line in lines if line.state in UNDECIDED]
    exceptions = open_of(request.tool_id)
    judged = judge_lines(undecided, exceptions)
    decided = {line.pk: _record(line) for line in lines if line.state not in UNDECIDED}
    bench = Bench.of(undecided, asks, actor)
    evaluations = [
        *(entry.evaluation for entry in judged.values()),
        *(record.evaluation for record in decided.values() if record),
    ]
    loaded = [citation for entry in judged.values() for citation in entry.cited]
    withheld = withheld_from(evaluations, actor.person, loaded)
    return [
        _shown(
            line,
            judged.get(line.pk),
            decided.get(line.pk),
            withheld,
            departures(exceptions, line.category_id, actor.person),
            actor,
            bench,
        )
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
    around: Mapping[str, Sequence[Departure]],
    actor: Actor,
    bench: Bench,
) -> LineShown:
    decisions = line.current_decisions
    last = decisions[-1] if decisions else None
    evaluation: Evaluation | None = judged.evaluation if judged else record.evaluation if record else None
    conditions = _conditions(decisions, judged, evaluation)
    name = line.category_name or line.category.slug  # type: ignore[attr-defined]
    beside = departures_judged(record.exceptions) if record else around
    return LineShown(
        line=line,
        name=record.category.name if record else (judged.category.name if judged else name),
        outcome=evaluation.outcome if evaluation else None,
        chains=tuple(chains(evaluation, conditions, withheld, beside)) if evaluation else (),
        seats=seats_of(line, judged, actor, bench),
        conditions=conditions,
        ends_on=last.ends_on if last else None,
        sha256=judged.sha256 if judged else last.snapshot.sha256 if last else "",
        judged=judged,
        differs=bool(judged and last and last.snapshot.sha256 != judged.sha256),
        approval=getattr(line, "approval", None),
        held=held_in_words(record.tool) if record else held_in_words(judged.tool) if judged else "",
        renewal=renewal_of(line, judged, record),
        ask=_ask(line) if judged and allowed(actor, "exception.request") else "",
        asks=tuple(bench.asks.get(line.pk, ())),
        former=tuple(row for row in line.decisions.all() if row.round != line.round),
    )


def _ask(line: RequestLine) -> str:
    return urlencode({"tool": line.tool.uid, "category": line.category.slug})


def _conditions(decisions: Sequence[Decision], judged: Judged | None, evaluation: Evaluation | None) -> tuple[str, ...]:
    """The conditions in play: those of the last decision that sets any, else those demanded."""
    for decision in reversed(decisions):
        if decision.ends_on is not None:
            return tuple(json.loads(decision.conditions))
    if judged is not None:
        return judged.conditions
    return evaluation.conditions if evaluation else ()


def open_answer(shown: LineShown, request: ToolRequest) -> Answered:
    """The answer the page offers: the conditions in play, and the end the first lane set or the asker wants."""
    ends_on = shown.ends_on
    if ends_on is None:
        latest = today() + dt.timedelta(days=LONGEST_DAYS)
        wanted = request.wanted_until or today() + dt.timedelta(days=OFFERED_DAYS)
        ends_on = min(wanted, latest, shown.excepted_until or wanted)
    carried = shown.renewal.carried if shown.renewal and not shown.decided else ()
    conditions = (*shown.conditions, *(text for text in carried if text not in shown.conditions))
    return Answered(Verdict.APPROVE, "", shown.sha256, conditions, ends_on)


def sentence_shown(shown: LineShown, answer: Answered) -> str:
    """The exact sentence the reader would sign with `answer`; raises ValueError where there is nothing to sign."""
    if shown.judged is None or shown.seat is None or shown.seat.decider is None:
        raise ValueError("only an open line of one's own lane can be signed")
    return sentence_for(shown.line, shown.judged, shown.seat.decider, answer)
