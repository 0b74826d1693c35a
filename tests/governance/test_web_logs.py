"""Log lines are JSON, carry the request id, and hold no form bodies, tokens or passwords."""

import json
import logging
import logging.config
import re
from io import StringIO

import pytest
import structlog
from django.test import Client, RequestFactory

from governance.web.logs import configure_structlog, logging_settings, scrub

URLS = pytest.mark.urls("tests.governance.web_urls")


@pytest.fixture
def lines():
    """The JSON lines that the product's logging would write."""
    stream = StringIO()
    described = logging_settings(level="DEBUG", as_json=True)["formatters"]["lines"]
    options = {key: value for key, value in described.items() if key != "()"}
    handler = logging.StreamHandler(stream)
    handler.setFormatter(described["()"](**options))
    root = logging.getLogger()
    before, level = structlog.get_config(), root.level
    configure_structlog()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)
    structlog.configure(**before)


@URLS
def test_a_request_gets_an_id_that_is_in_its_answer_and_its_log_line(lines, db, settings):
    settings.LOGIN_URL = "/sign-in/"
    answer = Client().get("/sign-in/?token=abc")
    request_id = answer["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", request_id)
    served = [line for line in lines() if line["event"] == "request.served"]
    assert [line["request_id"] for line in served] == [request_id]
    assert served[0]["path"] == "/sign-in/"
    assert "abc" not in json.dumps(lines())


@URLS
def test_what_django_says_of_an_answer_carries_the_id_too(lines, db):
    answer = Client().get("/no-such-page/")
    said = [line for line in lines() if line["logger"] == "django.request"]
    assert said and {line.get("request_id") for line in said} == {answer["X-Request-ID"]}


def test_the_web_servers_own_lines_are_ours():
    for name in ("gunicorn.error", "gunicorn.access"):
        found = logging.getLogger(name)
        found.addHandler(logging.NullHandler())  # as gunicorn does before it loads the site
        found.propagate = False
    logging.config.dictConfig({**logging_settings(level="INFO", as_json=True), "root": {}, "handlers": {}})
    for name in ("gunicorn.error", "gunicorn.access"):
        assert (logging.getLogger(name).handlers, logging.getLogger(name).propagate) == ([], True)


@URLS
def test_a_sane_id_of_the_proxy_is_kept(db):
    assert Client().get("/healthz", headers={"X-Request-ID": "proxy-7f.1_a"})["X-Request-ID"] == "proxy-7f.1_a"


@URLS
@pytest.mark.parametrize(
    "offered", ["short", "x" * 65, "has space in it", "line\nbreak-in-it", "<script>alert", "-leading"]
)
def test_an_insane_id_is_replaced(db, offered):
    assert Client().get("/healthz", headers={"X-Request-ID": offered})["X-Request-ID"] != offered


def test_secrets_are_hidden_in_both_kinds_of_logger(lines):
    structlog.stdlib.get_logger("a").info("x", password="hunter2", detail={"token": "hunter2", "n": 1}, person="7")
    logging.getLogger("b").warning("x", extra={"authorization": "hunter2", "job": "9"})
    first, second = lines()
    assert "hunter2" not in json.dumps([first, second])
    assert (first["detail"]["n"], first["person"], second["job"]) == (1, "7", "9")
    assert first["level"] == "info" and second["logger"] == "b" and first["timestamp"].endswith("Z")


def test_a_request_object_is_named_by_its_type_only(lines):
    request = RequestFactory().post("/sign-in/?token=hunter2", {"password": "hunter2"})
    logging.getLogger("django.request").error("Server error: %s", request.path, extra={"request": request})
    line = lines()[0]
    assert line["request"] == "<WSGIRequest>"
    assert "hunter2" not in json.dumps(line)


def test_a_traceback_is_kept_without_its_secrets(lines):
    try:
        raise OSError("amqp://user:hunter2@broker failed")
    except OSError:
        logging.getLogger("c").exception("broken")
    line = lines()[0]
    assert "OSError" in line["exception"]
    assert "hunter2" not in json.dumps(line)


def test_a_name_that_hides_nothing_from_a_list_is_scrubbed_too(lines):
    logging.getLogger("d").info("x", extra={"parts": ["Bearer abcdefghij", 3]})
    assert lines()[0]["parts"] == ["Bearer [hidden]", 3]


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("Not Found: /password-reset/MQ/c0ffee-123/", "Not Found: /password-reset/[hidden]"),
        ("Authorization: Bearer cs_abcdefgh", "Authorization: Bearer [hidden]"),
        ("postgresql://me:secret@db/x", "postgresql://me:[hidden]@db/x"),
        ("/x?a=1&token=abc&b=2", "/x?a=1&token=[hidden]&b=2"),
        ("An ordinary sentence about a token.", "An ordinary sentence about a token."),
    ],
)
def test_text_is_scrubbed(text, scrubbed):
    assert scrub(text) == scrubbed


def test_lines_for_a_terminal_are_plain():
    described = logging_settings(level="INFO", as_json=False)["formatters"]["lines"]
    assert isinstance(described["processors"][-1], structlog.dev.ConsoleRenderer)
