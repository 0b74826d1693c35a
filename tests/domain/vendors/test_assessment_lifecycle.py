"""The life of an assessment: every move in the table, every other one refused in words."""

from __future__ import annotations

import pytest

from governance.accounts.roles import PERMISSIONS
from vendors.domain.labels import ENUMS, label
from vendors.domain.lifecycle import STEPS, Refusal, events_from, next_state, who_may
from vendors.domain.terms import AssessmentState, Channel, ProductKind, TierKind

EVENTS = sorted({step.event for step in STEPS})


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.source}-{step.event}")
def test_a_move_in_the_table_leads_where_it_says(step: object) -> None:
    source, event = step.source, step.event  # type: ignore[attr-defined]
    assert next_state(source, event) == step.target  # type: ignore[attr-defined]
    assert event in events_from(source)
    assert who_may(source, event) in PERMISSIONS or event == "supersede"


@pytest.mark.parametrize("state", AssessmentState)
@pytest.mark.parametrize("event", EVENTS)
def test_every_other_move_is_refused_in_words(state: AssessmentState, event: str) -> None:
    if event in events_from(state):
        return
    refusal = next_state(state, event)
    assert isinstance(refusal, Refusal)
    assert refusal.reason.startswith("This reading cannot be ") and refusal.reason.endswith(".")
    assert who_may(state, event) == ""


def test_a_draft_becomes_approved_by_way_of_review_only() -> None:
    assert next_state(AssessmentState.DRAFT, "submit") == AssessmentState.IN_REVIEW
    assert isinstance(next_state(AssessmentState.DRAFT, "approve"), Refusal)
    assert next_state(AssessmentState.IN_REVIEW, "approve") == AssessmentState.APPROVED


@pytest.mark.parametrize("state", [AssessmentState.SUPERSEDED, AssessmentState.DISCARDED])
def test_nothing_happens_to_a_reading_that_has_ended(state: AssessmentState) -> None:
    assert events_from(state) == ()


def test_every_value_of_every_enum_has_words() -> None:
    for enum in ENUMS:
        for member in enum:
            assert label(member) and "_" not in label(member)


def test_two_enums_that_share_a_value_keep_their_own_words() -> None:
    assert label(TierKind.API) == label(ProductKind.API) == "API"
    assert label(Channel.DIRECT) == "Direct"
