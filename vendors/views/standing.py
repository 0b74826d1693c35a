"""What pages of a reading show of its review by the clock. No view lives here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from governance.accounts.access import Actor, allowed, today
from governance.accounts.models import User
from vendors.domain.cadence import WARNED_DAYS
from vendors.domain.terms import AssessmentState, Rating
from vendors.due import rhythm
from vendors.models import Assessment, ReadingReview


@dataclass(frozen=True, slots=True)
class Review:
    """The day a reading is due (by rhythm or assignment), who was named for it, and who let it stand before."""

    due: dt.date | None
    state: str
    months: int
    reviewer: User | None
    past: Sequence[ReadingReview]
    notes: bool
    may: bool


def review_of(assessment: Assessment, actor: Actor) -> Review:
    """How a reading stands by the clock, as the actor may see it; at most three queries."""
    months = rhythm()
    approved = assessment.state == AssessmentState.APPROVED
    due = assessment.review_due if approved else None
    day = today()
    state = ""
    if due is not None and due <= day + dt.timedelta(days=WARNED_DAYS):
        state = "review_overdue" if due < day else "review_due"
    free = approved and not assessment.stale and not assessment.to_be_confirmed
    return Review(
        due=due or assessment.review_by,
        state=state,
        months=months[Rating(assessment.rating)],
        reviewer=assessment.reviewer,
        past=list(assessment.reviews.select_related("by")) if assessment.reviewed_at else [],
        notes=allowed(actor, "privileged.read"),
        may=free and allowed(actor, "assessment.confirm"),
    )
