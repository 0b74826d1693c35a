"""The door: signing in and out, forgotten passwords, closed accounts, the first administrator."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from governance.accounts.access import roles_of, today
from governance.accounts.models import Organisation, User
from governance.accounts.roles import Role
from governance.audit.models import Event
from tests.cast import PASSWORD, SignedIn, person

NEW = "a quite different wall at high tide"


def actions() -> list[str]:
    return list(Event.objects.order_by("sequence").values_list("action", flat=True))


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> object:
    return client.post("/sign-in/", {"email": email, "password": password, **more})


def link_in(text: str) -> str:
    found = re.search(r"https?://[^/\s]+(/password-reset/\S+)", text)
    assert found
    return found[1]


def opened(client: Client, link: str) -> str:
    """Follow a reset link as a browser does; returns the address of the form."""
    response = client.get(link)
    assert response.status_code == 302
    return str(response["Location"])


def test_a_person_signs_in_whatever_the_capitals_and_gets_a_new_session(counsel: User) -> None:
    client = Client()
    client.get("/sign-in/")
    response = sign_in(client, counsel.email.upper())
    assert (response.status_code, response["Location"]) == (302, "/")  # type: ignore[attr-defined, index]
    assert client.session[SESSION_KEY] == str(counsel.pk)
    assert actions() == ["person.signed-in"]
    first = client.session.session_key
    client.post("/sign-out/")
    sign_in(client, counsel.email)
    assert client.session.session_key != first


def test_signing_in_is_not_a_step_up(counsel: User) -> None:
    client = Client()
    sign_in(client, counsel.email)
    assert client.get("/step-up/").status_code == 200


@pytest.mark.parametrize(
    ("target", "led_to"),
    [("/account/", "/account/"), ("https://evil.example/", "/"), ("//evil.example", "/"), ("javascript:alert(1)", "/")],
)
def test_one_is_led_back_on_this_site_only(target: str, led_to: str, counsel: User) -> None:
    response = sign_in(Client(), counsel.email, next=target)
    assert response["Location"] == led_to  # type: ignore[index]


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"email": "nobody@example.test"}])
def test_a_failed_sign_in_says_the_same_and_leaves_no_event(wrong: dict[str, str], counsel: User) -> None:
    response = Client().post("/sign-in/", {"email": counsel.email, "password": PASSWORD, **wrong})
    assert response.status_code == 422
    assert b"do not open an account" in response.content
    assert actions() == []


def test_too_many_failures_have_to_wait_even_with_the_right_password(counsel: User) -> None:
    client = Client()
    for _ in range(5):
        sign_in(client, counsel.email, "wrong")
    response = sign_in(client, counsel.email)
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert b"Too many attempts" in response.content  # type: ignore[attr-defined]
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16)):
        assert sign_in(client, counsel.email).status_code == 302  # type: ignore[attr-defined]


def test_what_was_typed_wrongly_is_not_in_the_page(counsel: User) -> None:
    response = sign_in(Client(), counsel.email, "my-typed-secret")
    assert b"my-typed-secret" not in response.content  # type: ignore[attr-defined]


def test_a_closed_or_ended_account_does_not_open(counsel: User) -> None:
    User.objects.filter(pk=counsel.pk).update(ends_on=today() - dt.timedelta(days=1))
    assert sign_in(Client(), counsel.email).status_code == 422  # type: ignore[attr-defined]
    User.objects.filter(pk=counsel.pk).update(ends_on=None, is_active=False)
    assert sign_in(Client(), counsel.email).status_code == 422  # type: ignore[attr-defined]


def test_signing_out_is_a_post(counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 302
    assert SESSION_KEY not in client.session


def test_somebody_signed_in_is_not_asked_again(counsel: User, signed_in: SignedIn) -> None:
    assert signed_in(counsel).get("/sign-in/?next=/account/")["Location"] == "/account/"


def test_an_account_that_is_closed_is_signed_out_with_words(counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    assert client.get("/account/").status_code == 200
    User.objects.filter(pk=counsel.pk).update(is_active=False)
    response = client.get("/account/", follow=True)
    assert response.redirect_chain[0][0] == "/sign-in/?why=closed"
    assert b"Your account is closed" in response.content
    assert SESSION_KEY not in client.session


def test_an_end_date_means_the_end_of_that_day_in_the_organisations_zone(
    counsel: User, organisation: Organisation, signed_in: SignedIn
) -> None:
    Organisation.objects.update(time_zone="Pacific/Auckland")
    User.objects.filter(pk=counsel.pk).update(ends_on=dt.date(2026, 6, 10))
    last_moment = dt.datetime(2026, 6, 10, 11, 59, tzinfo=dt.UTC)  # 23:59 in Auckland
    with time_machine.travel(last_moment, tick=False) as clock:
        client = signed_in(counsel)
        assert client.get("/account/").status_code == 200
        clock.shift(120)
        assert client.get("/account/").status_code == 302


def test_a_zone_this_host_does_not_know_shows_utc_and_no_error(counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    client.get("/account/")
    Organisation.objects.update(time_zone="Atlantis/Capital")
    response = client.get("/account/")
    assert response.status_code == 200
    assert b"UTC" in response.content


def test_the_api_and_htmx_are_told_in_their_own_way_that_the_account_is_closed(
    counsel: User, signed_in: SignedIn
) -> None:
    client, other = signed_in(counsel), signed_in(counsel)
    User.objects.filter(pk=counsel.pk).update(is_active=False)
    refused = client.get("/api/v1/anything/")
    assert refused.status_code == 401
    assert refused.json()["code"] == "session-closed"
    assert other.get("/account/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/sign-in/?why=closed"


def test_the_answer_to_a_forgotten_password_is_the_same_for_everybody(counsel: User) -> None:
    known = Client().post("/password-reset/", {"email": counsel.email.upper()})
    unknown = Client().post("/password-reset/", {"email": "nobody@example.test"})
    assert known["Location"] == unknown["Location"] == "/password-reset/sent/"
    assert Client().get("/password-reset/sent/").status_code == 200
    assert [message.to for message in mail.outbox] == [[counsel.email]]


def test_one_address_is_sent_three_links_an_hour_at_most(counsel: User) -> None:
    for _ in range(5):
        assert Client().post("/password-reset/", {"email": counsel.email}).status_code == 302
    assert len(mail.outbox) == 3


def test_a_link_sets_a_password_once_and_is_recorded(counsel: User, signed_in: SignedIn) -> None:
    elsewhere = signed_in(counsel)
    Client().post("/password-reset/", {"email": counsel.email})
    link, client = link_in(mail.outbox[0].body), Client()
    form = opened(client, link)
    assert client.get(form).status_code == 200
    done = client.post(form, {"new_password1": NEW, "new_password2": NEW})
    assert done["Location"] == "/password-reset/done/"
    assert client.get("/password-reset/done/").status_code == 200
    counsel.refresh_from_db()
    assert counsel.check_password(NEW)
    assert counsel.password_reset_at is not None
    assert actions() == ["person.password-changed"]
    assert elsewhere.get("/account/")["Location"] == "/sign-in/?why=changed"
    again = Client().get(link)
    assert again.status_code == 200
    assert b"This link does not work" in again.content


def test_the_link_names_nobody_by_a_number_of_the_database(counsel: User) -> None:
    Client().post("/password-reset/", {"email": counsel.email})
    assert link_in(mail.outbox[0].body).startswith(f"/password-reset/{counsel.uid.hex}/")


@pytest.mark.parametrize("chosen", [("short", "short"), (NEW, NEW + "x"), ("clara counsel 2026", "clara counsel 2026")])
def test_a_weak_or_mistyped_password_is_not_set(chosen: tuple[str, str], counsel: User) -> None:
    Client().post("/password-reset/", {"email": counsel.email})
    client = Client()
    form = opened(client, link_in(mail.outbox[0].body))
    response = client.post(form, {"new_password1": chosen[0], "new_password2": chosen[1]})
    assert response.status_code == 422
    assert b"aria-invalid" in response.content
    counsel.refresh_from_db()
    assert counsel.check_password(PASSWORD)
    assert actions() == []


@pytest.mark.parametrize("uid", ["1", "MQ", "0" * 32, "zz"])
def test_a_made_up_link_does_not_work(uid: str, counsel: User) -> None:
    response = Client().get(f"/password-reset/{uid}/abc-def/")
    assert response.status_code == 200
    assert b"This link does not work" in response.content


def test_a_link_that_is_too_old_or_of_a_closed_account_does_not_work(counsel: User) -> None:
    Client().post("/password-reset/", {"email": counsel.email})
    link = link_in(mail.outbox[0].body)
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 60)):
        assert b"This link does not work" in Client().get(link).content
    User.objects.filter(pk=counsel.pk).update(is_active=False)
    assert b"This link does not work" in Client().get(link).content


def test_an_empty_installation_says_how_it_begins(database: None) -> None:
    assert b"add_administrator" in Client().get("/sign-in/").content
    person("First Person", None)
    assert b"add_administrator" not in Client().get("/sign-in/").content


def test_the_command_makes_the_first_administrator_and_prints_a_link(database: None) -> None:
    said = io.StringIO()
    call_command("add_administrator", "Ada@Example.test", name="Ada First", stdout=said)
    ada = User.objects.get()
    assert (ada.email, roles_of(ada)) == ("ada@example.test", {Role.ADMINISTRATOR})
    assert actions() == ["person.added", "role.granted"]
    client = Client()
    form = opened(client, link_in(said.getvalue()))
    client.post(form, {"new_password1": NEW, "new_password2": NEW})
    assert sign_in(client, ada.email, NEW).status_code == 302  # type: ignore[attr-defined]


def test_the_command_refuses_while_there_is_an_administrator(administrator: User) -> None:
    with pytest.raises(CommandError, match="already"):
        call_command("add_administrator", "mallory@example.test", name="Mallory")
    assert User.objects.count() == 1


def test_the_command_helps_when_the_last_administrator_is_gone(administrator: User, outsider: User) -> None:
    User.objects.filter(pk=administrator.pk).update(ends_on=today() - dt.timedelta(days=1))
    call_command("add_administrator", outsider.email.upper(), name="ignored", stdout=io.StringIO())
    assert Role.ADMINISTRATOR in roles_of(outsider)
    assert User.objects.get(pk=outsider.pk).name == outsider.name


@pytest.mark.parametrize(
    ("email", "words"), [("no address", "e-mail address"), ("clara.counsel@example.test", "counsel")]
)
def test_the_command_says_what_is_wrong(email: str, words: str, counsel: User) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("add_administrator", email, name="Ada")


def test_whoever_sent_a_form_after_the_session_ended_reads_where_it_is(counsel, signed_in):
    client = signed_in(counsel)
    client.get("/vendors/new/")
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    page = client.post("/vendors/new/", {"name": "Larkspur"}, follow=True).content.decode()
    assert "what you sent was not saved" in page and "what you typed is still in it" in page
    assert "what you sent" not in client.get("/vendors/new/", follow=True).content.decode()
