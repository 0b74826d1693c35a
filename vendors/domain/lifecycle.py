"""The state machine of an assessment, as a table: state x event -> state, and the permission it takes.

Whether this counsel may besides (nobody approves a draft they edited) is the deed's business and the database's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vendors.domain.terms import AssessmentState


@dataclass(frozen=True, slots=True)
class Step:
    """One permitted move. `may` is a permission code; empty where it happens only as part of another deed."""

    source: AssessmentState
    event: str
    target: AssessmentState
    may: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a move is not permitted, in words for the person who tried."""

    event: str
    state: AssessmentState
    reason: str


_S = AssessmentState

STEPS: tuple[Step, ...] = (
    Step(_S.DRAFT, "edit", _S.DRAFT, "assessment.edit", "Answers, citations or prose changed."),
    Step(_S.DRAFT, "submit", _S.IN_REVIEW, "assessment.submit", "A second counsel is asked to approve it."),
    Step(_S.DRAFT, "discard", _S.DISCARDED, "assessment.edit", "The draft was given up."),
    Step(_S.IN_REVIEW, "return", _S.DRAFT, "assessment.return", "It went back to its drafter with reasons."),
    Step(_S.IN_REVIEW, "approve", _S.APPROVED, "assessment.approve", "A second counsel approved it."),
    Step(_S.APPROVED, "confirm", _S.APPROVED, "assessment.confirm", "It was confirmed against a changed text."),
    Step(_S.APPROVED, "review", _S.APPROVED, "assessment.confirm", "It was looked at again when due, and stands."),
    Step(_S.APPROVED, "supersede", _S.SUPERSEDED, "", "A newer reading was approved in its place."),
)

_TRIED: Mapping[str, str] = {
    "edit": "edited",
    "submit": "submitted",
    "discard": "discarded",
    "return": "returned",
    "approve": "approved",
    "confirm": "confirmed",
    "review": "reviewed by the clock",
    "supersede": "superseded",
}
_NOW: Mapping[AssessmentState, str] = {
    _S.DRAFT: "it is a draft; submit it first",
    _S.IN_REVIEW: "it is in review; have it returned, or approve it",
    _S.APPROVED: "it is approved; start a new draft to change it",
    _S.SUPERSEDED: "a newer one took its place; open that one",
    _S.DISCARDED: "it was discarded; start a new draft",
}


def next_state(state: AssessmentState, event: str) -> AssessmentState | Refusal:
    """The state that `event` leads to from `state`, or why it may not. Raises KeyError for an unknown event."""
    for step in STEPS:
        if step.source == state and step.event == event:
            return step.target
    return Refusal(event, state, f"This reading cannot be {_TRIED[event]}: {_NOW[state]}.")


def who_may(state: AssessmentState, event: str) -> str:
    """The permission code that `event` takes in `state`; empty where nobody does it by itself."""
    return next((step.may for step in STEPS if step.source == state and step.event == event), "")


def events_from(state: AssessmentState) -> tuple[str, ...]:
    """The events permitted in `state`, in table order."""
    return tuple(step.event for step in STEPS if step.source == state)
