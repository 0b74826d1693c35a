"""Taking, keeping and giving back jobs. Every change is one conditional UPDATE, so two workers can never both hold
one."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from governance.jobs.models import Job, JobState

LEASE = dt.timedelta(seconds=settings.JOB_LEASE_SECONDS)
"""How long a silent worker keeps a job; a heartbeat renews it. Short, because a killed worker's report waits for it."""


class LeaseLost(Exception):
    """Another worker holds the job now (or it was cancelled): stop without writing anything."""


def enqueue(kind: str, key: str, *, requested_by_id: int | None, max_attempts: int = 5) -> Job:
    """The job with this key, made if there is none. Call inside the deed that makes the work necessary."""
    wanted = {"kind": kind, "requested_by_id": requested_by_id, "max_attempts": max_attempts}
    job, _ = Job.objects.get_or_create(key=key, defaults=wanted)
    return job


def waiting(kind: str | None = None) -> models.QuerySet[Job]:
    """Jobs nobody holds: queued and due, or running with a lease that ran out."""
    now = timezone.now()
    due = Q(due_at__isnull=True) | Q(due_at__lte=now)
    jobs = Job.objects.filter(Q(due, state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now))
    return jobs.filter(kind=kind) if kind else jobs


def claim(uid: uuid.UUID, held: dt.timedelta = LEASE) -> Job | None:
    """Take the job if nobody holds it, for as long as `held`. Returns None when there is nothing to take."""
    now, token = timezone.now(), uuid.uuid4()
    taken = (
        waiting()
        .filter(uid=uid, attempt__lt=F("max_attempts"))
        .update(
            state=JobState.RUNNING,
            lease_token=token,
            lease_until=now + held,
            attempt=F("attempt") + 1,
            started_at=now,
            error="",
        )
    )
    if taken:
        return Job.objects.get(uid=uid)
    waiting().filter(uid=uid).update(
        state=JobState.FAILED, finished_at=now, error="Given up after several attempts that did not finish."
    )
    return None


def heartbeat(job: Job, *, done: int | None = None, total: int | None = None, label: str | None = None) -> None:
    """Renew the lease and say how far the work is. Raises LeaseLost when the job is no longer ours."""
    said = {"progress_done": done, "progress_total": total, "progress_label": label}
    changes: dict[str, object] = {name: value for name, value in said.items() if value is not None}
    changes["lease_until"] = timezone.now() + LEASE
    if not Job.objects.filter(pk=job.pk, lease_token=job.lease_token, state=JobState.RUNNING).update(**changes):
        raise LeaseLost(str(job.uid))


def finish(job: Job) -> None:
    """Mark the job done. Call inside the deed that stores the result: both or neither. Raises LeaseLost."""
    if not Job.objects.filter(pk=job.pk, lease_token=job.lease_token, state=JobState.RUNNING).update(
        state=JobState.DONE, finished_at=timezone.now(), lease_until=None
    ):
        raise LeaseLost(str(job.uid))


def fail(job: Job, error: str, *, final: bool, wait: dt.timedelta | None = None) -> JobState:
    """Give the job back after an error: queued for another attempt, at once or after `wait`, or failed for good.
    Returns which. Raises LeaseLost."""
    state = JobState.FAILED if final or job.attempt >= job.max_attempts else JobState.QUEUED
    if not Job.objects.filter(pk=job.pk, lease_token=job.lease_token, state=JobState.RUNNING).update(
        state=state,
        error=error[:2000],
        lease_until=None,
        lease_token=None,
        due_at=timezone.now() + wait if wait and state == JobState.QUEUED else None,
        finished_at=timezone.now() if state == JobState.FAILED else None,
    ):
        raise LeaseLost(str(job.uid))
    return state


def requeue(job: Job) -> None:
    """Put a failed job back in the queue with fresh attempts."""
    _fresh(Job.objects.filter(pk=job.pk, state=JobState.FAILED))


def again(job: Job) -> None:
    """Put a job that is over, whatever came of it, back in the queue with fresh attempts: somebody wants it anew."""
    _fresh(Job.objects.filter(pk=job.pk, state__in=[JobState.DONE, JobState.FAILED]))


def _fresh(jobs: models.QuerySet[Job]) -> None:
    jobs.update(
        state=JobState.QUEUED, attempt=0, error="", lease_token=None, lease_until=None, finished_at=None, due_at=None
    )


def cancel(job: Job) -> bool:
    """Cancel a job that has not finished. The worker holding it finds out at its next heartbeat."""
    return bool(
        Job.objects.filter(pk=job.pk, state__in=[JobState.QUEUED, JobState.RUNNING]).update(
            state=JobState.CANCELLED, finished_at=timezone.now(), lease_token=None, lease_until=None
        )
    )
