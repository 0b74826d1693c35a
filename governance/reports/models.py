"""Reports: frozen content, signatures in two lanes, the sealed file and the ledger that knows it."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from governance.accounts.access import roles_of, visible_team_uids
from governance.accounts.models import User
from governance.accounts.roles import PERMISSIONS
from governance.blobs.models import Blob
from governance.jobs.models import Job
from governance.modelling import UidModel, VersionedModel, choices_of
from policies.domain.types import Lane


class ReportKind(StrEnum):
    PORTFOLIO = "portfolio"


class ReportState(StrEnum):
    """requested -> frozen -> draft -> signed_by_one -> signed -> sealed; or declined, cancelled. A failure to render is
    the job's state, not the report's."""

    REQUESTED = "requested"
    FROZEN = "frozen"
    DRAFT = "draft"
    SIGNED_BY_ONE = "signed_by_one"
    SIGNED = "signed"
    SEALED = "sealed"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class ReportContent(UidModel):
    """Canonical JSON of every statement, written once; its SHA-256 is the content hash. Append-only."""

    sha256 = models.CharField(max_length=64, unique=True)
    schema = models.PositiveSmallIntegerField()
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256


class ReportQuerySet(models.QuerySet[Any]):
    """Questions about reports."""

    def visible_to(self, user: User) -> Self:
        """Reports are read by both lanes and auditors; an auditor of some teams reads those about these teams only."""
        if not roles_of(user) & PERMISSIONS["report.read"]:
            return self.none()
        teams = visible_team_uids(user)
        if teams is None:
            return self
        seen = {str(uid) for uid in teams}
        rows = [pk for pk, scope in self.values_list("pk", "scope") if within(scope, seen)]
        return self.filter(pk__in=rows)


def within(scope: str, teams: set[str]) -> bool:
    """Whether a report of `scope` speaks of no other than `teams` (uids). One of no named team speaks of all."""
    named = json.loads(scope).get("teams", [])
    return bool(named) and set(named) <= teams


class Report(VersionedModel):
    """One audit report for a scope and an as-of time."""

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=20, choices=choices_of(ReportKind), default=ReportKind.PORTFOLIO)
    title = models.CharField(max_length=200)
    scope = models.TextField(help_text="Canonical JSON: uids of teams, categories, tools; empty lists mean all.")
    as_of = models.DateTimeField()
    state = models.CharField(max_length=20, choices=choices_of(ReportState), default=ReportState.REQUESTED)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    legal_signatory = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    engineering_signatory = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content = models.ForeignKey(ReportContent, null=True, on_delete=models.PROTECT, related_name="reports")
    draft_job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="+")
    final_job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="+")
    draft_pdf = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    sealed_pdf = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    pages = models.PositiveIntegerField(null=True)
    decline_reason = models.TextField(blank=True)
    created_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                name="reports_two_signatories", condition=~Q(legal_signatory=F("engineering_signatory"))
            ),
            models.CheckConstraint(
                name="reports_frozen_has_content",
                condition=Q(state__in=["requested", "cancelled"]) | Q(content__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Report {self.number}"


class ReportSignature(UidModel):
    """One lane signs the content hash. Append-only; never one person in both lanes."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="signatures")
    lane = models.CharField(max_length=20, choices=choices_of(Lane))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    content_hash = models.CharField(max_length=64)
    sentence = models.TextField()
    face_note = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["report", "lane"], name="reports_signed_once_per_lane"),
            models.UniqueConstraint(fields=["report", "person"], name="reports_signed_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.lane}: {self.person_name}"


class LedgerEntry(UidModel):
    """A sealed file: its SHA-256 beside the content hash it was rendered from. Append-only."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="ledger_entry")
    file_sha256 = models.CharField(max_length=64, unique=True)
    content_sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.file_sha256
