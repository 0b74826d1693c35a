"""Whether the tables are as the code wants them. Commands that write ask first, so that they refuse in words."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError


def unapplied() -> int:
    """How many migrations the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def demand_migrated() -> None:
    """Raises CommandError with what to do while the database cannot be reached or lacks migrations."""
    try:
        count = unapplied()
    except OperationalError as error:
        raise CommandError("The database cannot be reached. Look at DATABASE_URL, and whether it runs.") from error
    if count:
        raise CommandError(
            f"The database lacks {count} migrations. Run `manage.py migrate` first. Nothing was changed."
        )
