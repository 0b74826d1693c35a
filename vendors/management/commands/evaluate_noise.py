"""`manage.py evaluate_noise --corpus DIR`: is noise told from change, and are pages that hold no terms told from terms?

DIR holds histories as collection/service/document/time.md with an index.jsonl, and in labels/bad_versions.jsonl the
paths of the versions that are no terms. Touches no database. Progress and everything that went wrong go to standard
error; the last line of standard output is one JSON object.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from vendors.measuring.files import folder, rows_of
from vendors.measuring.noise import details, measure, summary

_LABELS = Path("labels") / "bad_versions.jsonl"


class Command(BaseCommand):
    """Judge every version of a folder of histories."""

    help = "Judge the versions of whole histories: noise, change, no terms; the last line is one JSON object."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder of histories."""
        parser.add_argument("--corpus", required=True, help="The folder that holds histories, index and labels.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure and print. Raises CommandError with what can't be read."""
        corpus = folder(options["corpus"])
        labels = corpus / _LABELS
        rows = rows_of(labels) if labels.is_file() else []
        if not rows:
            self.stderr.write(f"No labels at {_LABELS}: every version counts as terms.")
        try:
            found = measure(corpus, {str(row["path"]) for row in rows}, self.stderr.write)
        except KeyError as error:
            raise CommandError(f"A label lacks {error}.") from error
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"A version can't be read: {error}") from error
        for line in details(found):
            self.stderr.write(line)
        self.stdout.write(json.dumps(summary(found)))
