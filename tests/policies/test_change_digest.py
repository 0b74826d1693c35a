"""Letters to counsel on changes of terms: one for all that is new, once, and nothing of noise or of contracts."""

from __future__ import annotations

import datetime as dt
import smtplib
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import Organisation, User
from governance.celery import app
from governance.desk.services.digests import send_digests
from governance.desk.tasks import tell_of_changes
from tests.factories.policies import make_approval
from tests.factories.vendors import TERMS, make_document
from tests.vendors.changes import BARRED, LONGER, capture, confirm, only
from vendors.domain.terms import DocumentVisibility
from vendors.models import ChangeNotice, TermsDocument, Tier

SITE = "https://countersign.example/"
DATED = f"Last updated: 3 March 2026\n\n{LONGER}"


@pytest.fixture(autouse=True)
def house(organisation: Organisation, second_counsel: User) -> None:
    """An organisation with two counsel."""


def letters_to(person: User) -> list[Any]:
    return [letter for letter in mail.outbox if letter.to == [person.email]]


def test_counsel_gets_one_letter_on_all_that_waits_with_what_it_touched_and_where_to_read_it(
    line: Any, legal: Actor, engineering: Actor, counsel: User, second_counsel: User, requester: User,
    terms: TermsDocument, tier: Tier,
) -> None:  # fmt: skip
    make_approval(legal, engineering, line)
    usage = make_document(legal, tier, LONGER)
    capture(legal, terms, LONGER)
    capture(legal, usage, f"{LONGER}\n9.2 Notices count when they arrive.\n")
    assert send_digests(SITE) == 2
    (letter,) = letters_to(counsel)
    assert letter.subject == "2 changes of terms wait for counsel"
    for document in (terms, usage):
        address = f"https://countersign.example{reverse('desk:change_detail', args=[only(document).uid])}"
        assert document.title in letter.body and address in letter.body
    assert "1 reading to be confirmed. 1 approval flagged." in letter.body
    assert len(letters_to(second_counsel)) == 1 and letters_to(requester) == []


def test_a_change_is_told_once_and_again_only_when_it_grows(
    legal: Actor, counsel: User, terms: TermsDocument, read_tier: Tier
) -> None:
    capture(legal, terms, DATED)
    assert [send_digests(SITE), send_digests(SITE)] == [2, 0]
    capture(legal, terms, DATED.replace("3 March", "4 April"))
    assert send_digests(SITE) == 0
    capture(legal, terms, f"{DATED}\n9.2 Notices count when they arrive.\n")
    assert send_digests(SITE) == 2
    assert len(letters_to(counsel)) == 2


def test_noise_and_what_was_read_already_are_not_told(legal: Actor, terms: TermsDocument, read_tier: Tier) -> None:
    capture(legal, terms, TERMS.replace("# Commercial", "#   Commercial"))
    capture(legal, terms, LONGER)
    confirm(legal, terms.change_reviews.open().get())
    assert send_digests(SITE) == 0


def test_a_letter_that_the_mail_server_refuses_goes_out_with_the_next(
    legal: Actor, counsel: User, terms: TermsDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture(legal, terms, LONGER)

    def refuses(*_: Any, **__: Any) -> None:
        raise smtplib.SMTPServerDisconnected("gone")

    with monkeypatch.context() as patch:
        patch.setattr("governance.desk.mail.send_mail", refuses)
        assert send_digests(SITE) == 0
    assert send_digests(SITE) == 2
    assert len(letters_to(counsel)) == 1


def test_of_two_workers_one_writes_and_a_worker_that_died_is_followed_by_another(
    legal: Actor, counsel: User, second_counsel: User, terms: TermsDocument
) -> None:
    capture(legal, terms, LONGER)
    now = timezone.now()
    for person in (counsel, second_counsel):
        assert ChangeNotice.objects.claim(only(terms), person, now, now + dt.timedelta(minutes=10))
        assert ChangeNotice.objects.claim(only(terms), person, now, now + dt.timedelta(minutes=10)) is None
    assert send_digests(SITE) == 0
    with time_machine.travel(now + dt.timedelta(minutes=11)):
        assert send_digests(SITE) == 2


def test_a_letter_names_no_contract_and_says_none_of_its_words(legal: Actor, counsel: User, read_tier: Tier) -> None:
    letter = make_document(legal, read_tier, LONGER, title="Side letter", visibility=DocumentVisibility.CONTRACT)
    capture(legal, letter, BARRED)
    send_digests(SITE)
    (sent,) = letters_to(counsel)
    assert "a contract, version 1 to 2" in sent.body
    assert "Side letter" not in sent.body and "must not use" not in sent.body


def test_who_left_is_not_written_to(legal: Actor, second_counsel: User, terms: TermsDocument) -> None:
    capture(legal, terms, LONGER)
    User.objects.filter(pk=second_counsel.pk).update(is_active=False)
    assert send_digests(SITE) == 1
    assert letters_to(second_counsel) == []


def test_the_clock_rings_every_hour(legal: Actor, terms: TermsDocument) -> None:
    (entry,) = (row for row in app.conf.beat_schedule.values() if row["task"] == tell_of_changes.name)
    assert entry["schedule"].minute == {0}
    capture(legal, terms, LONGER)
    assert tell_of_changes() == 2
