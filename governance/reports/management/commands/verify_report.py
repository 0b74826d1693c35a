"""`manage.py verify_report FILE`: 0 sealed and valid, 1 not valid with the reason, 2 could not be judged."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from governance.reports.services.verification import NotJudged, verify_pdf


class Command(BaseCommand):
    help = "Say whether a PDF is a report sealed here, unaltered and signed by both functions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = verify_pdf(options["file"].read_bytes())
        except (OSError, NotJudged, DatabaseError) as error:
            self.stderr.write(f"could not be judged: {error}")
            sys.exit(2)
        self.stdout.write(f"file SHA-256  {found.file_sha256}")
        if found.report is not None and found.report.content is not None:
            self.stdout.write(f"report        {found.report.number}: {found.report.title}")
            self.stdout.write(f"content hash  {found.report.content.sha256}")
        if not found.valid:
            self.stderr.write(f"not valid: {found.reason}")
            sys.exit(1)
        for signature in found.report.signatures.all() if found.report else ():
            self.stdout.write(f"{signature.lane:<13} {signature.person_name}, {signature.signed_at:%Y-%m-%d %H:%M UTC}")
        self.stdout.write(self.style.SUCCESS("valid: " + found.reason))
