"""Change reviews: what a new text of a document asks of counsel, and what it made of readings."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.accounts.models import User
from governance.modelling import UidModel, VersionedModel, choices_of
from vendors.domain.terms import DriftKind, Effect, Settlement
from vendors.models.capture import TermsVersion
from vendors.models.clause import Assessment
from vendors.models.document import TermsDocument


class ChangeReviewQuerySet(models.QuerySet[Any]):
    """Questions about change reviews."""

    def visible_to(self, user: User) -> Self:
        """Those of documents the person may read."""
        return self.filter(document__in=TermsDocument.objects.visible_to(user).values("pk"))

    def open(self) -> Self:
        """Those no counsel has confirmed, and whose change was not taken back."""
        return self.filter(closed_at__isnull=True, confirmed_at__isnull=True)

    def unsettled(self) -> Self:
        """Those that are open, or confirmed while readings are still to be read anew."""
        return self.filter(closed_at__isnull=True)


class ChangeReview(VersionedModel):
    """From one text of a document to a newer one, until counsel has read what changed. One is open per document: a
    further change before that joins it, so that counsel reads the whole way at once."""

    document = models.ForeignKey(TermsDocument, on_delete=models.PROTECT, related_name="change_reviews")
    former = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="+")
    newest = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="+")
    change = models.CharField(max_length=20, choices=choices_of(DriftKind))
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ChangeReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(confirmed_at__isnull=True, closed_at__isnull=True),
                name="vendors_change_review_one_open",
            ),
            models.CheckConstraint(
                name="vendors_change_review_confirmed_by",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, version {self.former.number} to {self.newest.number}"

    @property
    def said(self) -> str:
        """How to name it where people read who may not read the document."""
        return f"{self.document.said}, version {self.former.number} to {self.newest.number}"


class AffectedReading(UidModel):
    """A reading that a change left stale or to be confirmed, until it is settled. Touched again by a further change
    after that, it gets a row of its own: what was settled stays on record."""

    review = models.ForeignKey(ChangeReview, on_delete=models.PROTECT, related_name="readings")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="affected")
    effect = models.CharField(max_length=20, choices=choices_of(Effect))
    reason = models.CharField(max_length=300)
    marked_at = models.DateTimeField()
    settlement = models.CharField(max_length=20, blank=True, choices=choices_of(Settlement))
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["review", "effect", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "assessment"], condition=Q(settled_at__isnull=True), name="vendors_affected_once"
            ),
            models.CheckConstraint(
                name="vendors_affected_settled_how",
                condition=Q(settled_at__isnull=True, settlement="") | Q(settled_at__isnull=False) & ~Q(settlement=""),
            ),
            # A text that returned settles by itself; a reading is confirmed or read anew by somebody.
            models.CheckConstraint(
                name="vendors_affected_settled_by",
                condition=Q(settlement__in=["", Settlement.RETURNED]) | Q(settled_by__isnull=False),
            ),
            # What is stale is never confirmed, only read anew.
            models.CheckConstraint(
                name="vendors_affected_stale_not_confirmed",
                condition=~Q(effect=Effect.STALE, settlement=Settlement.CONFIRMED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.effect}"
