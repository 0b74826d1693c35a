"""Grades of risk that counsel confirmed, with the state they judged."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

from governance.modelling import UidModel, choices_of
from policies.domain.risk.types import Strategy
from policies.models.tool import Tool


class ConfirmationQuerySet(models.QuerySet[Any]):
    """Questions about confirmations."""

    def newest(self) -> Self:
        """Of each tool and strategy the last."""
        later = RiskConfirmation.objects.filter(tool=OuterRef("tool"), strategy=OuterRef("strategy"))
        return self.filter(~Exists(later.filter(pk__gt=OuterRef("pk"))))


class RiskConfirmation(UidModel):
    """Counsel confirmed the four grades of a strategy for a tool, until a day. Append-only; the newest speaks, and only
    while what it rests on (`basis`) is what grades rest on now."""

    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="risk_confirmations")
    strategy = models.CharField(max_length=20, choices=choices_of(Strategy))
    basis = models.CharField(max_length=64, help_text="SHA-256 of grades, grounds and citations, without their words.")
    body = models.TextField(help_text="Canonical JSON of the grades with every ground, as they were judged.")
    sha256 = models.CharField(max_length=64, help_text="Of the body.")
    note = models.TextField(blank=True, help_text="Legal advice; counsel only, never exported.")
    review_on = models.DateField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    face = models.CharField(max_length=100, blank=True, help_text="What the confirmation says on its face.")

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.strategy} with {self.tool}"
