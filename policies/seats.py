"""Both lanes of a line on its review page: who decides, who may besides, what was decided, why the reader may not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from governance.accounts.access import Actor, allowed, today
from governance.accounts.models import User
from policies.domain.separation import Matter, is_late
from policies.domain.types import UNDECIDED, Capacity, Lane
from policies.models import ChangesAsked, Decision, Delegation, Nomination, RequestLine
from policies.services.deciders import (
    Decider,
    able,
    claim_among,
    line_matters,
    owner_of,
    running_delegations,
    standing_nominations,
)
from policies.services.evaluations import Judged


@dataclass(frozen=True, slots=True)
class Seat:
    """One lane of a line: who decides it, what was decided, and why the reader may not."""

    lane: Lane
    owner: User | None
    decision: Decision | None
    able: tuple[Decider, ...] = ()
    """Who may fill it now, separation aside."""
    decider: Decider | None = None
    """As what the reader may decide it, if they may."""
    reasons: tuple[str, ...] = ()
    """Why the reader, who has a claim on it, may not."""
    due_on: dt.date | None = None

    @property
    def may_decide(self) -> bool:
        """Whether the reader may decide this lane now."""
        return self.decider is not None and self.decision is None

    @property
    def others(self) -> tuple[Decider, ...]:
        """Who may fill it beside the owner."""
        return tuple(entry for entry in self.able if entry.capacity is not Capacity.OWNER)

    @property
    def late(self) -> bool:
        """Whether it is past its due date and undecided."""
        return self.decision is None and is_late(self.due_on, today())


@dataclass(frozen=True, slots=True)
class Bench:
    """What is read once to say who may fill the lanes of several lines of one request."""

    delegations: list[Delegation]
    nominations: list[Nomination]
    matters: dict[int, Matter[int]]
    asks: dict[int, list[ChangesAsked]]

    @classmethod
    def of(cls, lines: Sequence[Any], asks: Sequence[ChangesAsked], actor: Actor) -> Bench:
        """For undecided `lines`, each with `named`, and what lanes asked to be changed."""
        judges = any(allowed(actor, f"line.decide.{lane.value}") for lane in Lane)
        named = standing_nominations([line for line in lines if line.named])
        by_line: dict[int, list[ChangesAsked]] = {}
        for ask in asks:
            by_line.setdefault(ask.line_id, []).append(ask)
        mine = [ask for line in lines for ask in by_line.get(line.pk, ())]
        return cls(running_delegations() if lines else [], named, line_matters(lines, mine) if judges else {}, by_line)


def seats_of(line: RequestLine, judged: Judged | None, actor: Actor, bench: Bench) -> tuple[Seat, ...]:
    """Both lanes of a line: who decided it, or who may, and whether the reader is among them."""
    current = {row.lane: row for row in line.current_decisions}
    seats = []
    for lane in Lane:
        decision = current.get(lane)
        if judged is None or line.state not in UNDECIDED:
            seats.append(Seat(lane, None, decision))
            continue
        who = able(judged.edition, lane, bench.delegations, bench.nominations, line)
        found = None
        if decision is None and allowed(actor, f"line.decide.{lane.value}"):
            found = claim_among(who, judged.edition.name, lane, actor.person, bench.matters[line.pk])
        mine = found is not None and found.code != "not-the-owner"
        decider, reasons = (found.decider, found.reasons) if found is not None and mine else (None, ())
        seats.append(
            Seat(lane, owner_of(judged.edition, lane), decision, tuple(who), decider, reasons, line.due_on(lane))
        )
    return tuple(seats)
