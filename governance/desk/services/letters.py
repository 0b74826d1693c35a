"""Letters leave: one job of the outbox each. What a letter says is read when it goes, so that it tells of nothing that
was done meanwhile; a letter of which nothing stands any more is dropped.

A letter goes out at least once. It goes out twice only where the mail server had taken it and the worker was killed
before it could note so, and then under the same Message-ID, by which mail programs know it for the same.
"""

from __future__ import annotations

import datetime as dt
import smtplib
import uuid

import structlog
from django.db import transaction
from django.utils import timezone

from governance.accounts.access import account_open, organisation
from governance.desk.domain.notices import Reason, wait_before
from governance.desk.items import Item
from governance.desk.mail import send_letter
from governance.desk.models import Letter
from governance.desk.services.notices import tellable
from governance.jobs import lease
from governance.jobs.models import Job
from governance.web.zones import in_zone

log = structlog.stdlib.get_logger(__name__)
HELD = dt.timedelta(minutes=5)
"""How long a worker may take to hand a letter over before another tries: longer than all waits of one delivery."""
NEVER_TAKEN = 500
"""From this answer on a mail server says that the same letter will never be taken (RFC 5321, 4.2.1)."""


def post(uid: uuid.UUID, base_url: str) -> None:
    """Hand over the letter of job `uid`, if nobody else holds it."""
    job = lease.claim(uid, HELD)
    if job is None:
        return
    letter = Letter.objects.select_related("person").get(job=job)
    try:
        with in_zone(organisation().time_zone):
            lines = standing(letter)
            if lines:
                send_letter(letter, lines, base_url)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail.not-sent", person=str(letter.person.uid), exc_info=True)
        _put_off(job, "The mail server did not take it.", final=_refused(error))
    except Exception:
        log.exception("mail.crashed", person=str(letter.person.uid))
        _put_off(job, "It could not be written because of a fault in the product. It is in the log.", final=False)
    else:
        _note(letter, job, sent=bool(lines))


def standing(letter: Letter) -> list[tuple[Item, Reason]]:
    """What of a letter still stands, in the order of its sections; nothing for somebody whose account was closed."""
    if not account_open(letter.person):
        return []
    items = tellable(letter.person)
    lines = [(items[line.key], Reason(line.reason)) for line in letter.lines.all() if line.key in items]
    return sorted(lines, key=lambda line: list(Reason).index(line[1]))


def _refused(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= NEVER_TAKEN for code, _ in error.recipients.values())
    return False  # a sender refused or a log-in that fails is our own set-up, which somebody will mend


def _put_off(job: Job, error: str, *, final: bool) -> None:
    try:
        lease.fail(job, error, final=final, wait=wait_before(job.attempt))
    except lease.LeaseLost:
        log.info("mail.overtaken", job=str(job.uid))


def _note(letter: Letter, job: Job, *, sent: bool) -> None:
    """Mark letter and job together. Whoever lost the lease was overtaken, and the other one notes."""
    try:
        with transaction.atomic():
            lease.finish(job)
            Letter.objects.filter(pk=letter.pk).update(**{"sent_at" if sent else "dropped_at": timezone.now()})
    except lease.LeaseLost:
        log.info("mail.overtaken", job=str(job.uid))
