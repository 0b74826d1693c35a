"""What comes in is looked at once, before any view: size, NUL characters, halves of characters.

PostgreSQL keeps no NUL in text and UTF-8 no lone surrogate, so either would end as a 500 deep in the database. What the
input means is judged by forms and services, not here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase

from governance.web.responses import TOO_MUCH, answer, too_large

MAX_REQUEST_BYTES = 32 * 1024 * 1024
"""Default of the setting of this name: what one request may carry with its files."""

NUL_WORDS = (
    "It contains a NUL character or half of one, which no text here can hold. "
    "Remove it (often a stray byte of a pasted file) and send it again."
)


def unkeepable(text: str) -> bool:
    """Whether `text` holds a NUL or half a surrogate pair, which the databases cannot keep."""
    return "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text)


class CookieMiddleware:
    """Forgets cookies that cannot be real ones (NUL in them). Stands before the session middleware, which would ask
    the database for such a key."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        for name in [name for name, value in request.COOKIES.items() if unkeepable(name + value)]:
            del request.COOKIES[name]
        return self.get_response(request)


class InputMiddleware:
    """Answers 413 and 422 in words for input no view could keep. Stands after authentication (its pages carry the
    shell) and before the CSRF middleware (which reads the form)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._objection(request) or self.get_response(request)

    def _objection(self, request: HttpRequest) -> HttpResponse | None:
        limit: int = getattr(settings, "MAX_REQUEST_BYTES", MAX_REQUEST_BYTES)
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if declared.isdecimal() and int(declared[:20]) > limit:
            return too_large(request, limit)
        if "\x00" in request.path_info:
            return answer(request, 404, "", "not-found")
        try:
            return _objection_to_texts(request)
        except TOO_MUCH:
            return too_large(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        except UnreadablePostError:
            return answer(request, 400, "", "bad-request")
        except RecursionError:
            return answer(request, 422, "The JSON is nested deeper than anything here needs.", "too-deep")


def _objection_to_texts(request: HttpRequest) -> HttpResponse | None:
    bad = [name for name, value in _texts(request) if unkeepable(name) or unkeepable(value)]
    if not bad:
        return None
    problems = {_printable(name): [NUL_WORDS] for name in bad}
    return answer(request, 422, "What was sent cannot be kept as text.", "nul-character", problems=problems)


def _printable(name: str) -> str:
    return "".join(character for character in name if not unkeepable(character))


def _texts(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Every name and text of query string, form fields, file names and JSON body."""
    for source in (request.GET, request.POST):
        for name, values in source.lists():
            yield from ((name, value) for value in values if isinstance(value, str))
    for name, files in request.FILES.lists():
        yield from ((name, str(file.name)) for file in files)
    if request.content_type and request.content_type.endswith("json"):
        try:
            document = json.loads(request.body)
        except ValueError:
            return  # not JSON after all: the API says so itself
        yield from _leaves(document, "")


def _leaves(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, name)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key, ""
            yield from _leaves(item, key)
