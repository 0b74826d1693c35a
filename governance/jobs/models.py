"""The job row: what is to be done, by whom it is held and how far it is. The row is the truth, Celery the doorbell."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models

from governance.modelling import UidModel, choices_of


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(UidModel):
    """One piece of work. `key` makes asking twice the same as asking once; `lease_*` says who holds it until when;
    nobody takes it before `due_at`."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=20, choices=choices_of(JobState), default=JobState.QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField(default=5)
    due_at = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    progress_label = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "lease_until"], name="jobs_job_waiting")]
        constraints = [
            models.CheckConstraint(
                name="jobs_job_state_known", condition=models.Q(state__in=[state.value for state in JobState])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"
