"""Competition notes: counsel's findings whether something of ours competes with a vendor."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from governance.accounts.models import User
from governance.modelling import UidModel, choices_of
from policies.domain.types import CompetitionFinding
from policies.models.codebase import Codebase
from vendors.models import Vendor


class CompetitionQuerySet(models.QuerySet[Any]):
    """Questions about competition notes."""

    def visible_to(self, user: User) -> Self:
        """Those on everything of ours, and on codebases the person may see."""
        seen = Codebase.objects.visible_to(user).values("pk")
        return self.filter(Q(subject__isnull=True) | Q(subject__in=seen))

    def speaking(self) -> Self:
        """The last note of each vendor and subject."""
        later = CompetitionNote.objects.filter(vendor=OuterRef("vendor"), number__gt=OuterRef("number"))
        whole = Q(subject__isnull=True) & ~Exists(later.filter(subject__isnull=True))
        return self.filter(whole | Q(subject__isnull=False) & ~Exists(later.filter(subject=OuterRef("subject"))))

    def lapsed(self, day: dt.date) -> Self:
        """Those that were over before `day` and have no follower, and of which nobody took note yet."""
        return self.speaking().filter(ends_on__lt=day, lapse_noted_at__isnull=True)


class CompetitionNote(UidModel):
    """Whether a product or model of ours (or, without a subject, everything of ours) competes with one vendor, until a
    day. Append-only: a new note follows the old one. `reasons` are legal advice unless written as open."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="competition_notes")
    subject = models.ForeignKey(
        Codebase, null=True, blank=True, on_delete=models.PROTECT, related_name="competition_notes"
    )
    number = models.PositiveIntegerField(help_text="In the order in which notes on the vendor were written.")
    finding = models.CharField(max_length=20, choices=choices_of(CompetitionFinding))
    reasons = models.TextField(help_text="Privileged unless `reasons_open`.")
    reasons_open = models.BooleanField(default=False)
    ends_on = models.DateField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    lapse_noted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CompetitionQuerySet.as_manager()

    class Meta:
        ordering = ["vendor__name", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["vendor", "number"], name="policies_competition_number_once"),
            models.CheckConstraint(name="policies_competition_says_why", condition=~Q(reasons="")),
        ]

    def __str__(self) -> str:
        return f"Competition note {self.number} on {self.vendor}"

    @property
    def found(self) -> CompetitionFinding:
        """The finding as what it is."""
        return CompetitionFinding(self.finding)
