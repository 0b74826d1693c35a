"""`manage.py import_terms SOURCE`: a recorded history of terms, whole, as often as you like.

SOURCE is a git repository or bundle in the layout of Open Terms Archive, or a dataset folder
(`[collection/]service/document/time.md`, in the order its `index.jsonl` gives). What is on record already is left
alone, so a run that was killed goes on where it stopped and a second one adds nothing but what is new.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.accounts.access import system_actor
from governance.database.migrated import demand_migrated
from governance.errors import DomainError
from vendors.histories import Look, Unreadable, open_source
from vendors.services.histories import Imported, import_looks, known_looks

BATCH = 20
"""Looks per transaction: what a machine that dies loses, and has to read again."""
WIDTH = 30


class Command(BaseCommand):
    """Bring a history in, batch by batch, and say what it was."""

    help = (
        "Import a history of terms: an Open Terms Archive repository (or bundle of one) or dataset folder; repeatable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """SOURCE, and how to name what it holds."""
        parser.add_argument("source", help="git repository, .bundle file or dataset folder")
        parser.add_argument("--collection", default="", help="name of the history, where its folder is not named so")
        parser.add_argument(
            "--vendor",
            action="append",
            default=[],
            metavar="SERVICE=VENDOR",
            help="whose a service is, where no vendor or product bears its name (repeatable)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import. Raises CommandError with what is in the way; batches before it stay."""
        demand_migrated()
        vendors = dict(_pair(given) for given in options["vendor"])
        total = Imported()
        try:
            with open_source(Path(options["source"]), options["collection"]) as source:
                progress = _Progress(self, source.count)
                for batch in _batches(source.looks):
                    known = known_looks(batch)
                    fresh = [look for look in batch if (str(look.origin), look.key) not in known]
                    total.known += len(batch) - len(fresh)
                    if fresh:
                        total.add(import_looks(actor=system_actor("import"), looks=fresh, vendors=vendors))
                    progress.advance(len(batch))
                progress.end()
        except (DomainError, Unreadable, OSError) as error:
            raise CommandError(f"{_said(error)} What was imported before stays; run it again to go on.") from error
        self._sum_up(total)

    def _sum_up(self, total: Imported) -> None:
        self.stdout.write(
            f"{total.looks} looks taken in, {total.known} on record already: {total.versions} new versions, "
            f"{total.returns} returns to a text known before, {total.problems} captures that hold no terms."
        )
        for problem, count in total.by_problem.most_common():
            self.stdout.write(f"  {count} x {problem}")
        if total.documents:
            self.stdout.write(
                f"{total.documents} documents and {total.vendors} vendors are new. The documents govern no tier "
                "yet: link them on the page of each."
            )


def _pair(given: str) -> tuple[str, str]:
    service, sign, vendor = given.partition("=")
    if not sign or not service.strip() or not vendor.strip():
        raise CommandError(f"--vendor takes SERVICE=VENDOR, not {given!r}.")
    return service.strip(), vendor.strip()


def _said(error: Exception) -> str:
    message = error.message if isinstance(error, DomainError) else str(error)
    return message if message.endswith(".") else f"{message}."


def _batches(looks: Iterator[Look]) -> Iterator[list[Look]]:
    while batch := list(islice(looks, BATCH)):
        yield batch


class _Progress:
    """A bar on standard error that a terminal redraws; elsewhere a line every ten seconds."""

    def __init__(self, command: BaseCommand, count: int) -> None:
        self._command, self._count = command, count
        self._done = 0
        self._begun = self._said = time.monotonic()
        self._terminal = bool(getattr(command.stderr, "isatty", lambda: False)())

    def advance(self, looks: int) -> None:
        """Say that so many more were seen to."""
        self._done += looks
        now = time.monotonic()
        if now - self._said >= (0.2 if self._terminal else 10):
            self._said = now
            self._write("\r" if self._terminal else "\n")

    def end(self) -> None:
        """Say that all were."""
        self._write("\r" if self._terminal else "\n")
        if self._terminal:
            self._command.stderr.write("", ending="\n")

    def _write(self, ending: str) -> None:
        share = self._done / self._count if self._count else 1
        left = (time.monotonic() - self._begun) * (1 - share) / share if share else 0
        bar = "#" * round(WIDTH * share)
        text = f"[{bar:<{WIDTH}}] {self._done:,} of {self._count:,}, {left:.0f} s left   "
        self._command.stderr.write(text, style_func=str, ending=ending)
