"""`manage.py verify_audit_trail`: does the stored trail hold?

Exit 0: it holds (number of events and head hash are printed; keep them somewhere else). Exit 1: it does not, with the
first bad link or the missing trigger named. Exit 2: it could not be judged.
"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error as DatabaseError

from governance.audit.checkpoint import Checkpoint
from governance.audit.verify import verify_trail


class Command(BaseCommand):
    """Verify triggers, chain and names of the audit trail."""

    help = "Verify the audit trail: exit 0 it holds, 1 it does not (says where), 2 it could not be judged."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """`--checkpoint` compares with a line this command printed before: only that finds a tail cut off."""
        parser.add_argument(
            "--checkpoint",
            metavar="EVENTS:HASH",
            default="",
            help="number of events and head hash printed earlier and kept outside the database",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the finding; raises SystemExit with the code."""
        try:
            checkpoint = Checkpoint.read(options["checkpoint"])
            report = verify_trail()
            problem = report.problem or (checkpoint.problem() if checkpoint else "")
        except (DatabaseError, ValueError) as error:
            self.stderr.write(f"The audit trail could not be judged: {error}")
            sys.exit(2)
        if problem:
            self.stderr.write(f"The audit trail does not hold: {problem}.")
            sys.exit(1)
        self.stdout.write(f"The audit trail holds: {report.events} events, head {report.head}.")
        self.stdout.write(f"Checkpoint to keep elsewhere: {report.events}:{report.head}")
