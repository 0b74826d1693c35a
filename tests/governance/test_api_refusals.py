"""Whatever is sent, the answer is JSON in words and no fault of ours."""

from __future__ import annotations

import json

import pytest

from governance.web.api.limits import PerPerson

NUL = "be\x00fore"
HUGE = "x" * 13_000_000


def told(answer, status, code):
    assert answer.status_code == status, answer.content[:500]
    assert answer["Content-Type"] == "application/problem+json"
    document = json.loads(answer.content)
    assert {"type", "title", "status", "detail", "code"} <= set(document)
    assert (document["status"], document["code"]) == (status, code)
    assert document["request_id"]
    return document


@pytest.mark.parametrize("body", ["{", "nonsense", "", '{"name": NaN}', '{"a": 1} x', "\xff"])
def test_a_body_that_is_no_json_is_malformed(body, program, counsel):
    answer = program(counsel, "draft").client.post(
        "/api/v1/vendors/", body, content_type="application/json", headers=program(counsel, "draft").headers
    )
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [[], "text", 7, None, {"name": None}, {"name": []}, {"name": {"a": 1}}, {"name": ""}, {"name": "n" * 121}]
    + [{"name": "N", "parent": value} for value in (7, "x", [], "00000000-0000-4000-8000-000000000000")]
    + [{"name": "N", "legal_names": value} for value in ("x", [7, None], [[]], ["n" * 201])]
    + [{"name": "N", "website": "javascript:alert(1)"}, {"name": "N", "no_such_field": 1}],
)
def test_a_body_of_the_wrong_shape_is_refused_field_by_field(body, program, counsel):
    told(program(counsel, "draft").post("vendors/", json.dumps(body)), 422, "invalid")


def test_texts_no_database_keeps_are_refused(program, counsel):
    ask = program(counsel, "draft")
    assert "name" in told(ask.post("vendors/", {"name": NUL}), 422, "nul-character")["problems"]
    told(ask.post("vendors/", '{"name": "\\ud800"}'), 422, "nul-character")
    told(ask.get("vendors/?q=%00"), 422, "nul-character")


def test_a_body_that_is_too_large_or_too_deep_is_refused(program, counsel):
    ask = program(counsel, "draft")
    told(ask.post("vendors/", json.dumps({"name": HUGE})), 413, "too-large")
    assert ask.post("vendors/", "[" * 100_000).status_code in {400, 422}


def test_a_number_beyond_every_column_is_refused(world, program, counsel):
    ask = program(counsel, "draft")
    link = {"document": str(world.text.version.document.uid), "tier": str(world.tier.uid), "rank": 10**400}
    told(ask.post("links/", json.dumps(link)), 422, "invalid")
    told(ask.get("requests/?number=99999999999999999999999"), 422, "invalid")


@pytest.mark.parametrize(
    "query",
    ["vendor=7", "vendor=x", "kind=nothing", "kind=%F0%9F%8C%8A", "visibility=POSTED"],
)
def test_a_filter_that_can_be_none_is_refused_by_name(query, program, counsel):
    document = told(program(counsel).get(f"documents/?{query}"), 422, "invalid")
    assert list(document["problems"]) == [query.partition("=")[0]]


@pytest.mark.parametrize("since", ["yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-13-01"])
def test_an_instant_that_is_none_is_refused(since, program, counsel):
    told(program(counsel).get(f"events/?since={since.replace('+', '%2B')}"), 422, "invalid")


@pytest.mark.parametrize("cursor", ["x", "AAAA", "a" * 5000, "%F0%9F%8C%8A"])
def test_a_cursor_that_is_none_of_ours_is_not_found(cursor, program, counsel):
    assert "cursor" in told(program(counsel).get(f"vendors/?cursor={cursor}"), 404, "not-found")["detail"]


def test_a_method_a_noun_does_not_take_is_named(world, program, counsel):
    ask = program(counsel, "draft")
    for method, path in (("put", "vendors/"), ("delete", "vendors/"), ("patch", f"vendors/{world.tier.uid}/")):
        answer = ask(method, path, {})
        told(answer, 405, "method-not-allowed")
        assert "GET" in answer["Allow"]
    told(ask("options", "vendors/"), 405, "method-not-allowed")
    told(ask.post("decisions/", {}), 405, "method-not-allowed")


def test_an_answer_in_another_format_is_not_to_be_had(program, counsel):
    told(program(counsel).get("vendors/", Accept="text/html"), 406, "not-acceptable")
    told(program(counsel).get("vendors/", Accept="application/xml"), 406, "not-acceptable")


def test_a_body_of_another_type_is_refused(program, counsel):
    ask = program(counsel, "draft")
    for kind in (
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        answer = ask.client.post("/api/v1/vendors/", b"name=x", content_type=kind, headers=ask.headers)
        told(answer, 415, "unsupported-media-type")


def test_a_session_needs_its_csrf_token_to_do_more_than_read(counsel, browser_of):
    ask = browser_of(counsel)
    ask.client.handler.enforce_csrf_checks = True
    assert ask.get("vendors/").status_code == 200
    told(ask.post("vendors/", {"name": "Larkspur"}), 403, "csrf")


@pytest.mark.parametrize("header", ["Bearer cs_guess", "Bearer ", "Bearer ghp_stray", "Bearer cs_\xff"])
def test_a_token_nobody_made_is_a_401(header, visitor, database):
    assert told(visitor.get("vendors/", Authorization=header), 401, "token-unknown")["detail"]


def test_too_many_requests_are_told_when_to_come_back(program, counsel, monkeypatch):
    monkeypatch.setattr(PerPerson, "rate", "2/min")
    ask = program(counsel)
    assert [ask.get("me/").status_code for _ in range(3)] == [200, 200, 429]
    answer = ask.get("me/")
    told(answer, 429, "too-many-requests")
    assert 0 < int(answer["Retry-After"]) <= 60
    assert program(counsel, "draft").post("vendors/", {"name": "Larkspur"}).status_code == 201


def test_a_fault_of_ours_is_a_500_in_json(program, counsel, monkeypatch):
    from vendors.api.vendors import Vendors

    def broken(self):
        raise ZeroDivisionError("a detail nobody outside should read")

    monkeypatch.setattr(Vendors, "rows", broken)
    document = told(program(counsel).get("vendors/"), 500, "server-error")
    assert "detail nobody" not in json.dumps(document)


def test_two_who_do_the_same_at_once_are_a_conflict(program, counsel, monkeypatch):
    from django.db import transaction

    from vendors.models import Vendor

    def raced(**entry):
        with transaction.atomic():
            Vendor.objects.create(name="Larkspur")
            Vendor.objects.create(name="Larkspur")

    monkeypatch.setattr("vendors.api.vendors.add_vendor", raced)
    document = told(program(counsel, "draft").post("vendors/", {"name": "Larkspur"}), 409, "conflict")
    assert "Somebody did the same" in document["detail"]
    assert "vendors_vendor" not in json.dumps(document)


def test_a_row_the_database_cannot_take_is_a_fault_of_ours_and_not_somebody_else_s(program, counsel, monkeypatch):
    from django.db import transaction

    from vendors.models import Vendor

    def wrong(**entry):
        with transaction.atomic():
            Vendor.objects.create(name=None)

    monkeypatch.setattr("vendors.api.vendors.add_vendor", wrong)
    told(program(counsel, "draft").post("vendors/", {"name": "Larkspur"}), 500, "server-error")
