"""`manage.py import_screening_list`: take in a published list of restricted parties, and compare all names with it."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.accounts.access import system_actor
from governance.database.migrated import demand_migrated
from governance.errors import DomainError
from policies.domain.screening.lists import LIST_NAMES, ListKind, NotAList
from policies.domain.screening.standing import RunCause
from policies.models import ListVersion
from policies.screening_files import brought
from policies.services.screening import compare_names
from policies.services.screening_lists import import_list


class Command(BaseCommand):
    """Import a list and compare."""

    help = (
        "Import a list of restricted parties: the US Consolidated Screening List (CSV or JSON), or SDN.CSV of OFAC, "
        "with ALT.CSV and ADD.CSV; then compare the names of all vendors and owners with it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The files, and of which day they are."""
        parser.add_argument("main", help="the list: consolidated.csv, consolidated.json or sdn.csv")
        parser.add_argument("--kind", choices=[kind.value for kind in ListKind], default=ListKind.CONSOLIDATED.value)
        parser.add_argument("--alternates", help="alt.csv, for the list of OFAC")
        parser.add_argument("--addresses", help="add.csv, for the list of OFAC")
        parser.add_argument("--dated", required=True, help="day the list was published, as 2026-11-20")
        parser.add_argument("--source", default="brought by command", help="where it was got from")
        parser.add_argument("--whole", action="store_true", help="take it though it is less than half the one before")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and compare. Raises CommandError with what is in the way; nothing is kept of a list that is none."""
        demand_migrated()
        kind, actor = ListKind(options["kind"]), system_actor("import of lists")
        try:
            with ExitStack() as stack:
                named = {name: options[name] for name in ("main", "alternates", "addresses") if options[name]}
                files = {name: stack.enter_context(Path(path).open("rb")) for name, path in named.items()}
                dated = dt.date.fromisoformat(options["dated"])
                found = brought(kind, files, dated_on=dated, source=options["source"])
                version = import_list(actor=actor, brought=found, knowing=options["whole"])
            run = compare_names(actor=actor, version=version, why=RunCause.LIST)
        except (DomainError, NotAList, ValueError, OSError) as error:
            raise CommandError(error.message if isinstance(error, DomainError) else str(error)) from error
        self._say(version)
        self.stdout.write(
            f"{run.names} names compared, from {run.threshold} of 100: {run.found} possible matches, {run.new} of them "
            "new. No match is no clearance."
        )

    def _say(self, version: ListVersion) -> None:
        self.stdout.write(
            f"{LIST_NAMES[version.kind]}, list {version.number} of {version.dated_on}: {version.entries:,} parties, "
            f"{version.added:,} new or changed, {version.gone:,} gone. SHA-256 {version.sha256}."
        )
