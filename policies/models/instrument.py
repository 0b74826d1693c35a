"""The regulatory register: instruments, the stages each came through, reviews of changes, and public allegations."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from governance.database.within import rows_within
from governance.modelling import UidModel, VersionedModel, choices_of
from policies.domain.register import InstrumentKind, ReviewCause, Stage
from vendors.models import Vendor

USER = settings.AUTH_USER_MODEL
_STAGE = ("number", "stage", "staged_on", "source", "source_url", "seen_on", "note", "checked", "written_at")


class InstrumentQuerySet(models.QuerySet[Any]):
    """Questions about instruments."""

    def with_stages(self) -> Self:
        """Each with `stages_held`: what is on record of the stages it came through."""
        own = InstrumentStage.objects.filter(instrument=OuterRef("pk"))
        columns = {name: name for name in _STAGE}
        return self.annotate(stages_held=rows_within(own, uid="uid", written_by="written_by__name", **columns))

    def at_stage(self, stage: str) -> Self:
        """Those whose newest stage is `stage`."""
        later = InstrumentStage.objects.filter(instrument=OuterRef("instrument"), number__gt=OuterRef("number"))
        newest = InstrumentStage.objects.filter(~Exists(later), instrument=OuterRef("pk"), stage=stage)
        return self.filter(Exists(newest))

    def unchecked(self) -> Self:
        """Those whose newest stage nobody held against its source."""
        later = InstrumentStage.objects.filter(instrument=OuterRef("instrument"), number__gt=OuterRef("number"))
        newest = InstrumentStage.objects.filter(~Exists(later), instrument=OuterRef("pk"), checked=False)
        return self.filter(Exists(newest))

    def to_look_at(self, day: dt.date) -> Self:
        """Those whose next check has come by `day`."""
        return self.filter(next_check_on__lte=day)


class Instrument(VersionedModel):
    """A law, bill, rule or framework that may bear on what we do. What changed over time lies in its stages."""

    name = models.CharField(max_length=200, unique=True)
    short_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=choices_of(InstrumentKind))
    jurisdiction = models.CharField(max_length=120)
    countries = models.TextField(blank=True, help_text="Whom it reaches, one country or union to a line.")
    rules = models.TextField(blank=True, help_text="Codes of rules it bears on, one to a line.")
    vendors = models.ManyToManyField(Vendor, related_name="instruments", blank=True)
    summary = models.TextField()
    privileged_note = models.TextField(blank=True, help_text="Legal advice; counsel only, never exported.")
    next_check_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="policies_instrument_named", condition=~Q(name="") & ~Q(short_name="") & ~Q(summary="")
            )
        ]

    def __str__(self) -> str:
        return self.short_name


class InstrumentStage(UidModel):
    """Where an instrument stands by one source, seen on a day. Append-only; the newest row speaks. Not `checked`: from
    the starter catalogue or by a program, and nobody held it against its source."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="stages")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=20, choices=choices_of(Stage))
    staged_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    source_url = models.URLField(max_length=500, blank=True)
    seen_on = models.DateField()
    note = models.TextField(blank=True)
    checked = models.BooleanField(default=False)
    written_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["instrument", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="policies_stage_number_once"),
            models.CheckConstraint(name="policies_stage_has_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="policies_stage_checked_by_somebody", condition=Q(checked=False) | Q(written_by__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument}: {self.stage}"


class InstrumentReview(UidModel):
    """A change of an instrument that counsel has to say what it means for us, by a day. A further change joins it."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="reviews")
    cause = models.CharField(max_length=20, choices=choices_of(ReviewCause))
    opened_by_stage = models.ForeignKey(InstrumentStage, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    reasons = models.TextField(blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["instrument"], condition=Q(closed_at__isnull=True), name="policies_instrument_review_one_open"
            ),
            models.CheckConstraint(
                name="policies_instrument_review_closed_by_somebody",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, reasons="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(reasons=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument}: {self.cause}"


class Allegation(UidModel):
    """That somebody was named in public as having done something. A recorded fact with its source, never a finding of
    ours: nothing is judged by it alone. The words stay; the vendor may be linked once."""

    named = models.CharField(max_length=120)
    vendor = models.ForeignKey(Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="allegations")
    what = models.TextField()
    alleged = models.CharField(max_length=60, help_text="When, as the source says it.")
    source = models.CharField(max_length=300)
    source_url = models.URLField(max_length=500, blank=True)
    seen_on = models.DateField()
    checked = models.BooleanField(default=False)
    written_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["named", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["named", "source"], name="policies_allegation_once"),
            models.CheckConstraint(name="policies_allegation_has_source", condition=~Q(source="") & ~Q(what="")),
            models.CheckConstraint(
                name="policies_allegation_checked_by_somebody", condition=Q(checked=False) | Q(written_by__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.named
