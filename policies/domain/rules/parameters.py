"""What a rule can be told by a category: the schema of its parameters, their checking, and their wording.

A form, an API serializer and the seed of the starter policy are all built from these; none knows a rule by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, cast

from policies.domain.sentences import listing
from policies.domain.types import ParameterValue

MAX_DAYS = 36500
"""A hundred years: what is longer is a slip of the keyboard."""


class ParameterKind(StrEnum):
    """`choices` with no options takes free entries, such as names of regions or licences."""

    CHOICE = "choice"
    CHOICES = "choices"
    DAYS = "days"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing a category tells a rule; `options` are (value, label) pairs in the order to show them."""

    name: str
    label: str
    help: str
    kind: ParameterKind
    default: ParameterValue
    options: tuple[tuple[str, str], ...] = ()
    required: bool = True


ACCEPT_SILENT = Parameter(
    "accept_silent",
    "Accept terms that say nothing",
    "When the terms were read whole and say nothing on the question, count the rule as satisfied on conditions.",
    ParameterKind.YES_NO,
    False,
)
"""For rules whose question the terms may leave open without harm, where the category's owners say so."""


def cleaned(parameter: Parameter, raw: object) -> object:
    """`raw` as forms and JSON give it, in the type the parameter keeps; what cannot be read comes back unchanged."""
    if raw is None:
        return parameter.default
    if parameter.kind is ParameterKind.CHOICES and isinstance(raw, str | list | tuple):
        entries = raw.splitlines() if isinstance(raw, str) else raw
        return tuple(dict.fromkeys(entry.strip() for entry in entries if isinstance(entry, str) and entry.strip()))
    if parameter.kind is ParameterKind.DAYS and isinstance(raw, str):
        text = raw.strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MAX_DAYS)) else raw
    if parameter.kind is ParameterKind.YES_NO and isinstance(raw, str):
        return {"true": True, "yes": True, "on": True, "false": False, "no": False, "": False}.get(raw.lower(), raw)
    return raw.strip() if isinstance(raw, str) else raw


def problems(parameter: Parameter, value: object) -> list[str]:
    """Sentences that say what is wrong with `value`; empty when it can be used."""
    match parameter.kind:
        case ParameterKind.CHOICE:
            fine = isinstance(value, str) and value in dict(parameter.options)
            return [] if fine else [f"Choose one of: {_options(parameter)}."]
        case ParameterKind.CHOICES:
            return _choices_problems(parameter, value)
        case ParameterKind.DAYS:
            fine = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_DAYS
            return [] if fine else [f"Give a whole number of days from 0 to {MAX_DAYS}."]
        case ParameterKind.YES_NO:
            return [] if isinstance(value, bool) else ["Say yes or no."]


def parameter_in_words(parameter: Parameter, value: object) -> str:
    """`value` as a reader of the policy sees it, without the label."""
    labels = dict(parameter.options)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return "1 day" if value == 1 else f"{value} days"
    if isinstance(value, tuple | list):
        return listing([labels.get(item, str(item)) for item in value]) or "none"
    return labels.get(value, value) if isinstance(value, str) else str(value)


def _choices_problems(parameter: Parameter, value: object) -> list[str]:
    if not isinstance(value, tuple) or not all(isinstance(item, str) and item.strip() for item in value):
        return ["Give a list of entries, none of them empty."]
    if parameter.required and not value:
        return ["Choose at least one."]
    if any("\x00" in item for item in value):
        return ["An entry holds a character that cannot be kept; type it again."]
    known = dict(parameter.options)
    unknown = [item for item in value if item not in known] if known else []
    return [f"{listing(unknown)} cannot be chosen here. Choose from: {_options(parameter)}."] if unknown else []


def _options(parameter: Parameter) -> str:
    return listing([label for _, label in parameter.options], "or")


class HasParameters(Protocol):
    """A rule, as far as this module needs to know one."""

    @property
    def parameters(self) -> tuple[Parameter, ...]: ...


def default_parameters(rule: HasParameters) -> dict[str, ParameterValue]:
    """Every parameter of `rule` at its default."""
    return {parameter.name: parameter.default for parameter in rule.parameters}


def clean_parameters(rule: HasParameters, raw: Mapping[str, object]) -> dict[str, ParameterValue]:
    """`raw` in the types parameters keep, missing ones at their default. What cannot be used is left as it came, for
    `parameter_problems` to name; so are parameters the rule does not have. Never raises.
    """
    values = {parameter.name: cleaned(parameter, raw.get(parameter.name)) for parameter in rule.parameters}
    return cast("dict[str, ParameterValue]", {**raw, **values})


def parameter_problems(rule: HasParameters, values: Mapping[str, object]) -> dict[str, list[str]]:
    """Parameter name -> sentences, for those that cannot be used, are missing or unknown; empty when all are fine."""
    names = {parameter.name for parameter in rule.parameters}
    found = {name: [f"This rule has no parameter called “{name}”; remove it."] for name in values if name not in names}
    for parameter in rule.parameters:
        said = problems(parameter, values[parameter.name]) if parameter.name in values else ["Give a value."]
        if said:
            found[parameter.name] = said
    return found
