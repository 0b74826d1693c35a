"""Deeds on reviews by the clock: setting the rhythm, letting a reading stand, saying who looks at which until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils import timezone

from governance.accounts.access import Actor, account_open, require, roles_of, today
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.audit.chain import merkle_root
from governance.audit.deeds import deed, nothing_changed, record
from governance.errors import Conflict, Invalid
from governance.modelling import check_version, locked
from vendors.domain.cadence import LONGEST_MONTHS
from vendors.domain.lifecycle import next_state
from vendors.domain.terms import AssessmentState, Rating
from vendors.due import date_due, rhythm
from vendors.models import Assessment, ReadingReview, ReviewRhythm
from vendors.models.clause import OPEN_STATES
from vendors.services.inputs import refuse, too_much

MOST_ASSIGNED = 500


@deed
def set_rhythm(*, actor: Actor, months: Mapping[Rating, int]) -> Mapping[Rating, int]:
    """Set after how many months readings of each rating are due for review; due dates follow in the same act. Ratings
    not named stay as they are. Raises Invalid naming each rating that cannot be."""
    require(actor, "rhythm.set")
    wrong = {
        rating.value: [f"Enter 1 to {LONGEST_MONTHS} months."]
        for rating, count in months.items()
        if not 1 <= count <= LONGEST_MONTHS
    }
    refuse("rhythm", wrong)
    before = rhythm()
    changed = {rating: count for rating, count in months.items() if before[rating] != count}
    if not changed:
        nothing_changed()
        return before
    now = timezone.now()
    ReviewRhythm.objects.open().filter(rating__in=changed).update(valid_until=now)
    ReviewRhythm.objects.bulk_create(
        ReviewRhythm(rating=rating, months=count, set_by=actor.person, valid_from=now)
        for rating, count in changed.items()
    )
    detail = {rating.value: {"from": before[rating], "to": count} for rating, count in changed.items()}
    months = rhythm()
    approved = Assessment.objects.filter(state=AssessmentState.APPROVED, rating__in=changed)
    rows = list(approved.select_for_update().order_by("pk"))
    for row in rows:
        row.review_due = date_due(row, months)
    Assessment.objects.bulk_update(rows, ["review_due"], batch_size=500)
    record(actor, "rhythm.changed", detail=detail)
    return months


@deed
def let_stand(*, actor: Actor, assessment: Assessment, version: int | None, note: str = "") -> Assessment:
    """Look at an approved reading again and let it stand as it is, by name; the clock of its review starts anew.

    A deed of judgement. Raises Conflict for a reading that is stale or to be confirmed: that asks for more than a look.
    """
    assessment = locked(assessment)
    require(actor, "assessment.confirm")
    check_version(assessment, version)
    moved = next_state(AssessmentState(assessment.state), "review")
    if not isinstance(moved, AssessmentState):
        raise Conflict(moved.reason, code="illegal-transition")
    if assessment.stale:
        raise Conflict("A quote of this reading changed. Start a new draft and read the clause again.")
    if assessment.to_be_confirmed:
        raise Conflict("Its text changed. Read the change and confirm the reading on it; then let it stand.")
    refuse("review", too_much(note=note))
    now, due, months = timezone.now(), assessment.review_due, rhythm()
    ReadingReview.objects.create(
        assessment=assessment, by=actor.person, at=now, was_due=due or today(), note=note.strip()
    )
    assessment.reviewed_at, assessment.reviewer, assessment.review_by = now, None, None
    assessment.review_due = date_due(assessment, months)
    assessment.version += 1
    assessment.save(update_fields=["reviewed_at", "reviewer", "review_by", "review_due", "version"])
    record(actor, "assessment.reviewed", subject=assessment, detail={"number": assessment.number, "was_due": due})
    return assessment


@deed
def assign_readings(
    *, actor: Actor, assessments: Sequence[Assessment], reviewer: User | None, by: dt.date | None
) -> int:
    """Say who looks at readings (in review, or approved ones) and until when; how many. Nothing is signed by it, and a
    date named here may be earlier than the rhythm's, never later.

    Raises Invalid where nothing is chosen, the person is no counsel, or the day lies in the past.
    """
    require(actor, "assessment.assign")
    _refuse_unfit(assessments, reviewer, by)
    rows = list(
        Assessment.objects.select_for_update(of=("self",))
        .filter(pk__in=[row.pk for row in assessments], state__in=["in_review", "approved"])
        .order_by("pk")
    )
    if reviewer is not None:
        _refuse_own(rows, reviewer)
    months = rhythm()
    for row in rows:
        row.reviewer, row.review_by = reviewer, by
        if row.state == AssessmentState.APPROVED:
            row.review_due = date_due(row, months)
    Assessment.objects.bulk_update(rows, ["reviewer", "review_by", "review_due"])
    record(
        actor,
        "assessment.assigned",
        detail={
            "readings": len(rows),
            "merkle_root": merkle_root(str(row.uid) for row in rows),
            "reviewer": reviewer.uid if reviewer else None,
            "by": by,
        },
    )
    return len(rows)


def _refuse_unfit(assessments: Sequence[Assessment], reviewer: User | None, by: dt.date | None) -> None:
    problems: dict[str, list[str]] = {}
    if not assessments:
        problems["readings"] = ["Choose at least one reading."]
    if len(assessments) > MOST_ASSIGNED:
        problems["readings"] = [f"Choose {MOST_ASSIGNED} readings at most."]
    if reviewer is None and by is None:
        problems["reviewer"] = ["Choose a counsel or a day."]
    if reviewer is not None and not (account_open(reviewer) and Role.COUNSEL in roles_of(reviewer)):
        problems["reviewer"] = ["Choose a counsel: nobody else reviews readings."]
    if by is not None and by < today():
        problems["by"] = ["Choose today or a later day."]
    refuse("assignment", problems)


def _refuse_own(rows: Sequence[Assessment], reviewer: User) -> None:
    """A reading in review waits for somebody who never edited it. Raises Invalid naming those that do not fit."""
    waiting = [row.pk for row in rows if row.state in OPEN_STATES]
    own = Assessment.objects.filter(pk__in=waiting, contributors__person=reviewer)
    names = [str(row) for row in own.select_related("record__tier__product")]
    if names:
        told = f"{reviewer.name} edited {'; '.join(names[:5])}, so a second counsel has to approve it."
        raise Invalid("Somebody else has to review that.", problems={"reviewer": [told]})
