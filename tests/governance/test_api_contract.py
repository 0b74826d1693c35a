"""The API against its own schema: whatever schemathesis makes up, no answer is a fault of ours, each is as described.

Real uids stand in for half of the made-up ones, so that more than 404 is seen. Nothing is kept: the test's transaction
is rolled back, deeds included.
"""

from __future__ import annotations

import itertools

import pytest
import schemathesis
from django.test.client import ClientHandler
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from governance.api.reading import nouns, schema

EXAMPLES = {"GET": 8, "POST": 6, "PUT": 4, "DELETE": 2}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
FILES = {"/api/v1/reports/{uid}/draft/", "/api/v1/reports/{uid}/sealed/"}
NOUNS = [entry.name for entry in nouns()]


def application(environ, start_response):
    """The site as a WSGI application that leaves the test's transaction alone, as Django's own client does."""
    response = ClientHandler(enforce_csrf_checks=True)(environ)
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]


def operations(noun: str):
    """The operations of a noun, as schemathesis reads them from our document."""
    for found in schemathesis.openapi.from_dict(schema()).get_all_operations():
        operation = found.ok()
        if operation.path.startswith(f"/api/v1/{noun}/") and operation.path not in FILES:
            operation.app = application
            operation.schema.app = application
            yield operation


def sent(case, uid: str | None, tag: str, real: bool) -> None:
    """Put a real row and its real tag in place of made-up ones."""
    if real and uid and "uid" in case.path_parameters:
        case.path_parameters["uid"] = uid
    if real and "If-Match" in (case.headers or {}):
        case.headers["If-Match"] = tag


@pytest.mark.parametrize("noun", NOUNS)
def test_answers_are_as_the_schema_says(noun, shore, program, counsel):
    ask = program(counsel, "draft", "request", "attest", "ask")
    for operation in operations(noun):
        conforms(operation, shore.uids.get(noun), ask.headers)


def conforms(operation, uid: str | None, headers: dict[str, str]) -> None:
    """Call an operation with whatever schemathesis makes up for it."""
    calls = itertools.count()

    @settings(
        max_examples=EXAMPLES[operation.method.upper()],
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def run(case):
        sent(case, uid, "*", real=next(calls) % 2 == 0)
        case.validate_response(case.call(headers=headers), checks=CHECKS)

    run()
