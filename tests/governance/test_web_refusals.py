"""What services refuse becomes the right page, or the right problem document under /api/."""

import pytest
from django.test import Client, RequestFactory

from governance.errors import Conflict
from governance.web import doors
from governance.web.responses import csrf_failure, refusal, safe_path

pytestmark = pytest.mark.urls("tests.governance.web_urls")


@pytest.fixture(autouse=True)
def open_house(monkeypatch, settings):
    """These tests are about answers, not about who is signed in."""
    monkeypatch.setattr(doors, "authenticates_itself", lambda view: True)
    settings.LOGIN_URL = "/sign-in/"


@pytest.fixture
def visitor(db) -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("not-allowed", 403, "Ask a second counsel."),
        ("conflict", 409, "It was decided already."),
        ("stale", 412, "Somebody was faster."),
        ("invalid", 422, "Too long."),
        ("django-403", 403, "not yours to do"),
        ("django-404", 404, "nothing here for you"),
        ("crash", 500, "Something went wrong on our side"),
    ],
)
def test_a_refusal_on_a_page_is_a_page_in_words(visitor, kind, status, words):
    answer = visitor.get(f"/refuse/{kind}/")
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/html")
    assert words in answer.content.decode()
    assert "inner workings" not in answer.content.decode()
    assert "matches the given query" not in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("double", 409, "Somebody did the same at this moment."),
        ("closed", 409, "The record does not allow this, or not any more."),
        ("faulty", 500, "Something went wrong on our side"),
    ],
)
def test_what_the_database_refuses_is_told_from_what_is_our_fault(visitor, kind, status, words):
    answer = visitor.get(f"/write/{kind}/")
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "accounts_team" not in answer.content.decode()
    assert "countersign:" not in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("not-allowed", 403, "not-allowed"),
        ("conflict", 409, "conflict"),
        ("stale", 412, "stale"),
        ("invalid", 422, "invalid"),
        ("step-up", 403, "step-up-required"),
        ("sign-in", 401, "sign-in-required"),
        ("django-404", 404, "not-found"),
        ("crash", 500, "server-error"),
    ],
)
def test_a_refusal_under_the_api_is_a_problem_document(visitor, kind, status, code):
    answer = visitor.get(f"/api/refuse/{kind}/")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == status
    assert document["code"] == code
    assert document["type"] == f"urn:countersign:problem:{code}"
    assert document["title"] and document["detail"]
    assert document["request_id"] == answer["X-Request-ID"]
    assert "inner workings" not in answer.content.decode()


def test_the_api_names_the_fields_that_were_refused(visitor):
    assert visitor.get("/api/refuse/invalid/").json()["problems"] == {"name": ["Too long."]}


def test_a_page_that_needs_a_step_up_leads_there_and_back(visitor):
    answer = visitor.get("/refuse/step-up/?a=1&b=2")
    assert answer.status_code == 302
    assert answer["Location"] == "/step-up/?next=%2Frefuse%2Fstep-up%2F%3Fa%3D1%26b%3D2"


@pytest.mark.parametrize(
    ("came_from", "next_path"),
    [
        ("http://testserver/requests/1/?tab=2", "%2Frequests%2F1%2F%3Ftab%3D2"),
        ("https://elsewhere.example/", "%2Frefuse%2Fstep-up%2F"),
        ("http://testserver//elsewhere.example/", "%2Frefuse%2Fstep-up%2F"),
        ("http://testserver/step-up/?next=/", "%2Frefuse%2Fstep-up%2F"),
        ("", "%2Frefuse%2Fstep-up%2F"),
    ],
)
def test_a_post_that_needs_a_step_up_comes_back_to_the_page_of_its_form(visitor, came_from, next_path):
    answer = visitor.post("/refuse/step-up/", {"text": "x"}, headers={"Referer": came_from})
    assert answer["Location"] == f"/step-up/?next={next_path}"


def test_htmx_is_told_to_navigate_instead_of_swapping_in_a_whole_page(visitor):
    answer = visitor.get("/refuse/step-up/", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer["HX-Redirect"].startswith("/step-up/?next=")


def test_somebody_not_signed_in_is_led_to_sign_in(visitor):
    assert visitor.get("/refuse/sign-in/")["Location"] == "/sign-in/?next=%2Frefuse%2Fsign-in%2F"


def test_an_unknown_address_is_a_page(visitor):
    answer = visitor.get("/no/such/place/")
    assert answer.status_code == 404
    assert "nothing here for you" in answer.content.decode()


def test_a_wrong_host_name_is_answered_even_though_no_shell_can_be_drawn(visitor):
    answer = visitor.get("/refuse/conflict/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "could not" in answer.content.decode().lower()


def test_an_expired_form_says_so_in_plain_words(db):
    answer = csrf_failure(RequestFactory().post("/requests/"), reason="CSRF cookie not set.")
    assert answer.status_code == 403
    assert "open too long" in answer.content.decode()
    assert "CSRF" not in answer.content.decode()


def test_an_expired_form_under_the_api_is_a_problem_document(db):
    answer = csrf_failure(RequestFactory().post("/api/v1/vendors/"))
    assert answer["Content-Type"] == "application/problem+json"


def test_the_page_of_a_refusal_offers_the_way_back(db):
    request = RequestFactory().post("/x/", headers={"Referer": "http://testserver/requests/1/"})
    assert 'href="/requests/1/"' in refusal(request, Conflict("Too late.")).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "http://testserver//evil.example",
        "",
        "relative",
    ],
)
def test_only_a_path_of_this_site_is_safe_to_go_to(address):
    assert safe_path(RequestFactory().get("/"), address) == ""
