"""`manage.py evaluate_suggestions PASSAGES.jsonl --corpus DIR`: are the passages counsel must see among the first ones?

Touches no database. Progress goes to standard error; the last line of standard output is one JSON object.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from vendors.domain.text import TextRefused
from vendors.measuring.files import folder, rows_of
from vendors.measuring.suggestions import outcomes, read_labels, summary


class Command(BaseCommand):
    """Measure suggested passages against labelled ones."""

    help = "Measure suggested passages against labelled ones; the last line is one JSON object."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The labelled passages and the folder their paths start from."""
        parser.add_argument("passages", help="JSON Lines: path, start, end, area, grade.")
        parser.add_argument("--corpus", required=True, help="The folder the paths start from.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure and print. Raises CommandError with what can't be read."""
        try:
            labels, texts = read_labels(rows_of(Path(options["passages"])), folder(options["corpus"]))
        except (OSError, UnicodeDecodeError, TextRefused, ValueError, TypeError) as error:
            raise CommandError(f"A labelled text can't be read: {error}") from error
        except KeyError as error:
            raise CommandError(f"A row lacks {error}.") from error
        found = outcomes(labels, texts, told=self.stderr.write)
        self.stdout.write(json.dumps(summary(found)))
