"""What the worker does for the desk: by the clock it looks for what people are to be told; letters leave as jobs."""

import uuid

from celery import shared_task

from governance.accounts.site import base_url
from governance.desk.services import letters, notices


@shared_task(name="governance.desk.tasks.look_round", ignore_result=True)
def look_round() -> int:
    """Put letters into the outbox for what people were not told yet."""
    return notices.look_round()


@shared_task(name="governance.desk.tasks.post", ignore_result=True)
def post(job_uid: str) -> None:
    """Hand one letter to the mail server, if nobody else holds it."""
    letters.post(uuid.UUID(job_uid), base_url())
