"""The life cycle of a report as one table: state x event -> state, and who may.

A failure to render is the state of its job, not of the report.
"""

from __future__ import annotations

from dataclasses import dataclass

from governance.errors import Conflict
from governance.reports.models import ReportState

_S = ReportState


@dataclass(frozen=True, slots=True)
class Step:
    """One permitted move. `may` names the permission; empty: the worker does it as part of its job."""

    source: ReportState
    event: str
    target: ReportState
    may: tuple[str, ...]
    sentence: str


_SIGNERS = ("report.sign.legal", "report.sign.engineering")
_CANCEL = ("report.cancel",)

STEPS: tuple[Step, ...] = (
    Step(_S.REQUESTED, "freeze", _S.FROZEN, (), "The content was read once and written down for good."),
    Step(_S.FROZEN, "draft", _S.DRAFT, (), "The draft PDF was rendered."),
    Step(_S.DRAFT, "sign", _S.SIGNED_BY_ONE, _SIGNERS, "The first of both functions signed."),
    Step(_S.SIGNED_BY_ONE, "sign", _S.SIGNED, _SIGNERS, "The second function signed."),
    Step(_S.SIGNED, "seal", _S.SEALED, (), "The final PDF was rendered and its hash entered in the ledger."),
    Step(_S.DRAFT, "decline", _S.DECLINED, _SIGNERS, "A signatory declined, with a reason."),
    Step(_S.SIGNED_BY_ONE, "decline", _S.DECLINED, _SIGNERS, "The second signatory declined, with a reason."),
    Step(_S.REQUESTED, "cancel", _S.CANCELLED, _CANCEL, "It was cancelled before its content was frozen."),
    Step(_S.FROZEN, "cancel", _S.CANCELLED, _CANCEL, "It was cancelled before it was drafted."),
    Step(_S.DRAFT, "cancel", _S.CANCELLED, _CANCEL, "It was cancelled before anybody signed."),
)

_TRIED = {
    "freeze": "frozen",
    "draft": "drafted",
    "sign": "signed",
    "seal": "sealed",
    "decline": "declined",
    "cancel": "cancelled",
}


def next_state(state: ReportState, event: str) -> ReportState:
    """The state `event` leads to. Raises Conflict, in words, where it leads nowhere."""
    for step in STEPS:
        if step.source == state and step.event == event:
            return step.target
    words = state.value.replace("_", " ")
    raise Conflict(f"This report is {words}, so it cannot be {_TRIED[event]}.", code="illegal-transition")
