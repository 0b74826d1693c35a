"""Mail this app sends: the link with which a person sets a password. Who may have it sent is decided by services."""

from __future__ import annotations

import smtplib

import structlog
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from governance.accounts.access import organisation
from governance.accounts.models import User

log = structlog.stdlib.get_logger(__name__)


def reset_link(person: User, base_url: str) -> str:
    """The address at which `person` sets a password; it works once, and for as long as the settings say."""
    path = reverse(
        "accounts:password_reset_confirm",
        kwargs={"uidb64": person.uid.hex, "token": default_token_generator.make_token(person)},
    )
    return base_url.rstrip("/") + path


def send_reset_link(person: User, base_url: str) -> bool:
    """Send the link; False when the mail server did not take it (which is logged)."""
    context = {
        "person": person,
        "link": reset_link(person, base_url),
        "organisation": organisation(),
        "first": not person.has_usable_password(),
        "minutes": settings.PASSWORD_RESET_TIMEOUT // 60,
    }
    subject = "Set your Countersign password" if context["first"] else "Reset your Countersign password"
    try:
        send_mail(subject, render_to_string("accounts/reset_mail.txt", context), None, [person.email])
    except (OSError, smtplib.SMTPException):
        log.exception("mail.not-sent", person=str(person.uid))
        return False
    return True
