"""Strict readers of environment variables, and the register of every variable the settings read.

A value that is not understood is refused at start, with the variable's name and what would be understood. Nothing here
knows what a variable is used for: that is said in `governance.settings`, where each is read exactly once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import IPv6Address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_LONGEST_HOST = 253
"""Characters of a host name and form of each of its parts (RFC 1123; underscores occur inside networks)."""
_SENDER = re.compile(r"(?:[^<>@\"]*|\"[^\"]*\"\s*)<(?P<address>[^<>\s]+)>|(?P<bare>[^<>\s]+)")
_ALMOST = 0.9
"""How alike two names are that differ by a letter or two (difflib's ratio)."""


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

    def hosts(self, name: str, default: str, sentence: str) -> list[str]:
        """Host names and addresses as a Host header has them, without scheme, port or path. A leading dot means every
        name below. Raises ImproperlyConfigured for anything else."""
        entries = self.names(name, default, sentence)
        for entry in entries:
            if entry == "*":
                raise ImproperlyConfigured(f"{name} is '*': name the hosts, so that links in mail cannot be forged.")
            if not _is_host(entry):
                raise ImproperlyConfigured(
                    f"{name} holds {entry!r}, which is no host name: write terms.example, no https://, port or path."
                )
        return entries

    def receivers(self, name: str, sentence: str) -> frozenset[tuple[str, int]]:
        """Hosts with their ports, each as `host` (then port 443) or `host:port`. Raises ImproperlyConfigured."""
        found = set()
        for entry in self.names(name, "", sentence):
            host, colon, port = entry.rpartition(":") if not entry.endswith("]") else (entry, "", "")
            host, port = (host, port) if colon else (entry, "443")
            if not _is_host(host) or host.startswith(".") or not (port.isdecimal() and 0 < int(port) < 65536):
                raise ImproperlyConfigured(f"{name} holds {entry!r}; write hooks.example or hooks.example:8443.")
            found.add((host.strip("[]").lower(), int(port)))
        return frozenset(found)

    def shaped(self, name: str, sentence: str, *, pattern: re.Pattern[str], words: str) -> str:
        """A value that matches `pattern` whole, or empty; `words` say how it looks. Raises ImproperlyConfigured."""
        value = self.text(name, "", sentence)
        if value and not pattern.fullmatch(value):
            raise ImproperlyConfigured(f"{name} is {value!r}; {words}.")
        return value

    def sender(self, name: str, default: str, sentence: str) -> str:
        """`Name <address>` or an address. Raises ImproperlyConfigured for what no mail can be sent from."""
        value = self.text(name, default, sentence)
        match = _SENDER.fullmatch(value)
        try:
            validate_email((match["address"] or match["bare"]) if match else "")
        except ValidationError as error:
            raise ImproperlyConfigured(
                f"{name} is {value!r}; it must be an address, such as Countersign <countersign@company.example>."
            ) from error
        return value

    def origin(self, name: str, default: str, sentence: str, *, schemes: tuple[str, ...]) -> str:
        """A URL of scheme, host and port alone, without a slash at its end. Raises ImproperlyConfigured otherwise."""
        value = self.address(name, default, sentence, schemes=schemes)
        if not value:
            return ""
        parts = split_url(name, value)
        if not _is_host(f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""):
            raise ImproperlyConfigured(f"{name} names no host: write {schemes[0]}://terms.example.")
        if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
            raise ImproperlyConfigured(
                f"{name} holds more than scheme, host and port; the site lies at the root of its host: "
                f"write {parts.scheme}://{parts.netloc.rpartition('@')[2]}."
            )
        return value.rstrip("/")

    def folder(self, name: str, default: Path, sentence: str, *, shown: str) -> Path:
        """An absolute folder, made if it is not there; `shown` is the default as the README says it. Raises
        ImproperlyConfigured for a file, and for a folder that cannot be made or written to."""
        value = self.text(name, "", sentence)
        self.variables[name] = Variable(name, shown, sentence)
        path = Path(value).expanduser().absolute() if value else default
        if path.exists() and not path.is_dir():
            raise ImproperlyConfigured(f"{name} is {value!r}, which is a file; it must be a folder.")
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ImproperlyConfigured(f"{name} is {str(path)!r}, which cannot be made: {error.strerror}.") from error
        if not os.access(path, os.W_OK | os.X_OK):
            raise ImproperlyConfigured(f"{name} is {str(path)!r}, where nothing may be written.")
        return path

    def address(self, name: str, default: str, sentence: str, *, schemes: tuple[str, ...]) -> str:
        """A URL of one of `schemes`, or the empty default. Raises ImproperlyConfigured otherwise."""
        value = self.text(name, default, sentence)
        parts = split_url(name, value) if value else None
        if parts is not None and parts.scheme not in schemes:
            raise ImproperlyConfigured(f"{name} must start with one of {', '.join(s + '://' for s in schemes)}.")
        return value

    def refuse_unknown(self, prefix: str, *, known: frozenset[str], guarded: frozenset[str] = frozenset()) -> None:
        """Raise ImproperlyConfigured for a variable nobody reads that is most likely a misspelt one of ours: one under
        `prefix` in any case, one that is nearly a name under it, or nearly one of `guarded` (names without the prefix
        whose loss would pass unnoticed)."""
        ours = {*self.variables, *known}
        watched = {name for name in ours if name.startswith(prefix)} | guarded
        unknown = sorted(
            name
            for name in self._source
            if name not in ours and (name.upper().startswith(prefix) or _nearest(name, watched, _ALMOST))
        )
        if unknown:
            told = [
                f"{name} (did you mean {near}?)" if (near := _near(name, ours, prefix)) else name for name in unknown
            ]
            raise ImproperlyConfigured(f"Nothing reads {', '.join(told)}. The README of governance lists what is read.")


def _near(name: str, ours: set[str], prefix: str) -> str:
    """The name that was probably meant: one of ours that has no prefix, or the nearest with it."""
    return _nearest(name.upper().removeprefix(prefix), ours, _ALMOST) or _nearest(name, ours, 0.6)


def _nearest(name: str, names: Iterable[str], cutoff: float) -> str:
    return next(iter(get_close_matches(name.upper(), names, n=1, cutoff=cutoff)), "")


def _is_host(text: str) -> bool:
    """Whether `text` can stand in a Host header: a name, an IPv4 address, or an IPv6 address in brackets."""
    if text.startswith("[") and text.endswith("]"):
        try:
            return bool(IPv6Address(text[1:-1]))
        except ValueError:
            return False
    name = text.removeprefix(".")
    return 0 < len(name) <= _LONGEST_HOST and all(_LABEL.fullmatch(label) for label in name.split("."))


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
