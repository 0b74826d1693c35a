"""Closed by default: one list says what is open."""

import pytest
from django.test import Client
from django.views.generic import View
from rest_framework.permissions import IsAuthenticated
from rest_framework.views import APIView

from governance.web.doors import OPEN, authenticates_itself

pytestmark = [pytest.mark.urls("tests.governance.web_urls"), pytest.mark.django_db]


@pytest.fixture
def visitor(settings) -> Client:
    settings.LOGIN_URL = "/sign-in/"
    return Client()


def test_a_visitor_is_led_to_sign_in_and_back(visitor):
    answer = visitor.get("/echo/?q=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=%2Fecho%2F%3Fq%3D1"


def test_a_form_sent_after_the_session_ended_is_led_there_too_with_the_reason(visitor):
    answer = visitor.post("/echo/", headers={"Referer": "http://testserver/echo/?q=1"})
    assert answer["Location"] == "/sign-in/?next=%2Fecho%2F%3Fq%3D1&why=unsent"


def test_a_visitor_under_the_api_gets_a_401_problem(visitor):
    answer = visitor.get("/api/echo/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["code"] == "sign-in-required"


def test_an_api_view_that_lets_everybody_in_is_closed_all_the_same(visitor):
    assert visitor.get("/api/forgotten/").json()["code"] == "sign-in-required"


def test_an_api_view_that_demands_a_permission_authenticates_itself(visitor):
    assert visitor.get("/api/guarded/").status_code in (401, 403)


def test_health_is_open_to_everybody(visitor):
    assert visitor.get("/healthz").status_code == 200


def test_only_the_listed_names_are_open():
    assert {name.split(":")[0] for name in OPEN} == {"accounts", "desk", "healthz", "readyz"}


def test_plain_views_and_views_without_permissions_do_not_authenticate_themselves():
    class Bare(APIView):
        permission_classes = []

    class Guarded(APIView):
        permission_classes = [IsAuthenticated]

    assert authenticates_itself(Guarded.as_view())
    assert not authenticates_itself(Bare.as_view())
    assert not authenticates_itself(Guarded.as_view(permission_classes=[]))
    assert not authenticates_itself(View.as_view())
