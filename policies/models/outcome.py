"""What the policy made of a tool in a category, from when until when: history and present in one table."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q

from governance.accounts.access import zone_name
from governance.modelling import IntervalModel, IntervalQuerySet, choices_of
from policies.domain.types import Outcome
from policies.models.category import Category
from policies.models.tool import Tool


class OutcomeQuerySet(IntervalQuerySet):
    """Questions about stored outcomes. Everyone signed in reads them, as they read the policy."""

    def on(self, day: dt.date) -> Self:
        """Those that held when `day` ended, in the organisation's time zone."""
        midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(zone_name()))
        return self.as_of(midnight - dt.timedelta(microseconds=1))


class StoredOutcome(IntervalModel):
    """The outcome of one tool for one category of the policy in force. A row is ended, and another begun, when what the
    rules find changes, and only then; no codebase has rows: it inherits those of its category.

    Written by `policies.services.outcomes` alone, in the deed that changed something. Nothing is decided on it: whoever
    decides is shown what is judged at that moment.
    """

    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="outcomes")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="outcomes")
    outcome = models.CharField(max_length=30, choices=choices_of(Outcome))
    failing = models.TextField(default="[]", help_text="Canonical JSON: codes of the rules that fail, strictest first.")
    content_hash = models.CharField(max_length=64, help_text="Of all that the rules found, see policies.domain.found.")

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["tool", "category", "-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "category"], condition=Q(valid_until__isnull=True), name="policies_outcome_once"
            ),
            IntervalModel.interval_check("policies_outcome_interval"),
        ]

    def __str__(self) -> str:
        return f"{self.tool} for {self.category}: {self.outcome}"

    @property
    def codes(self) -> list[str]:
        """Codes of the rules that fail, strictest first."""
        found: list[Any] = json.loads(self.failing)
        return [str(code) for code in found]
