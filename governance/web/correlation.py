"""One id per request: in the response header, in every log line, on every error page."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from governance.web.logs import scrub

HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_QUIET = frozenset({"/healthz", "/readyz"})

log = structlog.stdlib.get_logger("countersign.request")


def request_id_of(request: HttpRequest) -> str:
    """The id of this request; "" when the middleware did not run."""
    return str(getattr(request, "request_id", ""))


class RequestIdMiddleware:
    """Takes a sane X-Request-ID from the proxy or makes one, and logs one line per answer (path without query)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        offered = request.headers.get(HEADER, "")
        request_id = offered if _SANE.fullmatch(offered) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response[HEADER] = request_id
            say = log.debug if request.path in _QUIET else log.info
            say(
                "request.served",
                method=request.method,
                path=scrub(request.path),
                status=response.status_code,
                milliseconds=round((time.perf_counter() - started) * 1000),
            )
            return response
        finally:
            structlog.contextvars.clear_contextvars()
