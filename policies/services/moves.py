"""From the tables of `policies.domain.lifecycle` to the refusals services raise."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from governance.errors import Conflict
from policies.domain.lifecycle import Refusal, Table, transition

State = TypeVar("State", bound=StrEnum)


def moved(table: Table[State], state: State, event: str) -> State:
    """The state `event` leads to. Raises Conflict with the table's own reason where it leads nowhere."""
    target = transition(table, state, event)
    if isinstance(target, Refusal):
        raise Conflict(target.reason, code="illegal-transition")
    return target
