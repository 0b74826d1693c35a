"""The tables of `policies/README.md`, written from the code so that they cannot differ from it (a test compares)."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from policies.domain.labels import label
from policies.domain.lifecycle import APPROVAL, DECOMMISSION, EXCEPTION, LINE, REQUEST, REVISION, Table
from policies.domain.rules import RULES
from vendors.domain.terms import AREA_LABELS

State = TypeVar("State", bound=StrEnum)


def rules_table() -> str:
    """Every version of every rule with what it asks and what it reads, as Markdown."""
    lines = ["| rule | version | asks | reads |", "| --- | --- | --- | --- |"]
    for rule in RULES:
        areas = ", ".join(AREA_LABELS[area].lower() for area in rule.areas) or "the tool as held"
        lines.append(f"| `{rule.code}` | {rule.version} | {rule.sentence} | {areas} |")
    return "\n".join(lines)


def lifecycle_tables() -> str:
    """The tables of `policies.domain.lifecycle`, as Markdown."""
    more = (_table(EXCEPTION), _table(DECOMMISSION), _table(REVISION))
    return "\n\n".join((_table(REQUEST), _table(LINE), _table(APPROVAL), *more))


def _table(table: Table[State]) -> str:
    lines = [f"### {table.noun.capitalize()}", "", "States: " + ", ".join(map(_name, table.states)) + ".", ""]
    lines += ["| from | event | to | who may | what happened |", "| --- | --- | --- | --- | --- |"]
    for step in table.steps:
        may = " or ".join(f"`{code}`" for code in step.may) or "with another deed"
        lines.append(f"| {_name(step.source)} | {step.event} | {_name(step.target)} | {may} | {step.sentence} |")
    return "\n".join(lines)


def _name(state: StrEnum) -> str:
    return label(state).lower()
