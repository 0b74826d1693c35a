"""The worker's side of reports: load, call the service."""

import uuid

from celery import shared_task

from governance.reports.services import working


@shared_task(name="governance.reports.tasks.work", ignore_result=True)
def work(job_uid: str) -> None:
    """Do one job of a report, if nobody else holds it."""
    working.work(uuid.UUID(job_uid))
