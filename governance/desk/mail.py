"""Mail the desk sends: changes of terms that wait for counsel. Who is written to, and when, is decided by services."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from typing import Any

import structlog
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from governance.accounts.access import organisation
from governance.accounts.models import User

log = structlog.stdlib.get_logger(__name__)


def send_changes(person: User, changes: Sequence[Any], base_url: str) -> bool:
    """One letter on all of `changes`; False when the mail server did not take it (which is logged)."""
    address = base_url.rstrip("/")
    rows = [{"told": told, "link": address + reverse("desk:change_detail", args=[told.review.uid])} for told in changes]
    context = {
        "person": person,
        "rows": rows,
        "organisation": organisation(),
        "all": address + reverse("desk:change_list"),
    }
    many = f"{len(rows)} changes of terms wait" if len(rows) > 1 else "A change of terms waits"
    try:
        send_mail(f"{many} for counsel", render_to_string("desk/changes_mail.txt", context), None, [person.email])
    except (OSError, smtplib.SMTPException):
        log.exception("mail.not-sent", person=str(person.uid))
        return False
    return True
