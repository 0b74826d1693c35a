"""Attacks by HTTP alone: forged posts, hosts, redirects, method overrides, fixed sessions, file names."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from governance.accounts.access import STEP_UP_KEY
from governance.accounts.models import User
from tests.cast import PASSWORD, AsActor
from tests.factories.vendors import make_document, make_tier
from vendors.models import Capture


def addresses() -> Iterator[str]:
    def walk(resolver: URLResolver, prefix: str) -> Iterator[str]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry, prefix + str(entry.pattern))
            elif isinstance(entry, URLPattern):
                yield re.sub(
                    r"<(\w+):\w+>", lambda m: str(uuid.uuid4()) if m[1] == "uuid" else "x", prefix + str(entry.pattern)
                )

    return walk(get_resolver(), "/")


def test_every_post_without_the_form_token_is_refused(counsel: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(counsel)
    for address in addresses():
        if address in ("/healthz", "/readyz"):
            continue
        for method in ("post", "put", "patch", "delete"):
            response = getattr(client, method)(address, {} if method == "post" else "{}")
            assert response.status_code in (401, 403, 405), (method, address, response.status_code)


def test_a_method_is_not_overridden(counsel: User, signed_in: Callable[..., Client]) -> None:
    client = signed_in(counsel)
    response = client.get("/sign-out/", headers={"X-HTTP-Method-Override": "POST"}, query_params={"_method": "POST"})
    assert response.status_code == 405
    assert client.get("/account/").status_code == 200


def test_an_unknown_host_is_refused_and_a_forged_one_is_not_believed(db: None) -> None:
    assert Client().get("/sign-in/", headers={"Host": "evil.example"}).status_code == 400
    response = Client().get("/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"})
    assert "evil" not in response.headers["Location"]


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil.example",
     "\t//evil.example", "///evil.example", "/%09/evil.example\r\nSet-Cookie: a=b"],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(counsel: User, target: str) -> None:
    client = Client()
    answer = client.post(
        "/sign-in/", {"email": counsel.email, "password": PASSWORD, "next": target}, query_params={"next": target}
    )
    assert answer.status_code == 302
    where = answer.headers.get("Location", "/")
    assert where.startswith("/") and not where.startswith(("//", "/\\")) and "\n" not in where


def test_a_session_brought_along_is_not_the_session_signed_in_with(counsel: User) -> None:
    client = Client()
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies["countersign_session"] = session.session_key
    client.post("/sign-in/", {"email": counsel.email, "password": PASSWORD})
    assert client.session.session_key != session.session_key
    assert client.get("/account/").status_code == 200


def test_signing_out_forgets_the_step_up(counsel: User, signed_in: Callable[..., Client]) -> None:
    client = signed_in(counsel)
    key = client.session.session_key
    client.post("/sign-out/")
    client.cookies["countersign_session"] = key
    assert client.get("/account/").status_code == 302
    client.force_login(counsel)
    assert STEP_UP_KEY not in client.session


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.md", "a\r\nX-Bad: 1.md", "\u202etxt.md", "c" * 400 + ".md", "<script>.md"]
)
def test_a_file_name_is_a_word_and_never_a_path(
    counsel: User, signed_in: Callable[..., Client], as_actor: AsActor, name: str
) -> None:
    document = make_document(as_actor(counsel), make_tier(as_actor(counsel)))
    client = signed_in(counsel)
    upload = SimpleUploadedFile("x.md", b"# Terms\n\nAnother text <script>alert(1)</script>.\n", "text/html; charset=x")
    upload.name = name
    sent = client.post(f"/documents/{document.uid}/capture/", {"file": upload, "source": "upload"})
    assert sent.status_code in (302, 422)
    for capture in Capture.objects.filter(document=document):
        assert "/" not in capture.source_name and len(capture.source_name) <= 500
    version = document.versions.order_by("-number")[0]
    raw = client.get(f"/versions/{version.uid}/raw/")
    assert raw.headers["Content-Disposition"].startswith("attachment")
    assert raw.headers["X-Content-Type-Options"] == "nosniff"
    assert "html" not in raw.headers["Content-Type"]


@pytest.mark.parametrize("value", ["x" * 300_000, "\u202eevil\u202c", "a\u0000b", "\ud7ff\U0010ffff" * 10, " \u200b "])
def test_odd_names_are_answered_in_words(counsel: User, signed_in: Callable[..., Client], value: str) -> None:
    client = signed_in(counsel)
    for address in ("/vendors/new/", "/policy/revisions/new/", "/documents/new/"):
        response = client.post(address, {"name": value, "title": value, "website": value, "country": value})
        assert response.status_code in (302, 422), address
    for address in (f"/search/?q={value[:3000]}", "/audit/?" + "a=1&" * 500):
        assert client.get(address).status_code in (200, 404, 422)
