"""`manage.py load_catalogue`: the starter catalogue, register and policy, as often as you like.

It stands on this floor because it loads both what vendors are said to say and what a first policy could be. It acts as
the system: nothing it enters is verified, and a draft never satisfies a rule. Whatever people entered or changed is
left alone.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from governance.accounts.access import system_actor
from governance.database.migrated import demand_migrated
from governance.errors import DomainError
from policies.services.starter import read_starter_policy, start_starter_policy
from policies.services.starter_register import load_register, read_starter_register
from vendors.services.catalogue import load_catalogue, read_catalogue


class Command(BaseCommand):
    """Add what is missing of the starter catalogue and register, and the starter policy where there is none at all."""

    help = (
        "Load the starter catalogue as unverified drafts, the starter register as not checked, and the starter policy "
        "as a draft revision; repeatable."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load all or nothing. Raises CommandError with what is in the way."""
        demand_migrated()
        actor = system_actor("starter catalogue")
        try:
            with transaction.atomic():
                catalogue = read_catalogue()
                added = load_catalogue(actor=actor, catalogue=catalogue)
                registered = load_register(actor=actor, register=read_starter_register(), catalogue=catalogue)
                draft = start_starter_policy(actor=actor, policy=read_starter_policy())
        except DomainError as error:
            raise CommandError(error.message) from error
        counts = {noun: count for noun, count in added.counts().items() if count}
        if counts:
            listed = ", ".join(f"{count} {noun}" for noun, count in counts.items())
            self.stdout.write(f"Added: {listed}. Every reading is a draft, not verified against the terms.")
        else:
            self.stdout.write("The catalogue is on record already. What people changed was left alone.")
        if registered:
            self.stdout.write(f"Added to the regulatory register: {registered} entries, none of them checked.")
        if draft is None:
            self.stdout.write("There is a policy already, so the starter policy was not started.")
        else:
            self.stdout.write(f"Started the draft revision “{draft.title}”: name the owners of its categories.")
