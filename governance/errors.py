"""The only exceptions a service raises.

Each names the HTTP status that pages and API answer with; translation lives in `governance.web.responses`.
Messages are written for the person who did the thing: what happened, and what to do now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class DomainError(Exception):
    """Base of the four refusals. `code` is a stable word for programs, `message` is for people."""

    status: ClassVar[int] = 500
    default_code: ClassVar[str] = "error"

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code


class NotAllowed(DomainError):
    """403: the actor may not do this (role, separation, a token where a person is needed, no fresh step-up)."""

    status = 403
    default_code = "not-allowed"


class Conflict(DomainError):
    """409: the thing is in a state in which this cannot be done, whoever asks."""

    status = 409
    default_code = "conflict"


class Stale(DomainError):
    """412: somebody changed the row since the actor read it. `current` is the row as it is now."""

    status = 412
    default_code = "stale"

    def __init__(self, message: str, *, current: Any = None, code: str = "") -> None:
        super().__init__(message, code=code)
        self.current = current


class Invalid(DomainError):
    """422: the input cannot be accepted. `problems` maps a field name (or "") to sentences."""

    status = 422
    default_code = "invalid"

    def __init__(self, message: str, *, problems: Mapping[str, Sequence[str]] | None = None, code: str = "") -> None:
        super().__init__(message, code=code)
        self.problems: dict[str, list[str]] = {name: list(texts) for name, texts in (problems or {}).items()}
