"""Template and copies: one database is migrated per process, every other one is a copy of it.

Append-only triggers refuse Django's `flush`, so a test that commits gets a copy of its own and throws it away.
"""

from __future__ import annotations

import shutil
import sqlite3
import uuid
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from tests.harness.environment import renamed


class Databases:
    """The databases of this process. `work` is the one ordinary tests share, each inside its own transaction."""

    def __init__(self) -> None:
        self.work = str(connection.settings_dict["NAME"])
        self.url = settings.DATABASE_URL
        self.template = ""
        self.on_sqlite = connection.vendor == "sqlite"

    def prepare(self) -> None:
        """Migrate the template and copy it to the work database."""
        self.template = self._fresh("template")
        if not self.on_sqlite:
            self._admin(f'CREATE DATABASE "{self.template}"')
        self.switch(self.template)
        call_command("migrate", verbosity=0, interactive=False)
        self.settle(self.template)
        self._copy_to(self.work, self.template)
        self.switch(self.work)

    def switch(self, name: str) -> None:
        """Point Django's default connection (of every thread) at the database `name`."""
        connections.close_all()
        connections.settings["default"]["NAME"] = name
        connection.settings_dict["NAME"] = name

    def settle(self, name: str) -> None:
        """Make the database `name` ready to be copied: nobody is connected, and all of it is in its one file."""
        connections.close_all()
        if self.on_sqlite:
            raw = sqlite3.connect(name)
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.close()

    def copy(self, source: str = "") -> str:
        """A new copy of the database `source`, by default the template; returns its name."""
        name = self._fresh("own")
        self._copy_to(name, source or self.template)
        return name

    def url_of(self, name: str) -> str:
        """DATABASE_URL of the database `name`, for child processes."""
        return f"sqlite://{name}" if self.on_sqlite else renamed(self.url, name)

    def drop(self, name: str) -> None:
        """Remove a database nobody in this process uses any more."""
        if self.on_sqlite:
            for path in Path(name).parent.glob(f"{Path(name).name}*"):
                path.unlink()
        else:
            self._admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def discard(self) -> None:
        """Remove the databases of this process."""
        connections.close_all()
        for name in (self.work, self.template):
            self.drop(name)

    def _copy_to(self, name: str, source: str) -> None:
        if self.on_sqlite:
            shutil.copyfile(source, name)
        else:
            self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')

    def _fresh(self, kind: str) -> str:
        if self.on_sqlite:
            return str(Path(self.work).with_name(f"{kind}-{uuid.uuid4().hex[:10]}.sqlite3"))
        return f"cs_{kind}_{uuid.uuid4().hex[:10]}"

    def _admin(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(renamed(self.url, "postgres"), autocommit=True) as admin:
            admin.execute(statement)
