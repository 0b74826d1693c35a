"""Calendar feeds of people, and what is remembered of the dates in them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models

from governance.modelling import UidModel


class CalendarFeedQuerySet(models.QuerySet[Any]):
    """Questions about feeds."""

    def live(self) -> CalendarFeedQuerySet:
        """Those that were not revoked."""
        return self.filter(revoked_at__isnull=True)


class CalendarFeed(UidModel):
    """An address at which a calendar program reads a person's dates. The secret in it is kept as SHA-256 only."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calendar_feeds")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    whole = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class CalendarMark(models.Model):
    """As what a date was last given out, so that a calendar program is told that it moved (RFC 5545: SEQUENCE and
    LAST-MODIFIED)."""

    key = models.CharField(max_length=400, unique=True)
    digest = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.key}: {self.sequence}"

    @property
    def instant(self) -> dt.datetime:
        """When it changed, to the second: a calendar knows nothing finer."""
        return self.changed_at.astimezone(dt.UTC).replace(microsecond=0)
