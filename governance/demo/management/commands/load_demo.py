"""`manage.py load_demo`: an invented organisation's year with AI tools, from the first terms to a signed report.

It acts as the people of the demo: each deed is done by an `Actor` of the person who would have done it, in a "session"
with a fresh step-up, through the same services as pages and API, so that nothing exists in the demo that a person could
not have done. What no person can do is done by the named system actor "demo portfolio": making accounts with a
password, and recording `demo.loaded`. Dates in the past come from `governance.demo.clock`.

The portfolio is loaded whole or not at all. Reports follow, each in its own transactions as always; a load broken off
there is finished by running the command again. Any other database is refused with exit code 3, which `make run` takes
as "in use already".
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from governance.database.migrated import demand_migrated
from governance.demo import logins
from governance.demo.loading import portfolio, reports

NOT_EMPTY = 3


class Command(BaseCommand):
    """Fill an empty database with the demo portfolio and drive it to a signed report."""

    help = "Fill an empty database with the demo portfolio and drive it to a jointly signed PDF report."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or finish a load that was broken off at the reports. Raises CommandError with what to do."""
        demand_migrated()
        if not portfolio.loaded():
            self._load()
        elif reports.finished():
            raise CommandError("The demo portfolio is loaded already. Nothing was changed.", returncode=NOT_EMPTY)
        try:
            paths = reports.bring_about()
        except reports.NotFinished as error:
            raise CommandError(
                f"The portfolio is loaded, but a report could not be made: {error} "
                "Run `manage.py load_demo` again to finish it."
            ) from error
        logins.finish()
        for path in paths:
            self.stdout.write(str(path))
        self.stdout.write(f"Log-ins: {logins.finished_file()}")

    def _load(self) -> None:
        try:
            book = portfolio.load()
        except portfolio.NotEmpty as error:
            raise CommandError(
                "This database holds something already, and the demo goes into an empty one only. Nothing was changed. "
                "To see the demo, set COUNTERSIGN_HOME to a new folder, run `manage.py migrate` and load it there"
                + ("." if settings.DATABASE_URL.startswith("sqlite") else ", with a DATABASE_URL of its own."),
                returncode=NOT_EMPTY,
            ) from error
        logins.keep(book)
        self.stdout.write(f"The demo portfolio is loaded: {len(book.people)} people, {len(book.tools)} tools.")
