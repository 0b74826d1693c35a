"""What the worker does for webhooks: by the clock it makes messages of new events; messages leave as jobs."""

import uuid

from celery import shared_task

from governance.accounts.site import base_url
from governance.webhooks.services import collecting, delivering


@shared_task(name="governance.webhooks.tasks.collect", ignore_result=True)
def collect() -> int:
    """Make messages of what endpoints were not told of yet."""
    return collecting.collect(base_url())


@shared_task(name="governance.webhooks.tasks.deliver", ignore_result=True)
def deliver(job_uid: str) -> None:
    """Make one attempt at a message, if nobody else holds it."""
    delivering.deliver(uuid.UUID(job_uid))
