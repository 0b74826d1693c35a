"""The regulatory register: invented instruments, how they moved on, and an invented allegation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from governance.demo.loading.book import Book, Row, Step, data
from policies.domain.register import InstrumentKind, Stage
from policies.models import Instrument
from policies.services.register import (
    InstrumentInput,
    StageInput,
    add_instrument,
    close_review,
    record_allegation,
    record_stage,
)


def steps() -> Iterator[Step]:
    """Each entry, stage, review and allegation on its day."""
    said = data("register")
    names = {row["key"]: row["name"] for row in said["instruments"]}
    for row in said["instruments"]:
        yield Step(row["days_ago"], partial(_add, row=row))
    for row in said["stages"]:
        yield Step(row["days_ago"], partial(_move, row=row, name=names[row["instrument"]]))
    for row in said["reviews"]:
        yield Step(row["days_ago"], partial(_settle, row=row, name=names[row["instrument"]]))
    for row in said["allegations"]:
        yield Step(row["days_ago"], partial(_tell, row=row))


def _add(book: Book, *, row: Row) -> None:
    texts = ("name", "short_name", "jurisdiction", "summary", "countries", "rules", "privileged_note")
    entry = InstrumentInput(
        **{name: row[name] for name in texts},
        kind=InstrumentKind(row["kind"]),
        vendors=[book.vendors[key] for key in row["vendors"]],
        next_check_on=book.date(row["next_check_on"]),
    )
    add_instrument(actor=book.act(row["by"]), entry=entry, stages=[_stage(book, row["stage"])])


def _move(book: Book, *, row: Row, name: str) -> None:
    instrument = Instrument.objects.get(name=name)
    record_stage(actor=book.act(row["by"]), instrument=instrument, entry=_stage(book, row), version=None)


def _settle(book: Book, *, row: Row, name: str) -> None:
    instrument = Instrument.objects.get(name=name)
    close_review(actor=book.act(row["by"]), instrument=instrument, reasons=row["reasons"], version=None)


def _tell(book: Book, *, row: Row) -> None:
    texts = ("named", "what", "alleged", "source")
    record_allegation(
        actor=book.act(row["by"]),
        **{name: row[name] for name in texts},
        vendor=book.vendors[row["vendor"]],
        seen_on=_day(book, row["seen_on"]),
    )


def _stage(book: Book, row: Row) -> StageInput:
    return StageInput(
        stage=Stage(row["stage"]),
        source=row["source"],
        seen_on=_day(book, row["seen_on"]),
        staged_on=book.date(row["staged_on"]),
        source_url=row["source_url"],
        note=row["note"],
    )


def _day(book: Book, said: Row) -> dt.date:
    day = book.date(said)
    if day is None:
        raise ValueError("what was seen was seen on a day")
    return day
