"""Turning a refusal into its answer: a page in plain words, or problem+json (RFC 9457) under /api/.

Services raise `governance.errors`; what a view does not catch to refill its form ends here. Django's own handlers (400,
403, 404, 500, expired form) are here too. What a page says beyond the message is in templates/errors/<status>.html.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme

from governance.database.refusals import is_closed, is_double
from governance.errors import Conflict, DomainError, Invalid
from governance.web.correlation import request_id_of

API_PREFIX: Final = "/api/"
STEP_UP: Final = "step-up-required"
SIGN_IN: Final = "sign-in-required"
TOO_MUCH: Final = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)

log = structlog.stdlib.get_logger(__name__)

WORDS: Final[Mapping[int, str]] = {
    400: "The request could not be understood.",
    401: "Please sign in or send a token.",
    403: "You are not allowed to do this.",
    404: "There is nothing here for you.",
    413: "That is more than one request may carry.",
    422: "That cannot be accepted as it is.",
    500: "Something went wrong on our side. Nothing was saved.",
}


def under_api(request: HttpRequest) -> bool:
    """Whether the answer must be for a program."""
    return request.path_info.startswith(API_PREFIX)


def problem(
    status: int,
    detail: str,
    code: str,
    *,
    problems: Mapping[str, Sequence[str]] | None = None,
    request_id: str = "",
    extra: Mapping[str, str] | None = None,
) -> HttpResponse:
    """An RFC 9457 answer: type, title, status, detail; ours: `code`, `problems` (field -> sentences), `request_id`, and
    whatever members `extra` adds."""
    document: dict[str, Any] = {
        "type": f"urn:countersign:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if problems:
        document["problems"] = {name: list(texts) for name, texts in problems.items()}
    if request_id:
        document["request_id"] = request_id
    document.update(extra or {})
    response = JsonResponse(document, status=status, content_type="application/problem+json")
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


def error_page(
    request: HttpRequest, status: int, message: str, code: str, *, template: str = "", **extra: Any
) -> HttpResponse:
    """The page of `status` with `message`; plain HTML when even that cannot be drawn (no database, bad host name)."""
    context = {"message": message, "code": code, "status": status, "request_id": request_id_of(request), **extra}
    try:
        html: str = render_to_string(template or f"errors/{status}.html", context, request=request)
    except Exception:
        log.exception("error-page.not-drawn", status=status)
        words = escape(message or WORDS.get(status, WORDS[500]))
        html = (
            f'<!doctype html><html lang="en-GB"><head><title>{status}</title></head>'
            f"<body><main><h1>{status}</h1><p>{words}</p></main></body></html>"
        )
    return HttpResponse(html, status=status)


def answer(
    request: HttpRequest,
    status: int,
    message: str,
    code: str,
    *,
    problems: Mapping[str, Sequence[str]] | None = None,
    **extra: Any,
) -> HttpResponse:
    """Page or problem document, whichever the path asks for."""
    if under_api(request):
        words = message or WORDS.get(status, WORDS[500])
        return problem(status, words, code, problems=problems, request_id=request_id_of(request))
    return error_page(request, status, message, code, problems=dict(problems or {}), **extra)


def safe_path(request: HttpRequest, address: str) -> str:
    """Path and query of `address` when it lies on this site, else "". Never a scheme or host."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(address)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else ""


def _return_path(request: HttpRequest) -> str:
    """Where to go on after a step-up: the page itself, or for a POST the page its form stood on."""
    step_up = f"{get_script_prefix()}step-up/"
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = safe_path(request, request.headers.get("Referer", ""))
    return came_from if came_from and not came_from.startswith(step_up) else request.path


def _redirect(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":  # htmx would swap the page into a fragment; this makes it navigate
        response = HttpResponse(status=HTTPStatus.OK)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)


def to_step_up(request: HttpRequest) -> HttpResponse:
    """Send the person to confirm with the password and then back. Nothing was saved."""
    query = urlencode({"next": _return_path(request)})
    return _redirect(request, f"{get_script_prefix()}step-up/?{query}")


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a visitor to sign in and then back, and say so where a form was sent for nothing; under /api/ a 401."""
    if under_api(request):
        return problem(401, WORDS[401], SIGN_IN, request_id=request_id_of(request))
    query = {"next": _return_path(request), **({"why": "unsent"} if request.method == "POST" else {})}
    return _redirect(request, f"{resolve_url(settings.LOGIN_URL)}?{urlencode(query)}")


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer to a refusal of a service."""
    if error.code == SIGN_IN:
        return to_sign_in(request)
    if error.code == STEP_UP and not under_api(request):
        return to_step_up(request)
    problems = error.problems if isinstance(error, Invalid) else None
    back_url = "" if under_api(request) else safe_path(request, request.headers.get("Referer", ""))
    return answer(request, error.status, error.message, error.code, problems=problems, back_url=back_url)


def refused_by_database(error: IntegrityError) -> Conflict | None:
    """The refusal a deed would have raised, had it not looked a moment too early; None for a fault of the program."""
    if is_double(error):
        sentence = "Somebody did the same at this moment. Read what is there, then try again."
    elif is_closed(error):
        sentence = "The record does not allow this, or not any more. Read where it stands now, then try again."
    else:
        return None
    log.warning("database.refused", error=str(error))
    return Conflict(sentence)


class DomainErrorMiddleware:
    """Answers what services or the database refused and views let pass. Stands last in MIDDLEWARE."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this for an exception out of a view."""
        refused = refused_by_database(exception) if isinstance(exception, IntegrityError) else exception
        return refusal(request, refused) if isinstance(refused, DomainError) else None


def too_large(request: HttpRequest, limit: int | None) -> HttpResponse:
    """413 in words."""
    return answer(request, 413, "", "too-large", limit=limit)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400; a body over Django's limits is a 413."""
    if isinstance(exception, TOO_MUCH):
        return too_large(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return answer(request, 400, "", "bad-request")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    return answer(request, 403, "", "not-allowed")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404. What the exception says (model names, patterns) stays inside."""
    return answer(request, 404, "", "not-found")


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500."""
    return answer(request, 500, "", "server-error")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW."""
    log.info("form.refused", reason=reason)
    message = "This form was open too long, or you have signed in again since you opened it."
    if under_api(request):
        return problem(403, message, "form-expired", request_id=request_id_of(request))
    return error_page(request, 403, message, "form-expired", template="errors/csrf.html")
