"""What the worker does for this app by the clock."""

import logging

from celery import shared_task

from vendors.services.fetching import fetch_due

log = logging.getLogger(__name__)


@shared_task(name="vendors.tasks.look", ignore_result=True)
def look() -> int:
    """Fetch the documents that are due."""
    return fetch_due()


def ring() -> None:
    """Tell a worker that a look is due. A dead broker is only logged: the clock rings every minute."""
    try:
        look.delay()
    except Exception:
        log.exception("doorbell.unheard")
