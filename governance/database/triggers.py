"""What the database itself refuses, declared in Python and installed on SQLite and PostgreSQL alike.

Each app says so in its own `triggers.py`: `TRIGGERS: tuple[Trigger, ...]`. All are installed after every migrate,
because SQLite silently drops triggers when a later migration rebuilds their table. A refusal arrives as
`django.db.IntegrityError` whose text starts with `countersign:`.
"""

from __future__ import annotations

import hashlib
import importlib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.module_loading import module_has_submodule

from governance.database import dialects
from governance.database.dialects import PREFIX, Event, Guard

MESSAGE_PREFIX = "countersign: "
LONGEST_NAME = 63
"""PostgreSQL cuts longer names silently, and two cut names may be equal."""
OUR_PACKAGES = ("governance", "vendors", "policies")


@dataclass(frozen=True)
class Trigger(ABC):
    """A rule about the rows of `table` that holds whoever writes to the database."""

    table: str

    @abstractmethod
    def guards(self) -> tuple[Guard, ...]:
        """The database triggers that make up this rule."""

    def _guard(self, kind: str, event: Event, message: str, condition: str = "") -> Guard:
        name = f"{PREFIX}{self.table}_{kind}_{event.lower()}"
        if len(name) > LONGEST_NAME:
            name = f"{name[:54]}_{_digest(name)}"
        text = message if message.startswith(MESSAGE_PREFIX) else MESSAGE_PREFIX + message
        return Guard(name=name, table=self.table, event=event, message=text, condition=condition)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:8]


@dataclass(frozen=True)
class NoDelete(Trigger):
    """Rows of the table are never removed."""

    def guards(self) -> tuple[Guard, ...]:
        message = f"rows of {self.table} are never removed"
        return self._guard("kept", "DELETE", message), self._guard("kept", "TRUNCATE", message)


@dataclass(frozen=True)
class AppendOnly(Trigger):
    """Rows of the table are neither changed nor removed."""

    def guards(self) -> tuple[Guard, ...]:
        message = f"rows of {self.table} are never changed"
        return self._guard("kept", "UPDATE", message), *NoDelete(self.table).guards()


@dataclass(frozen=True)
class FrozenColumns(Trigger):
    """Columns that may not change. With neither condition: once set (neither NULL nor empty).

    `unless`: they may change only while this SQL condition over OLD (and NEW) holds, e.g. "OLD.state = 'draft'".
    `once`: they may not change when this condition over OLD (and NEW) holds, e.g. "OLD.published_at IS NOT NULL".
    """

    columns: tuple[str, ...]
    unless: str = ""
    once: str = ""

    def guards(self) -> tuple[Guard, ...]:
        changed = " OR ".join(self._changed(column) for column in self.columns)
        parts = [f"({changed})"]
        if self.once:
            parts.append(f"({self.once})")
        if self.unless:  # an unknown answer is not permission
            parts.append(f"NOT COALESCE(({self.unless}), FALSE)")
        kind = f"frozen_{_digest(*self.columns, self.unless, self.once)}"
        message = f"{', '.join(self.columns)} of {self.table} may not change any more"
        return (self._guard(kind, "UPDATE", message, " AND ".join(parts)),)

    def _changed(self, column: str) -> str:
        changed = f"NEW.{column} IS DISTINCT FROM OLD.{column}"
        if self.unless or self.once:
            return changed
        return f"({changed} AND OLD.{column} IS NOT NULL AND CAST(OLD.{column} AS text) <> '')"


@dataclass(frozen=True)
class FrozenWhen(Trigger):
    """A row may be neither changed nor removed when `condition` over OLD holds."""

    condition: str

    def guards(self) -> tuple[Guard, ...]:
        kind, message = (
            f"when_{_digest(self.condition)}",
            f"this row of {self.table} is closed and may not change any more",
        )
        return tuple(self._guard(kind, event, message, self.condition) for event in ("UPDATE", "DELETE"))


@dataclass(frozen=True)
class Refuse(Trigger):
    """Refuse `events` with `message` when `condition` holds: SQL over NEW (insert, update), OLD (update, delete) and
    subqueries. `{row}` stands for whichever row the event has; on an update both are asked.

    On SQLite NEW.id is not known yet before an insert, so conditions speak of other columns.
    """

    events: tuple[Event, ...]
    condition: str
    message: str

    def guards(self) -> tuple[Guard, ...]:
        kind = f"refuse_{_digest(self.condition, self.message)}"
        return tuple(self._guard(kind, event, self.message, self._condition(event)) for event in self.events)

    def _condition(self, event: Event) -> str:
        if "{row}" not in self.condition:
            return self.condition
        sides = {"INSERT": ("NEW",), "DELETE": ("OLD",)}.get(event, ("OLD", "NEW"))
        return " OR ".join(f"({self.condition.replace('{row}', side)})" for side in sides)


def declared() -> tuple[Trigger, ...]:
    """The triggers of all installed apps of the product, in the order of INSTALLED_APPS."""
    found: list[Trigger] = []
    for config in apps.get_app_configs():
        ours = config.name.split(".")[0] in OUR_PACKAGES
        if ours and config.module is not None and module_has_submodule(config.module, "triggers"):
            found.extend(importlib.import_module(f"{config.name}.triggers").TRIGGERS)
    return tuple(found)


def guards_of(connection: BaseDatabaseWrapper, triggers: Iterable[Trigger]) -> dict[str, Guard]:
    """Name -> guard of everything `triggers` ask of this database. Raises ValueError when two claim one name."""
    guards: dict[str, Guard] = {}
    for trigger in triggers:
        for guard in trigger.guards():
            if guards.setdefault(guard.name, guard) != guard:
                raise ValueError(f"two triggers are called {guard.name}")
    return {name: guard for name, guard in guards.items() if dialects.exists_on(connection.vendor, guard)}


def catalogue(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of the product's triggers that the database holds and would fire now, whoever writes."""
    return {name for name, row in dialects.stored(connection).items() if not row.weakness}


def faults(connection: BaseDatabaseWrapper, triggers: Iterable[Trigger]) -> dict[str, str]:
    """Name -> what is wrong, in words, of each declared trigger that is absent, passed by or not as declared."""
    present = dialects.stored(connection)
    found: dict[str, str] = {}
    for name, guard in guards_of(connection, triggers).items():
        row = present.get(name)
        if row is None:
            found[name] = "is missing"
        elif row.weakness:
            found[name] = row.weakness
        elif row.text != dialects.definition(connection.vendor, guard):
            found[name] = "does not say what it should"
    return found


def missing(connection: BaseDatabaseWrapper, triggers: Iterable[Trigger]) -> set[str]:
    """Names of triggers that do not hold: see `faults`."""
    return set(faults(connection, triggers))


def install(connection: BaseDatabaseWrapper, triggers: Iterable[Trigger]) -> None:
    """Put `triggers` in place, replacing what bears their names. Tables that do not exist (yet) are passed over."""
    guards = guards_of(connection, triggers)
    tables = set(connection.introspection.table_names())
    _run(
        connection,
        [
            statement
            for guard in guards.values()
            if guard.table in tables
            for statement in (
                *dialects.drop(connection.vendor, guard.name, guard.table),
                *dialects.create(connection.vendor, guard),
            )
        ],
    )


def remove(connection: BaseDatabaseWrapper, names: Iterable[str]) -> None:
    """Take the named triggers away, where they are present."""
    present = dialects.stored(connection)
    _run(
        connection,
        [
            statement
            for name in names
            if name in present
            for statement in dialects.drop(connection.vendor, name, present[name].table)
        ],
    )


def synchronise(connection: BaseDatabaseWrapper) -> None:
    """Make the database hold the declared triggers and no other of ours. Called after every migrate."""
    triggers = declared()
    remove(connection, set(dialects.stored(connection)) - set(guards_of(connection, triggers)))
    if missing(connection, triggers):
        install(connection, triggers)


def make_way(connection: BaseDatabaseWrapper) -> None:
    """Before migrations on SQLite, take away triggers that look into other tables.

    SQLite alters a table by building a new one, dropping the old and renaming; the rename fails while any trigger
    mentions the table that is gone for that moment. `synchronise` puts them back after the same migrate.
    """
    if connection.vendor == "sqlite":
        present = dialects.stored(connection)
        looking = {name for name, row in present.items() if len(re.findall(r"\bSELECT\b", row.text, re.IGNORECASE)) > 1}
        remove(connection, looking)


def _run(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    if connection.vendor == "postgresql":
        # ALTER TABLE refuses while checks of rows written before in this transaction are pending; Django's own schema
        # editor settles them in the same way.
        statements = ["SET CONSTRAINTS ALL IMMEDIATE", *statements, "SET CONSTRAINTS ALL DEFERRED"]
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
