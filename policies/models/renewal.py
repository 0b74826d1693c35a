"""What a new text does to tools it does not bind yet: notes on pins, and the days on which the clock let it bind."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.accounts.models import User
from governance.modelling import UidModel, VersionedModel, choices_of
from policies.domain.renewal import RenewalOutcome
from policies.models.tool import Tool
from vendors.models import TermsDocument, TermsVersion


class RenewalQuerySet(models.QuerySet[Any]):
    """Questions about renewal notes."""

    def visible_to(self, user: User) -> Self:
        """Those on documents the person may read."""
        return self.filter(document__in=TermsDocument.objects.visible_to(user).values("pk"))

    def open(self) -> Self:
        """Those nobody has settled."""
        return self.filter(closed_at__isnull=True)


class RenewalNote(VersionedModel):
    """A text to which a tool is pinned has a new version: until renewal somebody says which is to hold then.

    A binding is tool and document here, not its row: every description of a tool writes its bindings anew, and a note
    outlives one that leaves the pin as it was.
    """

    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="renewals")
    document = models.ForeignKey(TermsDocument, on_delete=models.PROTECT, related_name="+")
    new_version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, blank=True, choices=choices_of(RenewalOutcome))
    reason = models.TextField(blank=True)

    objects = RenewalQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "document", "new_version"],
                condition=Q(closed_at__isnull=True),
                name="policies_renewal_one_open",
            ),
            models.CheckConstraint(
                name="policies_renewal_closed_says_how",
                condition=Q(closed_at__isnull=True, outcome="") | Q(closed_at__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="policies_renewal_set_aside_by_somebody",
                condition=~Q(outcome="set_aside") | Q(closed_by__isnull=False) & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tool}: version {self.new_version.number} of a text it is pinned to"


class BindingTurn(UidModel):
    """By the clock alone another text of a document came to bind a tool: notice had run, an effective date or the end
    of a pin had come. Written when it was noticed, once, with what it did to approvals; append-only."""

    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="turns")
    document = models.ForeignKey(TermsDocument, on_delete=models.PROTECT, related_name="+")
    bound_version = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="+")
    binds_on = models.DateField()
    noticed_at = models.DateTimeField()

    class Meta:
        ordering = ["-binds_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["tool", "document", "binds_on"], name="policies_turn_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.tool} is bound by {self.bound_version} from {self.binds_on:%Y-%m-%d}"
