"""Looking at a person's queue and letting the letters of it leave, as the worker does."""

from __future__ import annotations

from typing import Any

from django.core import mail

from governance.accounts.models import User
from governance.desk.services import letters
from governance.desk.services.notices import look_at
from governance.jobs.models import Job, JobState
from governance.web.zones import in_zone

SITE = "https://countersign.example/"


def told(person: User) -> list[Any]:
    """Look, let what lies in the outbox leave, and see what `person` was sent by that."""
    before = len(mail.outbox)
    with in_zone("Europe/Dublin"):
        look_at(person)
    leave()
    return mail.outbox[before:]


def leave() -> None:
    for job in Job.objects.filter(state=JobState.QUEUED, kind="notice.letter"):
        letters.post(job.uid, SITE)
