"""Letters on what needs a person: once for each matter, as they chose, and of nothing that was done meanwhile."""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from governance.accounts.access import Actor
from governance.accounts.models import Organisation, User
from governance.celery import app
from governance.desk.domain.notices import Rhythm
from governance.desk.models import Letter, NoticeSent
from governance.desk.services import letters
from governance.desk.services.choices import choose_notices
from governance.desk.services.notices import look_at, look_round
from governance.desk.tasks import post
from governance.errors import NotAllowed
from governance.jobs.models import Job, JobState
from governance.web.zones import in_zone
from policies.models import PolicyRevision, RequestLine
from tests.cast import AsActor, AsToken, SignedIn
from tests.governance import desk_rows as rows
from tests.governance.letters import SITE, leave, told

MORNING = dt.datetime(2026, 11, 25, 10, 20, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """A Wednesday morning; tests move on from it."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def line(payments, requester, counsel, engineering_owner, organisation) -> RequestLine:
    """A request that both owners of its category have to decide."""
    rows.policy(counsel, engineering_owner, "Open", "Internal")
    category = PolicyRevision.objects.get().editions.get(name="Internal").category
    return rows.request_for(rows.tool(rows.tier(), "Larkspur Code"), payments, requester, category).lines.get()


def chooses(actor: Actor, rhythm: Rhythm, *reminders: int, kind: str = "request") -> None:
    choose_notices(actor=actor, rhythms={kind: rhythm}, reminders=reminders)


def test_an_owner_is_told_of_a_line_at_once_and_once_with_the_page_to_act_on(line, counsel, requester) -> None:
    (letter,) = told(counsel)
    assert letter.subject == "Needs you: Larkspur Code for Internal"
    assert letter.to == [counsel.email]
    assert f"https://countersign.example{reverse('policies:request_detail', args=[line.request.uid])}" in letter.body
    assert "Legal lane" in letter.body
    assert letter.extra_headers["List-Unsubscribe"] == "<https://countersign.example/account/notices/>"
    assert told(counsel) == [] and told(requester) == []  # who waits for others is not written to


def test_what_was_done_before_the_letter_left_is_not_told(line, counsel) -> None:
    with in_zone("Europe/Dublin"):
        assert look_at(counsel) is not None
    rows.decision(line, "legal", counsel)
    leave()
    assert mail.outbox == []
    assert Letter.objects.get().dropped_at is not None and Job.objects.get().state == JobState.DONE


def test_a_letter_tells_only_of_what_still_stands(line, counsel) -> None:
    other = rows.request_for(
        rows.tool(rows.tier("Max"), "Larkspur Max"), line.request.team, line.request.requester, line.category
    )
    with in_zone("Europe/Dublin"):
        look_at(counsel)
    rows.decision(other.lines.get(), "legal", counsel)
    leave()
    (letter,) = mail.outbox
    assert "Larkspur Code" in letter.body and "Larkspur Max" not in letter.body


def test_reminders_come_before_and_after_the_due_date_then_the_escalation_contact_is_told(
    line, engineering_owner, second_counsel, as_actor: AsActor, clock: Any
) -> None:
    Organisation.objects.update(escalation_contact=second_counsel)
    chooses(as_actor(engineering_owner), Rhythm.IMMEDIATELY, 3, 1)
    chooses(as_actor(second_counsel), Rhythm.NEVER)
    said: list[tuple[int, str, str]] = []
    for day in range(18):
        clock.move_to(MORNING + dt.timedelta(days=day))
        for person in (engineering_owner, second_counsel):
            said += [(day, person.name, letter.subject.partition(":")[0]) for letter in told(person)]
    assert said == [
        (0, "Edgar Engineer", "Needs you"),
        (3, "Edgar Engineer", "Due soon"),
        (5, "Edgar Engineer", "Due soon"),
        (7, "Edgar Engineer", "Overdue"),
        (7, "Simon Second", "Escalated to you"),
        (14, "Edgar Engineer", "Overdue"),
        (14, "Simon Second", "Escalated to you"),
    ]


def test_a_digest_gathers_what_came_and_goes_out_when_its_hour_has_come(
    line, counsel, as_actor: AsActor, clock: Any
) -> None:
    chooses(as_actor(counsel), Rhythm.DAILY)
    assert told(counsel) == []  # chosen today at half past ten: the first goes out tomorrow at eight
    rows.request_for(
        rows.tool(rows.tier("Max"), "Larkspur Max"), line.request.team, line.request.requester, line.category
    )
    clock.move_to(MORNING.replace(hour=23))
    assert told(counsel) == []
    clock.move_to(MORNING.replace(day=26, hour=8, minute=1))
    (letter,) = told(counsel)
    assert letter.subject == "2 matters: needs you"
    assert "Larkspur Code" in letter.body and "Larkspur Max" in letter.body
    clock.move_to(MORNING.replace(day=27))
    assert told(counsel) == []


def test_who_chose_never_is_not_written_to(line, counsel, as_actor: AsActor, clock: Any) -> None:
    chooses(as_actor(counsel), Rhythm.NEVER)
    clock.move_to(MORNING + dt.timedelta(days=30))
    assert told(counsel) == []


def test_a_matter_that_went_and_came_again_is_told_anew(line, counsel) -> None:
    assert len(told(counsel)) == 1
    made = rows.approval(line, state="flagged")
    assert [letter.subject for letter in told(counsel)] == ["Needs you: Approval: Larkspur Code for Internal"]
    for state in ("active", "flagged"):
        type(made).objects.update(state=state)
        told(counsel)
    assert len(mail.outbox) == 3
    assert NoticeSent.objects.filter(over_at__isnull=True).count() == 1


def test_of_two_looks_at_once_one_writes(line, counsel) -> None:
    with in_zone("Europe/Dublin"):
        assert [look_at(counsel) is not None, look_at(counsel) is not None] == [True, False]
    assert Letter.objects.count() == 1


def test_a_letter_the_server_does_not_take_waits_and_leaves_later_under_the_same_name(
    line, counsel, monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    refusals = [smtplib.SMTPServerDisconnected("gone"), OSError("no route")]

    def refuses(*_: Any, **__: Any) -> None:
        raise refusals.pop()

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refuses)
        assert told(counsel) == []
    assert told(counsel) == []  # a minute has to pass
    clock.shift(dt.timedelta(minutes=2))
    (letter,) = told(counsel)
    assert letter.extra_headers["Message-ID"] == f"<{Letter.objects.get().uid}@countersign.example>"
    assert told(counsel) == []


def test_an_address_the_server_refuses_for_good_is_given_up(line, counsel, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: Any, **__: Any) -> None:
        raise smtplib.SMTPRecipientsRefused({counsel.email: (550, b"no such person")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuses)
    assert told(counsel) == []
    assert Job.objects.get().state == JobState.FAILED


def test_a_worker_killed_before_the_letter_left_is_followed_and_one_that_lives_is_not_overtaken(
    line, counsel, clock: Any
) -> None:
    with in_zone("Europe/Dublin"):
        look_at(counsel)
    job = Job.objects.get()
    assert letters.lease.claim(job.uid, letters.HELD) is not None  # a worker took it and is gone
    letters.post(job.uid, SITE)
    assert mail.outbox == []
    clock.shift(letters.HELD + dt.timedelta(seconds=1))
    letters.post(job.uid, SITE)
    letters.post(job.uid, SITE)
    assert len(mail.outbox) == 1


def test_who_left_is_not_written_to(line, counsel) -> None:
    with in_zone("Europe/Dublin"):
        look_at(counsel)
    User.objects.filter(pk=counsel.pk).update(is_active=False)
    leave()
    assert mail.outbox == []


def test_the_clock_looks_at_everybody_and_rests_while_nothing_happens(
    line, counsel, engineering_owner, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    (entry,) = (row for row in app.conf.beat_schedule.values() if row["task"].endswith("look_round"))
    assert entry["schedule"] == 60.0
    assert [look_round(), look_round()] == [2, 0]
    for job in Job.objects.all():
        post(str(job.uid))
    assert sorted(letter.to[0] for letter in mail.outbox) == [counsel.email, engineering_owner.email]


def test_one_broken_queue_keeps_nobody_else_from_being_told(line, monkeypatch: pytest.MonkeyPatch) -> None:
    counsel = line.request.requester

    def broken(person: User) -> Any:
        if person.name.startswith("Clara"):
            raise ValueError("broken")
        return look_at(person)

    monkeypatch.setattr("governance.desk.services.notices.look_at", broken)
    assert look_round() == 1 and counsel is not None
    assert Letter.objects.get().person.name == "Edgar Engineer"


def test_everybody_chooses_for_themselves_on_a_page(counsel, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    page = client.get(reverse("desk:notice_choices")).content.decode()
    assert counsel.email in page and "Mondays at 8" in page
    form = client.get(reverse("desk:notice_choices")).context["form"]
    sent = {name: str(form.get_initial_for_field(field, name) or "") for name, field in form.fields.items()}
    sent |= {"kind-request": "weekly", "reminders": "7"}
    answer = client.post(reverse("desk:notice_choices"), sent, follow=True)
    assert "What you are told by mail was saved." in answer.content.decode()
    shown = answer.context["form"]
    assert shown["kind-request"].value() == "weekly" and shown["reminders"].value() == ["7"]
    assert client.post(reverse("desk:notice_choices"), sent | {"kind-request": "hourly?"}).status_code == 422
    assert Client().get(reverse("desk:notice_choices")).status_code == 302


def test_a_token_chooses_nothing(counsel, as_token: AsToken) -> None:
    with pytest.raises(NotAllowed):
        chooses(as_token(counsel), Rhythm.NEVER)
