"""Mail the desk sends: what needs a person. Who is written to, when and of what, is decided by services."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import urlsplit

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from governance.accounts.access import organisation
from governance.desk.domain.notices import REASON_WORDS, Reason, subject_of
from governance.desk.items import Item
from governance.desk.models import Letter
from governance.web.markup.times import say_day
from governance.web.markup.words import label_of


def send_letter(letter: Letter, lines: Sequence[tuple[Item, Reason]], base_url: str) -> None:
    """Hand one letter on all of `lines` (in the order of their reasons) to the mail server. Raises OSError and
    SMTPException where it is not taken. Links open pages; none of them does anything."""
    address = base_url.rstrip("/")
    sections = [
        {"title": REASON_WORDS[reason], "rows": [_row(item, address) for item, _ in rows]}
        for reason, rows in groupby(lines, key=lambda line: line[1])
    ]
    choices = address + reverse("desk:notice_choices")
    context = {
        "person": letter.person,
        "sections": sections,
        "organisation": organisation(),
        "all": address + reverse("desk:queue"),
        "choices": choices,
    }
    subject = subject_of([reason for _, reason in lines], " ".join(lines[0][0].told.split()))
    EmailMessage(
        subject[:200],
        render_to_string("desk/notices_mail.txt", context),
        to=[letter.person.email],
        headers={
            "Message-ID": f"<{letter.uid}@{urlsplit(address).hostname or 'countersign'}>",
            "List-Unsubscribe": f"<{choices}>",
            "Auto-Submitted": "auto-generated",
        },
    ).send()


def _row(item: Item, address: str) -> dict[str, str]:
    facts = [item.why, item.state_text or label_of(item.state), item.with_whom]
    if item.due is not None:
        facts.append(f"due {say_day(item.due)}")
    return {"told": item.told, "facts": "; ".join(fact for fact in facts if fact), "link": address + item.url}
