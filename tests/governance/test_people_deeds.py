"""Deeds on people's accounts: who may, in which state, with what input, and which event they leave."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from governance.accounts.access import account_open, system_actor, today
from governance.accounts.models import ApiToken, Organisation, User
from governance.accounts.roles import Scope
from governance.accounts.services.passwords import invite_person, send_password_reset
from governance.accounts.services.people import add_person, change_person, deactivate_person, reactivate_person
from governance.accounts.services.roles import grant_role
from governance.accounts.services.tokens import create_token
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed, Stale
from tests.cast import AsActor, AsToken, person

SITE = "https://countersign.example"


def last_event() -> tuple[str, dict[str, object]]:
    event = Event.objects.order_by("-sequence")[0]
    return event.action, json.loads(event.body)["detail"]


def changed(actor: object, someone: User, **changes: object) -> User:
    values = {
        "email": someone.email,
        "name": someone.name,
        "job_title": someone.job_title,
        "ends_on": someone.ends_on,
        "version": someone.version,
        **changes,
    }
    return change_person(actor=actor, person=someone, **values)  # type: ignore[arg-type]


def test_an_administrator_adds_a_person_without_password_or_role(administrator: User, as_actor: AsActor) -> None:
    added = add_person(actor=as_actor(administrator), email=" New.Person@Example.TEST ", name="  New   Person ")
    assert (added.email, added.name) == ("new.person@example.test", "New Person")
    assert not added.has_usable_password()
    assert not added.role_grants.exists()
    assert last_event() == ("person.added", {"ends_on": None})


@pytest.mark.parametrize("who", ["counsel", "requester", "engineering_owner", "auditor", "outsider"])
def test_nobody_else_adds_people(who: str, request: pytest.FixtureRequest, as_actor: AsActor) -> None:
    with pytest.raises(NotAllowed):
        add_person(actor=as_actor(request.getfixturevalue(who)), email="new@example.test", name="New")
    assert not Event.objects.exists()


def test_a_token_of_an_administrator_adds_nobody(administrator: User, as_token: AsToken) -> None:
    with pytest.raises(NotAllowed):
        add_person(actor=as_token(administrator, list(Scope)), email="new@example.test", name="New")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("email", {"email": "no address"}),
        ("email", {"email": ""}),
        ("email", {"email": "a" * 250 + "@example.test"}),
        ("name", {"name": "   "}),
        ("name", {"name": "n" * 121}),
        ("name", {"name": "bell\x07"}),
        ("job_title", {"job_title": "t" * 121}),
        ("ends_on", {"ends_on": dt.date(2020, 1, 1)}),
    ],
)
def test_bad_input_is_named_by_its_field(
    field: str, values: dict[str, object], administrator: User, as_actor: AsActor
) -> None:
    good: dict[str, object] = {"email": "new@example.test", "name": "New"}
    with pytest.raises(Invalid) as refused:
        add_person(actor=as_actor(administrator), **(good | values))  # type: ignore[arg-type]
    assert set(refused.value.problems) == {field}
    assert User.objects.count() == 1


def test_an_address_is_taken_whatever_its_capitals(administrator: User, as_actor: AsActor) -> None:
    with pytest.raises(Invalid) as refused:
        add_person(actor=as_actor(administrator), email=administrator.email.upper(), name="Double")
    assert "email" in refused.value.problems
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email=administrator.email.upper(), name="Double")


def test_only_the_system_sets_up_a_password(administrator: User, as_actor: AsActor) -> None:
    demo = add_person(actor=system_actor("demo"), email="demo@example.test", name="Demo", password="a long demo phrase")
    assert demo.check_password("a long demo phrase")
    with pytest.raises(NotAllowed) as refused:
        add_person(actor=as_actor(administrator), email="b@example.test", name="B", password="a long phrase of mine")
    assert refused.value.code == "not-your-password"


def test_a_change_names_its_fields_and_never_the_name_itself(
    administrator: User, counsel: User, as_actor: AsActor
) -> None:
    saved = changed(as_actor(administrator), counsel, name="Clara Newname", job_title="General counsel")
    assert (saved.name, saved.version) == ("Clara Newname", 2)
    assert last_event() == ("person.changed", {"fields": ["job_title", "name"]})
    assert "Clara Newname" not in Event.objects.get().body


def test_a_change_that_changes_nothing_leaves_no_event(administrator: User, counsel: User, as_actor: AsActor) -> None:
    assert changed(as_actor(administrator), counsel).version == 1
    assert not Event.objects.exists()


def test_a_stale_change_is_refused_with_the_row_as_it_is(administrator: User, counsel: User, as_actor: AsActor) -> None:
    changed(as_actor(administrator), counsel, name="First")
    with pytest.raises(Stale) as refused:
        changed(as_actor(administrator), counsel, name="Second", version=1)
    assert refused.value.current.name == "First"


def test_nobody_but_an_administrator_changes_a_person(counsel: User, as_actor: AsActor) -> None:
    with pytest.raises(NotAllowed):
        changed(as_actor(counsel), counsel, name="Myself")


def test_an_address_in_use_is_fixed_so_that_no_account_is_taken_over(
    administrator: User, counsel: User, as_actor: AsActor
) -> None:
    with pytest.raises(Invalid) as refused:
        changed(as_actor(administrator), counsel, email="mine@example.test")
    assert "email" in refused.value.problems
    fresh = add_person(actor=as_actor(administrator), email="tpyo@example.test", name="Typo")
    assert changed(as_actor(administrator), fresh, email="typo@example.test").email == "typo@example.test"


def test_an_end_date_closes_the_account_after_that_day(administrator: User, auditor: User, as_actor: AsActor) -> None:
    saved = changed(as_actor(administrator), auditor, ends_on=today())
    assert account_open(saved)
    saved.ends_on = today() - dt.timedelta(days=1)
    assert not account_open(saved)


def test_a_past_end_date_stays_as_it_is_but_is_not_newly_set(
    administrator: User, auditor: User, as_actor: AsActor
) -> None:
    past = today() - dt.timedelta(days=3)
    User.objects.filter(pk=auditor.pk).update(ends_on=past)
    auditor.refresh_from_db()
    assert changed(as_actor(administrator), auditor, job_title="Left").ends_on == past
    with pytest.raises(Invalid):
        changed(as_actor(administrator), auditor, ends_on=past - dt.timedelta(days=1), version=2)


def test_administrators_do_not_end_their_own_account(administrator: User, as_actor: AsActor) -> None:
    with pytest.raises(Invalid) as refused:
        changed(as_actor(administrator), administrator, ends_on=today() + dt.timedelta(days=9))
    assert "ends_on" in refused.value.problems
    with pytest.raises(NotAllowed):
        deactivate_person(actor=as_actor(administrator), person=administrator)


def test_closing_an_account_revokes_its_tokens_for_good(
    administrator: User, requester: User, as_actor: AsActor
) -> None:
    token, _ = create_token(actor=as_actor(requester), name="CI", scopes=[Scope.READ], ends_on=today())
    deactivate_person(actor=as_actor(administrator), person=requester)
    requester.refresh_from_db()
    assert not account_open(requester)
    actions = list(Event.objects.order_by("sequence").values_list("action", flat=True))
    assert actions == ["token.created", "person.deactivated", "token.revoked"]
    reactivate_person(actor=as_actor(administrator), person=requester)
    requester.refresh_from_db()
    assert account_open(requester)
    assert last_event()[0] == "person.reactivated"
    assert ApiToken.objects.get(pk=token.pk).revoked_at is not None


def test_closing_twice_and_opening_an_open_account_are_conflicts(
    administrator: User, counsel: User, as_actor: AsActor
) -> None:
    with pytest.raises(Conflict):
        reactivate_person(actor=as_actor(administrator), person=counsel)
    deactivate_person(actor=as_actor(administrator), person=counsel)
    with pytest.raises(Conflict):
        deactivate_person(actor=as_actor(administrator), person=counsel)


def test_nobody_else_closes_opens_or_sends(counsel: User, outsider: User, as_actor: AsActor) -> None:
    for act in (deactivate_person, reactivate_person):
        with pytest.raises(NotAllowed):
            act(actor=as_actor(outsider), person=counsel)
    with pytest.raises(NotAllowed):
        send_password_reset(actor=as_actor(outsider), person=counsel, base_url=SITE)
    assert mail.outbox == []


def test_whoever_holds_an_office_of_the_organisation_is_replaced_first(
    administrator: User, organisation: Organisation, counsel: User, as_actor: AsActor
) -> None:
    with pytest.raises(Conflict, match="legal owner"):
        deactivate_person(actor=as_actor(administrator), person=counsel)
    with pytest.raises(Conflict, match="legal owner"):
        changed(as_actor(administrator), counsel, ends_on=today())


def test_the_last_administrator_cannot_be_closed_by_one_whose_account_has_ended(
    administrator: User, as_actor: AsActor
) -> None:
    other = person("Second Administrator", None)
    grant_role(actor=as_actor(administrator), person=other, role="administrator")  # type: ignore[arg-type]
    deactivate_person(actor=as_actor(administrator), person=other)
    reactivate_person(actor=as_actor(administrator), person=other)
    User.objects.filter(pk=administrator.pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        deactivate_person(actor=as_actor(User.objects.get(pk=administrator.pk)), person=other)


def test_a_reset_is_sent_as_a_link_and_never_as_a_password(
    administrator: User, counsel: User, as_actor: AsActor
) -> None:
    send_password_reset(actor=as_actor(administrator), person=counsel, base_url=SITE)
    assert last_event()[0] == "person.reset-sent"
    (sent,) = mail.outbox
    assert sent.to == [counsel.email]
    assert f"{SITE}/password-reset/{counsel.uid.hex}/" in sent.body


def test_a_closed_account_is_sent_nothing(administrator: User, counsel: User, as_actor: AsActor) -> None:
    deactivate_person(actor=as_actor(administrator), person=counsel)
    with pytest.raises(Conflict):
        send_password_reset(actor=as_actor(administrator), person=counsel, base_url=SITE)
    assert mail.outbox == []


def test_an_invited_person_gets_the_link_to_their_first_password(administrator: User, as_actor: AsActor) -> None:
    invited, sent = invite_person(
        actor=as_actor(administrator), email="new@example.test", name="New", job_title="", ends_on=None, base_url=SITE
    )
    assert sent
    assert invited.uid.hex in mail.outbox[0].body
    assert "you have an account" in mail.outbox[0].body


def test_a_mail_server_that_does_not_answer_takes_the_account_not_back(
    administrator: User, as_actor: AsActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("governance.accounts.mail.send_mail", refuse)
    invited, sent = invite_person(
        actor=as_actor(administrator), email="new@example.test", name="New", job_title="", ends_on=None, base_url=SITE
    )
    assert not sent
    with pytest.raises(Conflict) as refused:
        send_password_reset(actor=as_actor(administrator), person=invited, base_url=SITE)
    assert refused.value.code == "mail-not-sent"


def test_people_are_never_removed(database: None) -> None:
    nobody = person("Nora Newcomer", None)
    with pytest.raises(IntegrityError, match="countersign:"), transaction.atomic():
        User.objects.filter(pk=nobody.pk).delete()
