"""`manage.py evaluate_anchoring CASES.jsonl --corpus DIR`: is every quote found again, and no change missed?

Touches no database. Progress and the cases that went wrong go to standard error; the last line of standard output is
one JSON object.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from vendors.measuring.anchoring import case_of, details, outcomes, summary
from vendors.measuring.files import folder, rows_of


class Command(BaseCommand):
    """Follow labelled quotes from an older into a newer version."""

    help = "Follow labelled quotes into newer versions; the last line is one JSON object."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The labelled quotes and the folder their paths start from."""
        parser.add_argument(
            "cases", help="JSON Lines: from_path, from_start, from_end, to_path, to_start, to_end, expected_status."
        )
        parser.add_argument("--corpus", required=True, help="The folder the paths start from.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure and print. Raises CommandError with what can't be read."""
        try:
            cases = [case_of(row, number) for number, row in enumerate(rows_of(Path(options["cases"])), start=1)]
            found = outcomes(cases, folder(options["corpus"]), self.stderr.write)
        except KeyError as error:
            raise CommandError(f"A row lacks {error}.") from error
        except (OSError, UnicodeDecodeError, ValueError, TypeError) as error:
            raise CommandError(f"A case can't be read: {error}") from error
        for line in details(found):
            self.stderr.write(line)
        self.stdout.write(json.dumps(summary(found)))
