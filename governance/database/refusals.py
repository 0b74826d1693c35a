"""Why a database refused to write a row: whether somebody else was faster, or something is wrong with the program."""

from __future__ import annotations

from django.db import IntegrityError

from governance.database.triggers import MESSAGE_PREFIX

_DOUBLE = frozenset({"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})
"""unique_violation in PostgreSQL's appendix A; SQLite's extended result codes 2067 and 1555."""


def is_double(error: IntegrityError) -> bool:
    """Whether a unique constraint refused: the same was written at this moment, after the deed had looked."""
    cause = error.__cause__
    return bool({getattr(cause, "sqlstate", None), getattr(cause, "sqlite_errorname", None)} & _DOUBLE)


def is_closed(error: IntegrityError) -> bool:
    """Whether one of our triggers refused: the record does not allow this, or not any more."""
    return str(error).startswith(MESSAGE_PREFIX)
