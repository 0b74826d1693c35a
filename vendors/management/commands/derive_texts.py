"""`manage.py derive_texts`: every version's text by today's canonicaliser, from the bytes that were captured.

Run it after an update that brings a better canonicaliser. Repeatable; one that was killed goes on where it stopped.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from governance.accounts.access import system_actor
from governance.database.migrated import demand_migrated
from vendors.models import TermsVersion
from vendors.services.deriving import Derived, derive_texts, underived

BATCH = 20
"""Versions per transaction."""


class Command(BaseCommand):
    """Derive what is missing and say what came of it."""

    help = "Derive the text of every terms version anew where a better canonicaliser has come; repeatable."

    def handle(self, *args: Any, **options: Any) -> None:
        """Derive. Raises CommandError, when all is done, where a version's bytes give no text any more."""
        demand_migrated()
        total, waiting = Derived(), underived()
        for begin in range(0, len(waiting), BATCH):
            batch = TermsVersion.objects.filter(pk__in=waiting[begin : begin + BATCH])
            versions = list(batch.select_related("document", "blob").order_by("pk"))
            total.add(derive_texts(actor=system_actor("derive"), versions=versions))
        self.stdout.write(f"{total.texts} texts were derived; {total.differing} differ from the former text.")
        for lost in total.lost:
            self.stdout.write(f"A quote is not in the new text word for word; read it again: {lost}")
        if total.refused:
            said = "\n".join(total.refused)
            raise CommandError(f"{len(total.refused)} versions keep their former text:\n{said}")
