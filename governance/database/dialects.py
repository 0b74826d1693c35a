"""How one guard (a trigger that refuses) is written for SQLite and for PostgreSQL, and read back from the catalogue.

Declarations live in `governance.database.triggers`. Conditions are SQL both databases understand; the one translation
made is `IS [NOT] DISTINCT FROM`, which SQLite learned only in 3.39, into SQLite's null-safe `IS [NOT]`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from django.db.backends.base.base import BaseDatabaseWrapper

Event = Literal["INSERT", "UPDATE", "DELETE", "TRUNCATE"]

PREFIX = "cs_"
"""Every trigger and trigger function of the product bears a name that starts so; nothing else may."""

_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_TGTYPE: dict[Event, int] = {"INSERT": 1 + 2 + 4, "DELETE": 1 + 2 + 8, "UPDATE": 1 + 2 + 16, "TRUNCATE": 2 + 32}
"""pg_trigger.tgtype of a BEFORE trigger: 1 per row, 2 before, then one bit per event (PostgreSQL, pg_trigger.h)."""


_WEAKNESS = {
    "D": "is switched off",
    "O": "does not fire for sessions in replica mode",
    "R": "fires for sessions in replica mode only",
}
"""pg_trigger.tgenabled of a trigger that somebody can pass by, in words. "A" fires always (PostgreSQL, pg_trigger)."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One of our triggers as the catalogue has it. `weakness` says in words why it can be passed by; "" it cannot."""

    table: str
    text: str
    weakness: str = ""


@dataclass(frozen=True, slots=True)
class Guard:
    """One database trigger: before `event` on `table`, raise `message` when `condition` holds ("" means always)."""

    name: str
    table: str
    event: Event
    message: str
    condition: str = ""

    def __post_init__(self) -> None:
        for identifier in (self.name, self.table):
            if not _IDENTIFIER.fullmatch(identifier):
                raise ValueError(f"{identifier!r} cannot name a trigger or table")


def literal(text: str) -> str:
    """`text` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def exists_on(vendor: str, guard: Guard) -> bool:
    """Whether the database knows the event at all: SQLite has no TRUNCATE (its DELETE triggers see every row)."""
    return vendor == "postgresql" or guard.event != "TRUNCATE"


def create(vendor: str, guard: Guard) -> list[str]:
    """Statements that make the guard on a database that does not have it yet."""
    if vendor == "sqlite":
        return [_sqlite_text(guard)]
    per = "STATEMENT" if guard.event == "TRUNCATE" else "ROW"
    body = f"$countersign${_postgresql_body(guard)}$countersign$"
    return [
        f'CREATE OR REPLACE FUNCTION "{guard.name}"() RETURNS trigger LANGUAGE plpgsql AS {body}',
        (
            f'CREATE TRIGGER "{guard.name}" BEFORE {guard.event} ON "{guard.table}" '
            f'FOR EACH {per} EXECUTE FUNCTION "{guard.name}"()'
        ),
        # Not only for sessions of origin: `SET session_replication_role = replica` would pass an ordinary one by.
        f'ALTER TABLE "{guard.table}" ENABLE ALWAYS TRIGGER "{guard.name}"',
    ]


def drop(vendor: str, name: str, table: str) -> list[str]:
    """Statements that remove the guard called `name`; nothing happens where it is absent."""
    if vendor == "sqlite":
        return [f'DROP TRIGGER IF EXISTS "{name}"']
    return [f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"', f'DROP FUNCTION IF EXISTS "{name}"()']


def definition(vendor: str, guard: Guard) -> str:
    """What `stored` reads back for a guard that is in place and unaltered."""
    if vendor == "sqlite":
        return _sqlite_text(guard)
    return _postgresql_definition(guard.table, _TGTYPE[guard.event], _postgresql_body(guard))


def stored(connection: BaseDatabaseWrapper) -> dict[str, Stored]:
    """Every trigger of ours by name, those that can be passed by too.

    SQLite knows no trigger that is there and off for all: what is in its catalogue fires. A connection may switch its
    own triggers off (SQLITE_DBCONFIG_ENABLE_TRIGGER), which leaves no trace there; what it did then, the chain finds.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
            rows = {name: Stored(table, text) for name, table, text in cursor.fetchall()}
        else:
            cursor.execute(
                "SELECT t.tgname, c.relname, t.tgtype, p.prosrc, t.tgenabled, "
                "t.tgqual IS NOT NULL OR t.tgattr::text <> '' FROM pg_trigger t "
                "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
                "WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid)"
            )
            rows = {
                name: Stored(table, _postgresql_definition(table, kind, body), _weakness(str(enabled), narrowed))
                for name, table, kind, body, enabled, narrowed in cursor.fetchall()
            }
    return {name: row for name, row in rows.items() if name.startswith(PREFIX)}


def _weakness(enabled: str, narrowed: bool) -> str:
    """`narrowed`: it has a WHEN condition or a list of columns, which ours never have."""
    return _WEAKNESS.get(enabled, "") or ("fires for some changes only" if narrowed else "")


def _sqlite_text(guard: Guard) -> str:
    condition = re.sub(r"\bIS\s+NOT\s+DISTINCT\s+FROM\b", "IS", guard.condition, flags=re.IGNORECASE)
    condition = re.sub(r"\bIS\s+DISTINCT\s+FROM\b", "IS NOT", condition, flags=re.IGNORECASE)
    when = f"WHEN ({condition}) " if condition else ""
    return (
        f'CREATE TRIGGER "{guard.name}" BEFORE {guard.event} ON "{guard.table}" FOR EACH ROW '
        f"{when}BEGIN SELECT RAISE(ABORT, {literal(guard.message)}); END"
    )


def _postgresql_body(guard: Guard) -> str:
    # 23000 (integrity constraint violation) makes Django raise IntegrityError, as SQLite's RAISE(ABORT) does.
    refuse = f"RAISE EXCEPTION USING ERRCODE = '23000', MESSAGE = {literal(guard.message)};"
    if guard.condition:
        refuse = f"IF ({guard.condition}) THEN {refuse} END IF;"
    given_back = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(guard.event, "NEW")
    return f" BEGIN {refuse} RETURN {given_back}; END "


def _postgresql_definition(table: str, kind: int, body: str) -> str:
    return f"{table} {kind} {body}"
