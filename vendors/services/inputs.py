"""Reading what people typed into fields of this app: what the columns hold, or a problem in words. Writes nothing.

Lengths are those of the columns, so that no input is refused by the database instead of by a sentence.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Model

from governance.errors import Invalid
from governance.visible import unseen

MAX_PROSE = 20_000
_is_web_address = URLValidator(schemes=["http", "https"])


def unfit(model: type[Model], **texts: str) -> dict[str, list[str]]:
    """Problems by field for every line that is longer than the column of `model` of the same name, or holds what nobody
    can see. Asked by deeds, since a name may come from an imported history as well as from a form."""
    problems: dict[str, list[str]] = {}
    for name, text in texts.items():
        limit = model._meta.get_field(name).max_length  # type: ignore[union-attr] # named by us, all text columns
        if limit is not None and len(text) > limit:
            problems[name] = [f"This is {len(text)} characters long; {limit} are the most."]
        elif why := unseen(text):
            problems[name] = [why]
    return problems


def refuse(what: str, *found: dict[str, list[str]]) -> None:
    """Raises Invalid with all problems `found`, if there are any. `what` says what could not be saved."""
    problems: dict[str, list[str]] = {}
    for part in found:
        for name, sentences in part.items():
            problems.setdefault(name, []).extend(sentences)
    if problems:
        raise Invalid(f"The {what} could not be saved.", problems=problems)


def too_much(**texts: str | None) -> dict[str, list[str]]:
    """Problems by field for prose nobody would read: the columns take any length, people and reports do not."""
    return {
        name: [f"This is {len(text)} characters long; {MAX_PROSE} are the most."]
        for name, text in texts.items()
        if text is not None and len(text) > MAX_PROSE
    }


def not_web(**addresses: str) -> dict[str, list[str]]:
    """Problems by field for every address that is given and is no http or https address."""
    problems: dict[str, list[str]] = {}
    for name, address in addresses.items():
        try:
            if address:
                _is_web_address(address)
        except ValidationError:
            problems[name] = ["Enter a web address, such as https://vendor.example/terms."]
    return problems
