"""`manage.py evaluate_insertions --corpus DIR`: does a sentence that touches no quote make the right area stale?

Sixty sentences and changed definitions are planted into texts written for the project, and again into texts of the
corpus. Touches no database. Progress goes to standard error; the last line of standard output is one JSON object.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from vendors.measuring.files import folder
from vendors.measuring.hosts import corpus_hosts, project_hosts
from vendors.measuring.insertions import HELD_OUT, plant_all, summary


class Command(BaseCommand):
    """Plant insertions and count the areas they make stale."""

    help = "Plant insertions that touch no quote and count the areas made stale; the last line is one JSON object."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder whose texts are planted into besides the project's own."""
        parser.add_argument("--corpus", required=True, help="A folder of texts: collection/service/document/time.md.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Plant, weigh and print. Raises CommandError where a folder is missing or has no text to plant in."""
        corpus = folder(options["corpus"])
        demo = folder(str(settings.BASE_DIR / "governance" / "demo"))
        try:
            places = {"project": project_hosts(demo), "corpus": corpus_hosts(corpus)}
            found = {place: list(plant_all(hosts, self.stderr.write)) for place, hosts in places.items()}
            held_out = list(plant_all(places["project"] + places["corpus"], self.stderr.write, HELD_OUT))
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(summary(found, held_out)))
