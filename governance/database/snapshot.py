"""Reading many tables as they were at one instant, without stopping writers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def read_snapshot(using: str = "default") -> Iterator[None]:
    """Everything read inside is of one instant; a write inside raises `django.db.DatabaseError`.

    It must be the outermost transaction: RuntimeError inside another. (Only a test case's own transaction is let pass,
    as Django's `durable` does; there writes are refused too, but nothing fixes the instant.)
    """
    connection = connections[using]
    connection.ensure_connection()
    nested = connection.in_atomic_block
    if connection.vendor == "sqlite":
        with _deferred(connection), transaction.atomic(using=using, durable=True), _query_only(connection):
            yield
    else:
        with transaction.atomic(using=using, durable=True):
            level = "" if nested else "ISOLATION LEVEL REPEATABLE READ "
            with connection.cursor() as cursor:
                cursor.execute(f"SET TRANSACTION {level}READ ONLY")
            yield


@contextmanager
def _deferred(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let the next BEGIN on this connection be DEFERRED: settings make it IMMEDIATE, which would lock out every writer
    for as long as the reading takes. In WAL mode a deferred transaction keeps the state its first read saw."""
    usual = connection.transaction_mode  # type: ignore[attr-defined]
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        yield
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined]


@contextmanager
def _query_only(connection: BaseDatabaseWrapper) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        cursor.execute("SELECT count(*) FROM sqlite_master")  # the first read fixes the instant
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")
