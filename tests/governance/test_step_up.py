"""Step-up: a judgement asks again who is acting, loses nothing that was entered, and leads nowhere else."""

from __future__ import annotations

import datetime as dt
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from governance.accounts.access import STEP_UP_KEY, actor_of, require
from governance.accounts.forms.sign_in import STEP_UP_FIELD
from governance.accounts.models import User
from governance.accounts.services.proofs import confirm_step_up
from governance.accounts.stepup import needs_step_up
from governance.audit.models import Event
from governance.errors import Invalid, NotAllowed
from tests.cast import PASSWORD, AsActor, AsToken, SignedIn

JUDGED: list[dict[str, list[str]]] = []


@require_http_methods(["GET", "POST"])
@needs_step_up
def judge(request: HttpRequest) -> HttpResponse:
    """A judgement as any app would have one."""
    if request.method == "POST":
        require(actor_of(request), "assessment.approve")
        JUDGED.append({name: [str(value) for value in values] for name, values in request.POST.lists()})
        return HttpResponse("judged")
    return HttpResponse("the form")


@require_http_methods(["POST"])
def judge_unguarded(request: HttpRequest) -> HttpResponse:
    """A judgement whose view forgot the decorator."""
    require(actor_of(request), "assessment.approve")
    return HttpResponse("judged")


urlpatterns = [
    path("judge/", judge),
    path("judge-unguarded/", judge_unguarded),
    path("", include("governance.accounts.urls")),
]
pytestmark = [pytest.mark.urls(__name__)]


class Fields(HTMLParser):
    """Every input of a page, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.inputs: list[dict[str, str]] = []
        self.actions: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "input":
            self.inputs.append(found)
        if tag == "form":
            self.actions.append(found.get("action", ""))


def fields_of(response: Any) -> Fields:
    parser = Fields()
    parser.feed(response.content.decode())
    return parser


@pytest.fixture(autouse=True)
def _nothing_judged() -> None:
    JUDGED.clear()


def test_a_get_asks_for_nothing(counsel: User, signed_in: SignedIn) -> None:
    assert signed_in(counsel, stepped_up=False).get("/judge/").content == b"the form"


def test_a_fresh_step_up_goes_straight_through(counsel: User, signed_in: SignedIn) -> None:
    assert signed_in(counsel).post("/judge/", {"reasons": "sound"}).content == b"judged"
    assert JUDGED == [{"reasons": ["sound"]}]


def test_without_one_the_page_asks_and_carries_what_was_entered(counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel, stepped_up=False)
    entered = {"reasons": 'Because "<b>it\'s</b>" so\nline two', "seen": ["1", "2"]}
    asked = client.post("/judge/?tab=legal", entered)
    assert asked.status_code == 403
    assert JUDGED == []
    page = fields_of(asked)
    assert page.actions == ["/judge/?tab=legal"]
    carried = [(found["name"], found.get("value", "")) for found in page.inputs if found["type"] == "hidden"]
    assert ("reasons", entered["reasons"]) in carried
    assert [value for name, value in carried if name == "seen"] == ["1", "2"]
    assert b"<b>it" not in asked.content

    answered: dict[str, Any] = {**entered, STEP_UP_FIELD: PASSWORD}
    assert client.post("/judge/?tab=legal", answered).content == b"judged"
    assert [{"reasons": [entered["reasons"]], "seen": ["1", "2"]}] == JUDGED
    assert Event.objects.get().action == "person.stepped-up"


def test_a_confirm_form_may_carry_the_password_itself(counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel, stepped_up=False)
    assert client.post("/judge/", {"reasons": "sound", STEP_UP_FIELD: PASSWORD}).content == b"judged"
    assert JUDGED == [{"reasons": ["sound"]}]


def test_a_wrong_password_asks_again_and_keeps_everything(counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel, stepped_up=False)
    asked = client.post("/judge/", {"reasons": "sound", STEP_UP_FIELD: "not my password"})
    assert asked.status_code == 403
    assert b"That is not your password" in asked.content
    assert b"not my password" not in asked.content
    assert ("reasons", "sound") in [(found.get("name"), found.get("value")) for found in fields_of(asked).inputs]
    assert not Event.objects.exists()
    assert JUDGED == []


def test_secrets_are_not_sent_back_to_the_browser(counsel: User, signed_in: SignedIn) -> None:
    asked = signed_in(counsel, stepped_up=False).post(
        "/judge/", {"password": "pw-one", "api_secret": "pw-two", "csrfmiddlewaretoken": "pw-three", "reasons": "kept"}
    )
    for secret in (b"pw-one", b"pw-two", b"pw-three"):
        assert secret not in asked.content
    assert b"kept" in asked.content


def test_a_step_up_ends_after_five_minutes(counsel: User, signed_in: SignedIn) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        client = signed_in(counsel)
        clock.shift(dt.timedelta(minutes=5))
        assert client.post("/judge/").status_code == 200
        clock.shift(dt.timedelta(seconds=1))
        assert client.post("/judge/").status_code == 403


def test_too_many_wrong_passwords_have_to_wait(counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel, stepped_up=False)
    for _ in range(5):
        client.post("/judge/", {STEP_UP_FIELD: "wrong"})
    refused = client.post("/judge/", {STEP_UP_FIELD: PASSWORD})
    assert refused.status_code == 403
    assert b"Too many attempts" in refused.content
    assert JUDGED == []


def test_files_cannot_be_carried_and_the_page_says_so(counsel: User, signed_in: SignedIn) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    asked = signed_in(counsel, stepped_up=False).post("/judge/", {"proof": SimpleUploadedFile("a.txt", b"text")})
    assert b"Choose them again" in asked.content


def test_htmx_is_sent_to_the_step_up_page(counsel: User, signed_in: SignedIn) -> None:
    response = signed_in(counsel, stepped_up=False).post("/judge/", headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"].startswith("/step-up/?next=")


def test_a_view_that_forgot_the_decorator_saves_nothing_and_leads_to_the_page(
    counsel: User, signed_in: SignedIn
) -> None:
    response = signed_in(counsel, stepped_up=False).post("/judge-unguarded/")
    assert response.status_code == 302
    assert response["Location"].startswith("/step-up/?next=")


def test_a_visitor_is_sent_to_sign_in(database: None) -> None:
    for address in ("/judge/", "/step-up/"):
        response = Client().post(address, {STEP_UP_FIELD: PASSWORD})
        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in/")


def test_someone_without_the_role_is_refused_after_the_right_password_too(outsider: User, signed_in: SignedIn) -> None:
    response = signed_in(outsider, stepped_up=False).post("/judge/", {STEP_UP_FIELD: PASSWORD})
    assert response.status_code == 403
    assert JUDGED == []


def test_the_page_of_its_own_confirms_and_goes_back_where_one_was(counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel, stepped_up=False)
    assert client.get("/step-up/", {"next": "/judge/?tab=1"}).status_code == 200
    response = client.post("/step-up/", {"next": "/judge/?tab=1", STEP_UP_FIELD: PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/judge/?tab=1")
    assert STEP_UP_KEY in client.session
    assert client.get("/step-up/", {"next": "/judge/"})["Location"] == "/judge/"


def test_the_page_of_its_own_says_when_the_password_is_wrong(counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel, stepped_up=False)
    response = client.post("/step-up/", {"next": "/judge/", STEP_UP_FIELD: "wrong"})
    assert response.status_code == 422
    assert STEP_UP_KEY not in client.session


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil.example", ""],
)
def test_it_never_leads_to_another_site(elsewhere: str, counsel: User, signed_in: SignedIn) -> None:
    response = signed_in(counsel, stepped_up=False).post("/step-up/", {"next": elsewhere, STEP_UP_FIELD: PASSWORD})
    assert response["Location"] == "/"


def test_a_token_cannot_step_up(counsel: User, as_token: AsToken) -> None:
    with pytest.raises(NotAllowed) as refused:
        confirm_step_up(actor=as_token(counsel), password=PASSWORD)
    assert refused.value.code == "human-session-required"
    assert not Event.objects.exists()


def test_the_service_refuses_a_wrong_password_and_a_closed_account(counsel: User, as_actor: AsActor) -> None:
    with pytest.raises(Invalid):
        confirm_step_up(actor=as_actor(counsel), password="wrong")
    counsel.is_active = False
    with pytest.raises(Invalid):
        confirm_step_up(actor=as_actor(counsel), password=PASSWORD)
    assert not Event.objects.exists()


def test_a_step_up_does_not_outlive_its_session(counsel: User, second_counsel: User, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    client.post("/sign-out/")
    client.force_login(second_counsel)
    assert client.post("/judge/").status_code == 403
