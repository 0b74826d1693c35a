"""Tools as they are held: configurations one after the other, and the output statements of engineering."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from governance.demo.loading.book import Book, Row, Step, data
from policies.domain.types import BindingMode, DeploymentKind, Surface
from policies.services.held_inputs import BindingInput, ConfigurationInput, SettingInput
from policies.services.statements import write_statement
from policies.services.tools import configure_tool, save_tool
from vendors.domain.terms import Applicability


def steps() -> Iterator[Step]:
    """Each tool, how it was held from day to day, and what was said of its output."""
    for row in data("tools")["tools"]:
        yield Step(row["added_days_ago"], partial(_register, row=row))
        for held in row["configurations"]:
            yield Step(held["days_ago"], partial(_configure, row=held, tool=row["key"]))
        for statement in row["statements"]:
            yield Step(statement["days_ago"], partial(_state, row=statement, tool=row["key"]))


def _register(book: Book, *, row: Row) -> None:
    book.tools[row["key"]] = save_tool(
        actor=book.act(row["added_by"]),
        tier=book.tiers[row["tier"]],
        name=row["name"],
        team=book.teams[row["team"]],
        business_owner=book.people[row["business_owner"]],
    )


def _configure(book: Book, *, row: Row, tool: str) -> None:
    order_form = row["order_form"]
    entry = ConfigurationInput(
        held=Applicability(**row["held"]),
        deployment=DeploymentKind(row["deployment"]),
        hosted_by=row["hosted_by"],
        data_location=row["data_location"],
        releases=[book.releases[key] for key in row["releases"]],
        settings=[
            SettingInput(item["code"], item["value"], item["proof"], book.date(item["checked_on"]))
            for item in row["settings"]
        ],
        bindings=[_binding(book, item) for item in row["bindings"]],
        order_form=book.documents[order_form] if order_form else None,
        note=row["note"],
    )
    configure_tool(actor=book.act(row["by"]), tool=book.tools[tool], version=None, entry=entry)


def _binding(book: Book, row: Row) -> BindingInput:
    version = row["version"]
    return BindingInput(
        document=book.documents[row["document"]],
        mode=BindingMode(row["mode"]),
        notice_days=row["notice_days"],
        version=book.versions[row["document"], version] if version else None,
        renews_on=book.date(row["renews_on"]),
    )


def _state(book: Book, *, row: Row, tool: str) -> None:
    write_statement(
        actor=book.act(row["by"]),
        tool=book.tools[tool],
        surface=Surface(row["surface"]),
        sent=row["sent"],
        returned=row["returned"],
        output=row["output"],
        kept=row["kept"],
    )
