"""Decommissioning: what must stop when a tool may no longer be used, who sees to each item, and who confirmed it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.accounts.models import User
from governance.modelling import VersionedModel, choices_of
from policies.domain.decommissioning import DecommissionState, StopKind
from policies.models.approval import Approval
from policies.models.codebase import Codebase
from policies.models.tool import Tool

USER = settings.AUTH_USER_MODEL


class DecommissionQuerySet(models.QuerySet[Any]):
    """Questions about decommissionings."""

    def visible_to(self, user: User) -> Self:
        """Open to everyone signed in, as approvals are; the codebases of their items are not."""
        return self

    def open(self) -> Self:
        """Those with something left to confirm."""
        return self.filter(state=DecommissionState.OPEN)


class Decommission(VersionedModel):
    """A tool may not be used any more, for the category of an approval that ended or at all (no approval)."""

    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="decommissions")
    approval = models.OneToOneField(Approval, null=True, on_delete=models.PROTECT, related_name="decommission")
    reason = models.TextField()
    state = models.CharField(max_length=20, choices=choices_of(DecommissionState), default=DecommissionState.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = DecommissionQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tool"], condition=Q(approval__isnull=True, state="open"), name="policies_decommission_one_open"
            ),
            models.CheckConstraint(
                name="policies_decommission_closed_when",
                condition=Q(state="open", closed_at=None) | ~Q(state="open") & Q(closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Decommissioning of {self.tool}"


class StopItem(VersionedModel):
    """One thing that must stop. Confirmed once, by a named person with a word and a day; then it stays (trigger)."""

    decommission = models.ForeignKey(Decommission, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=choices_of(StopKind))
    text = models.TextField()
    codebase = models.ForeignKey(Codebase, null=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    stopped_on = models.DateField(null=True, blank=True)
    confirmed_word = models.TextField(blank=True)
    confirmed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["decommission", "position"]
        constraints = [
            models.UniqueConstraint(fields=["decommission", "position"], name="policies_stop_once"),
            models.CheckConstraint(
                name="policies_stop_confirmed_how",
                condition=Q(stopped_on=None, confirmed_word="", confirmed_by=None, confirmed_at=None)
                | Q(stopped_on__isnull=False, confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~Q(confirmed_word=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text
