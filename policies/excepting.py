"""What the pages of an exception show: the finding it departs from, both lanes, what rests on it, what is new. Reads
only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from governance.accounts.access import Actor, allowed
from governance.accounts.models import User
from policies.chains import Chain, chains, withheld_from
from policies.domain.ending import ExceptionState
from policies.domain.exceptions import Changed, changes_since
from policies.domain.findings import Evaluation, RuleFinding
from policies.domain.sentences import long_date
from policies.domain.snapshot import read_document
from policies.domain.types import Lane, Verdict
from policies.models import Approval, Category, ExceptionDecision, RuleException, Tool
from policies.services.deciders import Decider, claim, deciders
from policies.services.evaluations import Judged, judge_pair
from policies.services.exception_decisions import exception_matter, sentence_of
from policies.services.exceptions import finding_of
from policies.standings import all_shown, with_names


@dataclass(frozen=True, slots=True)
class Beside:
    """The rule somebody asks an exception from, as it stands now."""

    category: str
    finding: RuleFinding | None


@dataclass(frozen=True, slots=True)
class ExceptionSeat:
    """One lane of an exception: who decides it, what was decided, and why the reader may not."""

    lane: Lane
    able: tuple[Decider, ...]
    decision: ExceptionDecision | None
    mine: bool = False
    decider: Decider | None = None
    reasons: tuple[str, ...] = ()

    @property
    def may_decide(self) -> bool:
        """Whether the reader may decide this lane now."""
        return self.decider is not None and self.decision is None


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """An exception as its page shows it."""

    chains: tuple[Chain, ...]
    seats: tuple[ExceptionSeat, ...]
    sha256: str
    open: bool
    differs: bool
    approve: str
    decline: str
    changed: tuple[Changed, ...]
    resting: tuple[Any, ...]
    history: tuple[Any, ...]
    flags: tuple[Any, ...]

    @property
    def seat(self) -> ExceptionSeat | None:
        """The lane the reader may decide, if there is one."""
        return next((seat for seat in self.seats if self.open and seat.may_decide), None)

    def has(self, lane: Lane) -> bool:
        """Whether the lane has agreed."""
        return any(seat.lane == lane and seat.decision is not None for seat in self.seats)

    @property
    def legal_done(self) -> bool:
        """Whether legal has answered."""
        return self.has(Lane.LEGAL)

    @property
    def engineering_done(self) -> bool:
        """Whether engineering has answered."""
        return self.has(Lane.ENGINEERING)


def beside_of(tool: Tool, category: Category, rule: str) -> Beside:
    """What a rule (its code) finds for a tool in a category now; no finding where it is not asked there."""
    judged = judge_pair(tool, category)
    return Beside(judged.category.name if judged else str(category), finding_of(judged, rule) if judged else None)


def answer_page(row: RuleException, actor: Actor) -> AnswerPage:
    """An exception, read `with_words`, as `actor` sees it. One that was decided is shown from what was judged."""
    decisions: Sequence[ExceptionDecision] = list(row.decisions.all())
    is_open = row.state == ExceptionState.REQUESTED
    judged = judge_pair(row.tool, row.category) if is_open else None
    last = decisions[-1] if decisions else None
    evaluation = judged.evaluation if judged else read_document(last.snapshot.body).evaluation if last else None
    seats = _seats(row, judged, decisions, actor)
    seat = next((one for one in seats if is_open and one.may_decide), None)
    approve, decline = _sentences(row, judged, seat)
    return AnswerPage(
        chains=_chain(row, evaluation, actor.person),
        seats=seats,
        sha256=judged.sha256 if judged else last.snapshot.sha256 if last else "",
        open=is_open,
        differs=bool(judged and last and last.snapshot.sha256 != judged.sha256),
        approve=approve,
        decline=decline,
        changed=_changed(row, evaluation),
        resting=tuple(all_shown(_resting(row))),
        history=tuple(row.history.select_related("person").order_by("-at", "-pk")),
        flags=tuple(row.flags.select_related("change", "cleared_by").order_by("-raised_at")),
    )


def _chain(row: RuleException, evaluation: Evaluation | None, person: User) -> tuple[Chain, ...]:
    """The one rule it departs from, with the answers and quotes it rests on."""
    if evaluation is None:
        return ()
    found = chains(evaluation, (), withheld_from([evaluation], person))
    return tuple(chain for chain in found if chain.finding.code == row.rule_code)


def _seats(
    row: RuleException, judged: Judged | None, decisions: Sequence[ExceptionDecision], actor: Actor
) -> tuple[ExceptionSeat, ...]:
    seats = []
    for lane in Lane:
        decision = next((one for one in decisions if one.lane == lane), None)
        if judged is None:
            seats.append(ExceptionSeat(lane, (), decision))
            continue
        found = None
        if decision is None and allowed(actor, f"exception.decide.{lane.value}"):
            found = claim(judged.edition, lane, actor.person, exception_matter(row, decisions))
        mine = found is not None and found.code != "not-the-owner"
        decider, reasons = (found.decider, found.reasons) if found is not None and mine else (None, ())
        seats.append(ExceptionSeat(lane, tuple(deciders(judged.edition, lane)), decision, mine, decider, reasons))
    return tuple(seats)


def _sentences(row: RuleException, judged: Judged | None, seat: ExceptionSeat | None) -> tuple[str, str]:
    """What the reader would sign, agreeing and declining; empty where there is nothing to sign."""
    if judged is None or seat is None or seat.decider is None:
        return "", ""
    name = judged.category.name
    return (
        sentence_of(row, name, seat.decider, Verdict.APPROVE),
        sentence_of(row, name, seat.decider, Verdict.DECLINE),
    )


def _changed(row: RuleException, evaluation: Evaluation | None) -> tuple[Changed, ...]:
    """What is different from the exception it follows; nothing where it follows none."""
    former = row.former
    if former is None:
        return ()
    decided = former.decisions.order_by("-decided_at").select_related("snapshot").first()
    before = read_document(decided.snapshot.body).evaluation if decided else None
    return changes_since(_said(former, before), _said(row, evaluation))


def _said(row: RuleException, evaluation: Evaluation | None) -> dict[str, str]:
    found = None
    if evaluation is not None:
        found = next((finding for finding in evaluation.findings if finding.code == row.rule_code), None)
    return {
        "Last day": long_date(row.ends_on),
        "Why": row.reason,
        "Compensating control": row.control,
        "Reach": row.codebase.name if row.codebase else "Everything in the category",
        "What the rule finds": " ".join(found.reasons) if found else "",
    }


def _resting(row: RuleException) -> Any:
    used = Approval.objects.filter(line__decisions__exceptions__exception=row).distinct()
    return with_names(Approval.objects.filter(pk__in=used.values("pk")).select_related("tool"))
