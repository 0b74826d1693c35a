"""Which acts beside deciding the review page offers on each line, with their forms. No view lives here."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm

from governance.accounts.access import Actor, allowed
from policies.domain.types import LineState
from policies.forms.lanes import AnswerForm, AskForm, LaneForm, NomineeForm
from policies.reviewing import LineShown
from policies.services.nominations import is_contact


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that came back with what is wrong: of which line, and which act."""

    line: uuid.UUID
    act: str
    form: BaseForm


@dataclass(frozen=True, slots=True)
class LineActs:
    """Forms of one line; None where the reader may not."""

    ask: BaseForm | None = None
    take_back: BaseForm | None = None
    answer: BaseForm | None = None
    nominate: tuple[tuple[Any, BaseForm], ...] = ()
    refused: str = ""


def acts_of(
    shown: Sequence[LineShown], actor: Actor, *, own: bool, refused: Refused | None = None
) -> Mapping[uuid.UUID, LineActs]:
    """By uid of the line, what the reader may do with it beside deciding."""
    late = any(seat.late for entry in shown if entry.open for seat in entry.seats)
    names = late and allowed(actor, "lane.nominate") and is_contact(actor.person)
    return {
        entry.line.uid: _acts(entry, own, names, refused if refused and refused.line == entry.line.uid else None)
        for entry in shown
    }


def _acts(entry: LineShown, own: bool, names: bool, refused: Refused | None) -> LineActs:
    back = {refused.act: refused.form} if refused else {}
    waits = entry.line.state == LineState.CHANGES_REQUESTED
    mine = entry.asking_seat
    lane = entry.seat.lane if entry.seat else None
    late = [seat for seat in entry.seats if names and entry.open and seat.late]
    acts = LineActs(
        ask=back.get("ask") or AskForm(initial={"lane": lane}) if lane else None,
        take_back=LaneForm(initial={"lane": mine.lane}) if mine is not None else None,
        answer=back.get("answer") or AnswerForm(initial={"version": entry.line.version}) if own and waits else None,
        nominate=tuple((seat, _nominee(back.get("nominate"), seat.lane)) for seat in late),
        refused=refused.act if refused else "",
    )
    _part_ids(acts, entry.line.uid.hex)
    return acts


def _part_ids(acts: LineActs, line: str) -> None:
    """No two fields of the page share an id, though it holds the form of the decision and those of every line."""
    forms = {"ask": acts.ask, "take-back": acts.take_back, "answer": acts.answer}
    forms |= {f"nominate-{seat.lane}": form for seat, form in acts.nominate}
    for act, form in forms.items():
        if form is not None:
            form.auto_id = f"{act}-{line}-%s"


def _nominee(back: BaseForm | None, lane: Any) -> BaseForm:
    return back if back is not None and back.data.get("lane") == lane.value else NomineeForm(lane=lane)
