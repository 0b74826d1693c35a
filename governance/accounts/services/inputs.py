"""Reading what people typed into fields of this app: trimmed, bounded, or a problem in words. Writes nothing."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from governance.accounts.access import today
from governance.errors import Invalid
from governance.visible import unseen


class Inputs:
    """Collects problems field by field; `check` raises Invalid with all of them."""

    def __init__(self) -> None:
        self.problems: dict[str, list[str]] = {}

    def problem(self, field: str, sentence: str) -> None:
        """Note one problem of a field."""
        self.problems.setdefault(field, []).append(sentence)

    def text(self, field: str, value: str, *, limit: int, required: bool = True) -> str:
        """One line of text: white space folded; a problem when missing or too long."""
        cleaned = " ".join(value.split())
        if required and not cleaned:
            self.problem(field, "Enter something here.")
        if len(cleaned) > limit:
            self.problem(field, f"This is {len(cleaned)} characters long; {limit} are the most.")
        if why := unseen(cleaned):
            self.problem(field, why)
        return cleaned

    def email(self, field: str, value: str) -> str:
        """An e-mail address in lower case; a problem when it is none."""
        cleaned = value.strip().lower()
        try:
            validate_email(cleaned)
        except ValidationError:
            self.problem(field, "Enter an e-mail address, such as name@company.example.")
        if len(cleaned) > 254:
            self.problem(field, "No e-mail address is longer than 254 characters.")
        return cleaned

    def not_past(self, field: str, value: dt.date | None) -> dt.date | None:
        """A date from today on, or none."""
        if value is not None and value < today():
            self.problem(field, "This day has passed. Choose today or a later day.")
        return value

    def time_zone(self, field: str, value: str) -> str:
        """The name of a time zone, such as Europe/Paris."""
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.problem(field, "No time zone has this name. Names look like Europe/Paris or UTC.")
        return value

    def check(self) -> None:
        """Raises Invalid when anything was noted."""
        if self.problems:
            raise Invalid("Some of this cannot be accepted yet.", problems=self.problems)
