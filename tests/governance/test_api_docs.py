"""The schema is whole, and the page of it shows every operation."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.urls import reverse

from governance.api.reading import nouns, schema
from governance.api.urls import router


def test_the_schema_is_valid_and_written_without_a_warning(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))
    assert "openapi: 3" in (tmp_path / "schema.yml").read_text()


def test_the_schema_is_for_those_signed_in(visitor, program, counsel):
    answer = visitor.get("/api/schema/")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    ask = program(counsel)
    ask.headers["Accept"] = "*/*"
    answer = ask.get("/api/schema/")
    assert answer.status_code == 200
    assert answer.json()["info"]["title"] == "Countersign API"


def test_the_schema_tells_every_refusal_and_which_header_a_change_needs():
    for path, methods in schema()["paths"].items():
        for method, operation in methods.items():
            assert {"401", "403", "406", "429", "500"} <= set(operation["responses"]), (path, method)
            if "{uid}" in path:
                assert "404" in operation["responses"]
            names = {parameter["name"] for parameter in operation.get("parameters", [])}
            assert ("428" in operation["responses"]) == ("If-Match" in names)
    put = schema()["paths"]["/api/v1/vendors/{uid}/"]["put"]
    assert "412" in put["responses"]


def test_no_text_of_the_schema_is_a_privileged_field_or_an_integer_key():
    text = str(schema()["components"]["schemas"])
    for word in ("privileged_note", "return_note", "'id'", "'pk'"):
        assert word not in text


def test_every_noun_has_its_part_of_the_page(signed_in, outsider):
    client = signed_in(outsider)
    index = client.get(reverse("api:docs"))
    assert index.status_code == 200
    names = {entry.name for entry in nouns()}
    assert names == {noun for noun, _, _ in router.registry} | {"me"}
    for entry in nouns():
        page = client.get(reverse("api:docs_noun", args=[entry.name]))
        assert page.status_code == 200
        html = page.content.decode()
        for operation in entry.operations:
            assert f'id="{operation.anchor}"' in html
            assert operation.words, operation
            assert operation.path in index.content.decode()
            assert "curl" in operation.example


def test_a_noun_that_is_none_is_not_found(signed_in, outsider):
    assert signed_in(outsider).get("/api/docs/nothing/").status_code == 404


def test_the_page_is_not_for_visitors(visitor):
    answer = visitor.get("/api/docs/")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


@pytest.fixture(autouse=True)
def _database(database):
    """Every page asks for the organisation's zone."""
