"""When approved readings are due for review: by rating, from the day they were approved or last let stand. Reads only.

The date stands on the reading (`review_due`), so that lists and the queue find it in their own query; the deeds that
approve, let stand, assign or change the rhythm write it by `date_due`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Q

from governance.web.zones import organisation_zone
from vendors.domain.cadence import DEFAULT_MONTHS, due_on
from vendors.domain.terms import AssessmentState, Rating
from vendors.models import Assessment, ReviewRhythm


def rhythm() -> Mapping[Rating, int]:
    """Months until a review by rating, as set now; one query."""
    rows = ReviewRhythm.objects.open().values_list("rating", "months")
    return {**DEFAULT_MONTHS, **{Rating(rating): months for rating, months in rows}}


def date_due(assessment: Assessment, months: Mapping[Rating, int]) -> dt.date | None:
    """The day an approved reading is due: by the rhythm, in the organisation's zone, or before that on the day it was
    assigned for. None for a reading that was never approved."""
    since = assessment.reviewed_at or assessment.approved_at
    if since is None:
        return None
    due = due_on(since.astimezone(organisation_zone()).date(), months[Rating(assessment.rating)])
    return min(due, assessment.review_by) if assessment.review_by else due


def due_by(day: dt.date) -> Q:
    """Which readings are due on `day` or before. An approved one without a date is due: nobody can say it is not."""
    return Q(state=AssessmentState.APPROVED) & (Q(review_due__isnull=True) | Q(review_due__lte=day))
