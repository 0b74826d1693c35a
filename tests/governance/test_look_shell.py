"""The shell: what every page carries, what it carries only when filled, and the pages that say what went wrong."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.html import escape

from governance.web.markup.navigation import PLACES, place_of

ROOT = Path(__file__).parents[2]
ERRORS = ("400", "403", "404", "409", "412", "413", "422", "500", "csrf")


def request_of(path="/vendors/", theme="system", signed_in=True, host="testserver"):
    request = RequestFactory(headers={"host": host}).get(path)
    request.user = SimpleNamespace(is_authenticated=signed_in, name="Ines <Halloran>", theme=theme)
    request.may_open = lambda permission: True
    return request


def page(body="", request=None, **context):
    source = '{% extends "base.html" %}{% load countersign %}' + body
    return engines["django"].from_string(source).render(context, request or request_of())


def test_every_page_has_a_language_a_title_a_main_part_and_a_way_to_skip_to_it():
    drawn = page("{% block title %}Vendors{% endblock %}{% block heading %}Vendors{% endblock %}")
    assert '<html lang="en-GB">' in drawn
    assert "<title>Vendors · Countersign</title>" in drawn
    assert '<main id="main"' in drawn
    assert '<a class="skip" href="#main">' in drawn
    assert drawn.count("<h1>") == 1


def test_parts_nobody_filled_leave_no_empty_landmark_behind():
    drawn = page()
    assert "<h1>" not in drawn
    assert 'aria-label="Breadcrumb"' not in drawn
    assert "acts" not in drawn


def test_parts_are_drawn_when_filled():
    drawn = page(
        '{% block crumb %}<a href="/">Vendors</a>{% endblock %}{% block actions %}<a class="btn">Edit</a>{% endblock %}'
        "{% block facts %}<span>one</span>{% endblock %}{% block bar %}<form class='signbar'></form>{% endblock %}"
    )
    assert '<nav class="crumb" aria-label="Breadcrumb"><a href="/">Vendors</a></nav>' in drawn
    assert '<div class="acts noprint">' in drawn
    assert '<div class="flow sub facts"><span>one</span></div>' in drawn
    assert "signbar" in drawn


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_is_written_on_the_page(theme):
    assert f'<html lang="en-GB" data-bs-theme="{theme}">' in page(request=request_of(theme=theme))


def test_without_a_choice_the_system_decides():
    assert "data-bs-theme" not in page(request=request_of(theme="system"))


def test_the_own_name_is_shown_escaped():
    assert "Ines &lt;Halloran&gt;" in page()


def test_a_visitor_sees_neither_navigation_nor_search():
    drawn = page(request=request_of(signed_in=False))
    assert 'aria-label="Main"' not in drawn
    assert 'role="search"' not in drawn


def test_a_page_can_be_drawn_without_any_request():
    source = '{% extends "base.html" %}{% block heading %}Plain{% endblock %}'
    assert "<h1>Plain</h1>" in engines["django"].from_string(source).render({})


def test_messages_are_quiet_notices_that_are_said_aloud_once():
    drawn = page(
        messages=[
            Message(constants.SUCCESS, "<Saved.>"),
            Message(constants.ERROR, "Refused."),
        ]
    )
    assert '<div class="notices" role="status">' in drawn
    assert '<p class="notice ok">' in drawn
    assert "&lt;Saved.&gt;" in drawn
    assert '<p class="notice bar">' in drawn


def test_print_names_the_address_and_the_time_with_its_zone():
    printed = re.search(
        r'<p class="printed hash">(.*?)</p>',
        page(request=request_of("/vendors/?state=open")),
    ).group(1)
    assert "http://testserver/vendors/?state=open" in printed
    assert re.search(r"printed \d+ \w{3} \d{4}, \d\d:\d\d UTC", printed)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/", "queue"),
        ("/assessments/7/", "terms"),
        ("/matrix/", "matrix"),
        ("/approvals/7/", "requests"),
        ("/policy/revisions/", "policy"),
        ("/codebases/", "codebases"),
        ("/reports/new/", "reports"),
        ("/audit/verify/", "audit"),
        ("/people/", "you"),
        ("/sign-in/", ""),
    ],
)
def test_a_page_knows_its_place_by_its_path(path, code):
    assert place_of(path) == code


def test_no_path_belongs_to_two_places():
    paths = [path for place in PLACES for path in place.paths]
    assert len(paths) == len(set(paths))


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_says_what_happened_and_what_to_do(name):
    drawn = render_to_string(f"errors/{name}.html", {"request_id": "r-17"}, request=request_of())
    assert drawn.count("<h1>") == 1
    assert "r-17" in drawn
    assert re.search(r'<a class="btn btn-go" href="/', drawn)


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_no_request_and_nobody_signed_in(name):
    assert "<h1>" in render_to_string(f"errors/{name}.html", {})


@pytest.mark.parametrize("name", [name for name in ERRORS if name != "500"])
def test_an_error_page_repeats_what_the_product_said(name):
    message = "Somebody else has to decide <this>."
    assert escape(message) in render_to_string(f"errors/{name}.html", {"message": message}, request=request_of())


def test_the_page_for_our_own_fault_depends_on_nothing():
    assert "{% load" not in (ROOT / "templates/errors/500.html").read_text()


def test_a_request_from_a_host_we_do_not_serve_still_gets_its_page():
    drawn = render_to_string(
        "errors/400.html",
        {},
        request=request_of("/x/", signed_in=False, host="evil.example"),
    )
    assert "We could not read that request" in drawn
    assert "evil.example" not in drawn


def test_the_doorway_shows_no_navigation_and_prints_no_address():
    source = '{% extends "doorway.html" %}{% block heading %}Sign in{% endblock %}'
    drawn = engines["django"].from_string(source).render({}, request_of("/password-reset/secret/", signed_in=False))
    assert "<h1>Sign in</h1>" in drawn
    assert "<nav" not in drawn
    assert "secret" not in drawn
