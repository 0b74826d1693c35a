"""The periodic sweep for jobs whose doorbell nobody heard or whose worker was killed."""

from celery import shared_task

from governance.jobs import doorbell


@shared_task(name="governance.jobs.tasks.sweep", ignore_result=True)
def sweep() -> int:
    """Ring for every waiting job."""
    return doorbell.sweep()
