"""Strict readers of environment variables, and the register of every variable the settings read.

A value that is not understood is refused at start, with the variable's name and what would be understood. Nothing here
knows what a variable is used for: that is said in `governance.settings`, where each is read exactly once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable as the README documents it."""

    name: str
    default: str
    sentence: str


class Environment:
    """Typed reading of one mapping of variables. Every reading registers itself in `variables`."""

    def __init__(self, source: Mapping[str, str]) -> None:
        self._source = source
        self.variables: dict[str, Variable] = {}

    def text(self, name: str, default: str, sentence: str) -> str:
        """The value as it stands, `default` when unset or empty. Raises ImproperlyConfigured on control characters."""
        self.variables[name] = Variable(name, default, sentence)
        value = self._source.get(name, "").strip() or default
        if any(ord(character) < 32 for character in value):
            raise ImproperlyConfigured(f"{name} holds a line break or control character.")
        return value

    def flag(self, name: str, default: bool, sentence: str) -> bool:
        """true or false. Raises ImproperlyConfigured for anything but 1/0, true/false, yes/no, on/off."""
        value = self.text(name, "true" if default else "false", sentence).lower()
        if value not in _TRUE | _FALSE:
            raise ImproperlyConfigured(f"{name} is {value!r}; it must be true or false.")
        return value in _TRUE

    def number(self, name: str, default: int, sentence: str, *, at_least: int, at_most: int) -> int:
        """A whole number within bounds. Raises ImproperlyConfigured otherwise."""
        value = self.text(name, str(default), sentence)
        if not (value.isascii() and value.isdigit() and at_least <= int(value) <= at_most):
            raise ImproperlyConfigured(f"{name} is {value!r}; it must be a whole number from {at_least} to {at_most}.")
        return int(value)

    def choice(self, name: str, default: str, sentence: str, *, among: tuple[str, ...]) -> str:
        """One of `among`, whatever its case. Raises ImproperlyConfigured otherwise."""
        value = self.text(name, default, sentence)
        for option in among:
            if option.lower() == value.lower():
                return option
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be one of {', '.join(among)}.")

    def names(self, name: str, default: str, sentence: str) -> list[str]:
        """A comma-separated list without empty entries. Raises ImproperlyConfigured for an entry with a space in it."""
        entries = [entry.strip() for entry in self.text(name, default, sentence).split(",") if entry.strip()]
        for entry in entries:
            if " " in entry:
                raise ImproperlyConfigured(f"{name} holds {entry!r}; separate the entries with commas.")
        return entries

    def folder(self, name: str, default: Path, sentence: str, *, shown: str) -> Path:
        """An absolute folder; `shown` is the default as the README says it. Raises ImproperlyConfigured for a file."""
        value = self.text(name, "", sentence)
        self.variables[name] = Variable(name, shown, sentence)
        path = Path(value).expanduser().absolute() if value else default
        if path.exists() and not path.is_dir():
            raise ImproperlyConfigured(f"{name} is {value!r}, which is a file; it must be a folder.")
        return path

    def address(self, name: str, default: str, sentence: str, *, schemes: tuple[str, ...]) -> str:
        """A URL of one of `schemes`, or the empty default. Raises ImproperlyConfigured otherwise."""
        value = self.text(name, default, sentence)
        if value and split_url(name, value).scheme not in schemes:
            raise ImproperlyConfigured(f"{name} must start with one of {', '.join(s + '://' for s in schemes)}.")
        return value

    def refuse_unknown(self, prefix: str, *, known: frozenset[str]) -> None:
        """Raise ImproperlyConfigured for a variable under `prefix` that nobody reads: most likely a misspelt one."""
        unknown = [n for n in self._source if n.startswith(prefix) and n not in self.variables and n not in known]
        if unknown:
            raise ImproperlyConfigured(f"Nothing reads {', '.join(sorted(unknown))}. Is it misspelt?")


def split_url(name: str, value: str) -> SplitResult:
    """`value` split. Raises ImproperlyConfigured, without repeating a value that may hold a password."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not an address that can be read.") from error
    if not parts.scheme or "://" not in value:
        raise ImproperlyConfigured(f"{name} must be an address such as scheme://host/name.")
    return parts
