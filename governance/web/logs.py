"""Logging as JSON lines with the request id, and what never enters a log: form bodies, tokens, passwords, cookies.

`settings` calls `logging_settings` for LOGGING and `configure_structlog` once. Failed log-ins go to the log,
never to the audit trail.
"""

from __future__ import annotations

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_SECRET_NAME = re.compile(
    r"pass(word|phrase)|secret|token|authori[sz]ation|cookie|csrf|session|credential|api_?key|signature"
    r"|^(body|post|form|files|data|cleaned_data|environ|meta|headers|response|args|kwargs)$",
    re.IGNORECASE,
)
_SECRET_TEXT = (
    (re.compile(r"(/password-reset/|/calendar/read/)[^\s?#]+"), r"\1[hidden]"),
    (re.compile(r"\b(Bearer|Token|Basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE), r"\1 [hidden]"),
    (re.compile(r"(://[^/\s:@]*):[^/\s@]+@"), r"\1:[hidden]@"),
    (re.compile(r"([?&](?:token|key|code|password|secret)=)[^&\s#]+", re.IGNORECASE), r"\1[hidden]"),
)
HIDDEN = "[hidden]"


def scrub(text: str) -> str:
    """`text` without what may be a secret in it: reset links, bearer tokens, passwords in addresses and queries."""
    for pattern, replacement in _SECRET_TEXT:
        text = pattern.sub(replacement, text)
    return text


def _kept(value: Any) -> Any:
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return {str(key): HIDDEN if _SECRET_NAME.search(str(key)) else _kept(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_kept(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    # An object's repr may hold anything (a request's holds its query string): its type is all that is said.
    return f"<{type(value).__name__}>"


def redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """structlog processor: hide values whose name or shape says secret, and reduce objects to their type."""
    for key, value in list(event.items()):
        if key in ("exc_info", "_record", "_from_structlog"):
            continue
        event[key] = HIDDEN if _SECRET_NAME.search(key) else _kept(value)
    return event


def _named(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Django speaks of an answer (404, 422) when the middleware is through; the request still has its id."""
    request_id = getattr(event.get("request"), "request_id", "")
    if request_id:
        event.setdefault("request_id", request_id)
    return event


def _scrub_traceback(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    if isinstance(event.get("exception"), str):
        event["exception"] = scrub(event["exception"])
    return event


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        _named,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        redact,
    ]


def logging_settings(*, level: str, as_json: bool) -> dict[str, Any]:
    """LOGGING for settings: everything to standard error, one line per event; `as_json=False` is for a terminal."""
    last: Processor = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    chain: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if as_json:
        chain += [structlog.processors.format_exc_info, _scrub_traceback]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _shared(),
                "processors": [*chain, last],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers would write every line twice; its request lines are ours (correlation.py).
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            # gunicorn's own go where ours go, from the moment a worker has loaded the site.
            "gunicorn.error": {"handlers": [], "propagate": True},
            "gunicorn.access": {"handlers": [], "propagate": True},
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
            # What it mutters over somebody's damaged file says nothing beyond the answer to who had it verified.
            "pypdf": {"level": "CRITICAL"},
        },
    }


def configure_structlog() -> None:
    """Send structlog's events through the standard library, so that both kinds of logger end in one place."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *[step for step in _shared() if not isinstance(step, structlog.stdlib.ExtraAdder)],
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
