"""What the worker does for the desk by the clock."""

from celery import shared_task

from governance.accounts.site import base_url
from governance.desk.services.digests import send_digests


@shared_task(name="governance.desk.tasks.tell_of_changes", ignore_result=True)
def tell_of_changes() -> int:
    """Write to counsel of changes that wait for them."""
    return send_digests(base_url())
