"""Input no database could keep is answered in words, never with a 500."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from governance.web import doors

pytestmark = [pytest.mark.urls("tests.governance.web_urls"), pytest.mark.django_db]


@pytest.fixture
def client(monkeypatch) -> Client:
    monkeypatch.setattr(doors, "authenticates_itself", lambda view: True)
    return Client()


def test_ordinary_text_passes(client):
    assert client.post("/echo/", {"text": "Übung, 試験, 🖋"}).content.decode() == "echo:Übung, 試験, 🖋"
    assert client.get("/echo/?q=a%26b").content == b"echo:a&b"


@pytest.mark.parametrize("address", ["/echo/?q=a%00b", "/echo/?a%00b=1"])
def test_a_nul_in_the_query_is_refused_in_words(client, address):
    answer = client.get(address)
    assert answer.status_code == 422
    assert "NUL character" in answer.content.decode()


def test_a_nul_in_a_form_is_refused_in_words(client):
    for answer in (
        client.post("/echo/", {"text": "a\x00b"}),
        client.post("/echo/", {"a\x00b": "text"}),
        client.post("/echo/", "text=a%00b", content_type="application/x-www-form-urlencoded"),
    ):
        assert answer.status_code == 422
        assert "\x00" not in answer.content.decode()


def test_a_file_with_a_nul_in_its_bytes_is_none_of_our_business_here(client):
    assert client.post("/echo/", {"text": "x", "file": SimpleUploadedFile("a.bin", b"\x00\x01")}).status_code == 200


def test_a_nul_in_a_path_leads_nowhere(client):
    assert client.get("/ec%00ho/").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"a": ["x", {"b": "y\\u0000z"}]}', 422),
        (b'{"a\\u0000": 1}', 422),
        (b'{"a": "half \\ud800 a pair"}', 422),
        (b'{"a": "\\\\u0000 is only a backslash here", "b": "\\ud83d\\ude00"}', 200),
        (b"[" * 100_000 + b"]" * 100_000, 422),
        (b"not json", 200),
        (b"", 200),
    ],
)
def test_json_is_looked_at_too(client, body, status):
    answer = client.post("/api/echo/", body, content_type="application/json")
    assert answer.status_code == status
    if status == 422:
        assert answer["Content-Type"] == "application/problem+json"


def test_a_form_over_the_limit_is_too_large_in_words(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.post("/echo/", {"text": "x" * 2000})
    assert answer.status_code == 413
    assert "nothing was saved" in answer.content.decode()


def test_too_many_fields_are_too_large_in_words(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    assert client.post("/echo/", {f"field{number}": "x" for number in range(20)}).status_code == 413


def test_an_upload_over_the_limit_is_refused_before_it_is_read(client, settings):
    settings.MAX_REQUEST_BYTES = 1000
    answer = client.post("/api/echo/", {"file": SimpleUploadedFile("a.bin", b"x" * 2000)})
    assert answer.status_code == 413
    assert answer.json()["code"] == "too-large"


def test_a_damaged_multipart_form_is_a_bad_request(client):
    answer = client.post("/echo/", b"--x\r\nrubbish", content_type="multipart/form-data")
    assert answer.status_code == 400


def test_a_session_cookie_with_a_nul_is_forgotten(client, settings):
    client.cookies.load({settings.SESSION_COOKIE_NAME: "x"})
    answer = client.get("/echo/", headers={"Cookie": f'{settings.SESSION_COOKIE_NAME}="a\\000b"'})
    assert answer.status_code == 200
