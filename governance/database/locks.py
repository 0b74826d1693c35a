"""Locks that rows cannot give. Row locks themselves are Django's `select_for_update`."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

CHAIN_LOCK_KEY = 0x436F756E74657273
"""The advisory lock of the audit chain: the first eight bytes of the product's name, so that no neighbour picks it."""


OUTCOMES_LOCK_KEY = 0x4F7574636F6D6573
"""The advisory lock of stored outcomes ("Outcomes")."""


def outcomes_lock(connection: BaseDatabaseWrapper) -> None:
    """Hold the lock of stored outcomes until the transaction ends, as `chain_lock` does that of the chain."""
    _hold(connection, OUTCOMES_LOCK_KEY)


def chain_lock(connection: BaseDatabaseWrapper) -> None:
    """Hold the lock of the audit chain until the transaction ends; waits for whoever holds it.

    Nothing is to be done on SQLite: its transactions begin IMMEDIATE (settings), so there is only one writer.
    Raises RuntimeError outside a transaction, where PostgreSQL would let go at once.
    """
    _hold(connection, CHAIN_LOCK_KEY)


def _hold(connection: BaseDatabaseWrapper, key: int) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("an advisory lock holds only inside a transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def skip_locked_supported(connection: BaseDatabaseWrapper) -> bool:
    """Whether `select_for_update(skip_locked=True)` may be asked of this database."""
    return bool(connection.features.has_select_for_update_skip_locked)
