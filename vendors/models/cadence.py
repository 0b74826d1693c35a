"""When approved readings are to be looked at again: the rhythm by rating, and reviews that found one to stand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.modelling import IntervalModel, IntervalQuerySet, UidModel, choices_of
from vendors.domain.cadence import LONGEST_MONTHS
from vendors.domain.terms import Rating
from vendors.models.clause import Assessment


class ReviewRhythm(UidModel, IntervalModel):
    """After how many months a reading with a rating is due for review. Where there is no row, the default holds."""

    rating = models.CharField(max_length=20, choices=choices_of(Rating))
    months = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = IntervalQuerySet.as_manager()

    class Meta:
        ordering = ["rating", "-valid_from"]
        constraints = [
            IntervalModel.interval_check("vendors_rhythm_interval"),
            models.UniqueConstraint(
                fields=["rating"], condition=Q(valid_until__isnull=True), name="vendors_rhythm_one_holds"
            ),
            models.CheckConstraint(
                name="vendors_rhythm_months", condition=Q(months__gte=1, months__lte=LONGEST_MONTHS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating}: every {self.months} months"


class ReadingReview(UidModel):
    """A named counsel looked at an approved reading and let it stand as it is; its clock starts anew. The note is
    privileged."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    was_due = models.DateField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["assessment", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.by} let {self.assessment} stand"
