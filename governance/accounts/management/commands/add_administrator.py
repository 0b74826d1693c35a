"""`manage.py add_administrator EMAIL --name NAME`: the first person of an installation, or the next one when the last
administrator's account was lost. While an administrator can sign in, people are added on the pages.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.accounts.access import system_actor
from governance.accounts.mail import reset_link
from governance.accounts.services.set_up import add_first_administrator
from governance.accounts.site import base_url
from governance.database.migrated import demand_migrated
from governance.errors import DomainError, Invalid


class Command(BaseCommand):
    """Make the first administrator and print the link with which they set a password."""

    help = "Make the first administrator of an installation and print a link to set a password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Address and name, and where the site is reached."""
        parser.add_argument("email", help="work e-mail address")
        parser.add_argument("--name", required=True, help="name as it is to stand on decisions and reports")
        parser.add_argument("--base-url", default="", help="address of the site; by default COUNTERSIGN_PUBLIC_URL")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account. Raises CommandError with what is in the way."""
        demand_migrated()
        try:
            person = add_first_administrator(
                actor=system_actor("command"), email=options["email"], name=options["name"]
            )
        except Invalid as error:
            raise CommandError(" ".join(text for texts in error.problems.values() for text in texts)) from error
        except DomainError as error:
            raise CommandError(error.message) from error
        link = reset_link(person, options["base_url"] or base_url())
        minutes = settings.PASSWORD_RESET_TIMEOUT // 60
        self.stdout.write(f"{person.name} is administrator. Open this within {minutes} minutes to set a password:")
        self.stdout.write(link)
