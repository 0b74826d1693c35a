"""The doorbell: which Celery task answers for which kind of job, and the sweep for rings nobody heard."""

from __future__ import annotations

import logging

from celery import current_app
from django.db import transaction

from governance.jobs.lease import waiting
from governance.jobs.models import Job

log = logging.getLogger(__name__)

TASK_OF_KIND = {
    "report.draft": "governance.reports.tasks.work",
    "report.final": "governance.reports.tasks.work",
    "notice.letter": "governance.desk.tasks.post",
    "webhook.delivery": "governance.webhooks.tasks.deliver",
}
"""Kind of job -> name of the task that works on it. By name, because tasks live on higher floors."""


def ring(job: Job) -> None:
    """Tell the workers about `job` once the transaction is committed. A dead broker is only logged: the sweep will find
    the row."""
    transaction.on_commit(lambda: _send(job))


def sweep() -> int:
    """Ring again for every job nobody holds; returns how many."""
    jobs = list(waiting().order_by("created_at")[:100])
    for job in jobs:
        _send(job)
    return len(jobs)


def _send(job: Job) -> None:
    try:
        current_app.send_task(TASK_OF_KIND[job.kind], args=[str(job.uid)])
    except Exception:
        log.exception("doorbell.unheard", extra={"job": str(job.uid)})
