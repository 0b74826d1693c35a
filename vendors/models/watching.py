"""Where a document is fetched from, which part of the page is kept, and what came of the last try."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.modelling import IntervalModel, IntervalQuerySet, UidModel, choices_of
from vendors.domain.terms import Rhythm
from vendors.domain.text import Parts
from vendors.models.document import TermsDocument


class CaptureRule(IntervalModel, UidModel):
    """Address, selectors and rhythm as they held from one instant until another. A change of ours is a new row, so that
    it is told from a change of the vendor's."""

    document = models.ForeignKey(TermsDocument, on_delete=models.PROTECT, related_name="rules")
    address = models.URLField(max_length=500)
    kept = models.TextField(blank=True, help_text="CSS selectors, one per line; empty keeps the whole page.")
    dropped = models.TextField(blank=True, help_text="CSS selectors, one per line.")
    rhythm = models.CharField(max_length=10, choices=choices_of(Rhythm))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = IntervalQuerySet.as_manager()

    class Meta:
        ordering = ["document", "-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=Q(valid_until__isnull=True), name="vendors_rule_open_once"
            ),
            IntervalModel.interval_check("vendors_rule_interval"),
        ]

    def __str__(self) -> str:
        return f"{self.document} from {self.address}"

    @property
    def parts(self) -> Parts:
        """What is kept of the page."""
        return Parts(tuple(self.kept.splitlines()), tuple(self.dropped.splitlines()))


class WatchQuerySet(models.QuerySet[Any]):
    """Questions about watches."""

    def due(self, now: dt.datetime) -> Self:
        """Watches whose time has come, the longest overdue first."""
        return self.filter(due_at__lte=now).order_by("due_at")

    def claim(self, watch: Watch, until: dt.datetime) -> bool:
        """Take a due watch, so that nobody else fetches it before `until`; False when somebody was quicker."""
        return self.filter(pk=watch.pk, due_at=watch.due_at).update(due_at=until) == 1


class Watch(models.Model):
    """When a document is fetched next, and what went wrong the last time. State of the machine, not evidence: what was
    found is a capture, what went wrong an event."""

    document = models.OneToOneField(TermsDocument, on_delete=models.PROTECT, related_name="watch")
    due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True)

    objects = WatchQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Watch of {self.document}"
