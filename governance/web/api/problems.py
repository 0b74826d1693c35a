"""Every refusal under /api/ as an RFC 9457 problem document. What happens outside DRF is answered by
`governance.web.responses` in the same shape."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.views import set_rollback

from governance.errors import Conflict, DomainError, Invalid
from governance.web.correlation import request_id_of
from governance.web.responses import WORDS, problem, refused_by_database

SENTENCES: Final[Mapping[int, tuple[str, str]]] = {
    400: ("malformed", "The body cannot be read. Send JSON, and say so in Content-Type."),
    401: ("sign-in-required", WORDS[401]),
    403: ("not-allowed", WORDS[403]),
    404: ("not-found", WORDS[404]),
    405: ("method-not-allowed", "This address does not take that method; Allow names those it takes."),
    406: ("not-acceptable", "Nothing here comes in the format the Accept header asks for."),
    415: ("unsupported-media-type", "This address does not take a body of that type."),
    429: ("too-many-requests", "Too many requests. Wait as long as Retry-After says."),
}
"""Status of the framework's own exceptions -> code and sentence, in place of the framework's."""


class Exists(Conflict):
    """409: what was posted is on record already, at `address`."""

    default_code = "exists"

    def __init__(self, message: str, *, address: str) -> None:
        super().__init__(message)
        self.address = address


class BadQuery(DomainError):
    """400: the query asks for what this address does not know. `problems` as in Invalid."""

    status = 400
    default_code = "query-unknown"

    def __init__(self, message: str, *, problems: Mapping[str, list[str]]) -> None:
        super().__init__(message)
        self.problems = problems


class NoIfMatch(DomainError):
    """428: an existing row is changed only with the ETag it was read with."""

    status = 428
    default_code = "if-match-required"


@dataclass(frozen=True, slots=True)
class Described:
    """What the answer to an exception says."""

    status: int
    code: str
    detail: str
    problems: Mapping[str, list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)


def handle(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """The framework's exception handler. None for what nobody foresaw: Django logs it and answers 500."""
    described = describe(error)
    if described is None:
        return None
    set_rollback()
    request = context["request"]
    response = problem(
        described.status,
        described.detail,
        described.code,
        problems=described.problems,
        request_id=request_id_of(request),
        extra=described.extra,
    )
    for name, value in described.headers.items():
        response[name] = value
    return response


def describe(error: Exception) -> Described | None:
    """What to say about `error`; None where it is no refusal."""
    if isinstance(error, DomainError):
        return _of_domain(error)
    if isinstance(error, exceptions.ValidationError):
        problems = _flat(error.detail)
        return Described(422, "invalid", "Some of what was sent cannot be accepted.", problems)
    if isinstance(error, Http404):
        return _plain(404)
    if isinstance(error, PermissionDenied):
        return _plain(403)
    if isinstance(error, IntegrityError):
        refused = refused_by_database(error)
        return _of_domain(refused) if refused else None
    return _of_framework(error) if isinstance(error, exceptions.APIException) else None


def _of_domain(error: DomainError) -> Described:
    problems = error.problems if isinstance(error, Invalid | BadQuery) else {}
    if isinstance(error, Exists):
        where = {"existing": error.address}
        return Described(409, error.code, error.message, headers={"Location": error.address}, extra=where)
    return Described(error.status, error.code, error.message, problems)


def _plain(status: int) -> Described:
    code, detail = SENTENCES[status]
    return Described(status, code, detail)


def _of_framework(error: exceptions.APIException) -> Described:
    headers: dict[str, str] = {}
    wait: float | None = getattr(error, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(math.ceil(wait))
    code, detail = SENTENCES.get(error.status_code, ("refused", str(error.detail)))
    if isinstance(error, exceptions.AuthenticationFailed | exceptions.NotFound):  # these say more, and in our words
        own = error.get_codes()
        if own not in ("authentication_failed", "not_found"):
            code = str(own)
        detail = str(error.detail)
    if isinstance(error, exceptions.PermissionDenied) and str(error.detail).startswith("CSRF"):
        code, detail = "csrf", "A session needs its CSRF token in X-CSRFToken to do more than read. Or use a token."
    return Described(error.status_code, code, detail, headers=headers)


def _flat(detail: Any) -> dict[str, list[str]]:
    """Nested problems as dotted names: {"layers.0.licence": [...]}."""
    problems: dict[str, list[str]] = {}
    for name, sentence in _leaves(detail, ""):
        problems.setdefault(name, []).append(sentence)
    return problems


def _leaves(detail: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            yield from _leaves(value, ".".join(part for part in (name, str(key)) if part))
    elif isinstance(detail, list):
        for number, value in enumerate(detail):
            nested = isinstance(value, Mapping | list)
            yield from _leaves(value, ".".join(part for part in (name, str(number)) if part) if nested else name)
    else:
        yield name, str(detail)
