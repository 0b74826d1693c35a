"""Every address demands a log-in, except those on the one list in governance.web.doors."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from governance.web.doors import OPEN

SAMPLES = {"uuid": str(uuid.uuid4()), "int": "7", "slug": "some-word", "str": "some-word", "path": "some/path"}


def addresses(patterns=None, prefix="", namespace=""):
    """(name, path with sample arguments) of every address."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry.url_patterns, route, inner)
        elif isinstance(entry, URLPattern):
            path = re.sub(r"<(?:(\w+):)?\w+>", lambda m: SAMPLES.get(m[1] or "str", "some-word"), route)
            path = (
                re.sub(r"\(\?P<\w+>[^)]*\)", SAMPLES["uuid"], path).replace("^", "").replace("$", "").replace("\\", "")
            )
            yield f"{namespace}{entry.name}", f"/{path}"


def test_every_door_on_the_list_exists():
    assert {name for name, _ in addresses()} >= OPEN


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visitor_gets_nowhere_but_through_the_doors_on_the_list(method):
    visitor = Client()
    walked, open_to_all = 0, []
    for name, path in addresses():
        if name in OPEN:
            continue
        answer = getattr(visitor, method)(path)
        walked += 1
        to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
        if not (to_sign_in or answer.status_code in {401, 403}):
            open_to_all.append((name, path, answer.status_code))
    assert open_to_all == []
    assert walked > 10


@pytest.mark.django_db
def test_an_unknown_address_tells_a_visitor_nothing():
    answer = Client().get("/no-such-page/")
    assert answer.status_code == 404
