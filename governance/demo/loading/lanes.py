"""What lanes did beside deciding: delegations, changes asked for and answered, nominees for what is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from governance.demo.loading.book import Book, Row, Step, data
from policies.domain.types import Lane
from policies.models import Category, Delegation, RequestLine
from policies.services.delegations import delegate_lane, end_delegation
from policies.services.nominations import name_nominee
from policies.services.rounds import answer_changes, ask_for_changes


def steps() -> Iterator[Step]:
    """Each act, on the day and by the person the file names."""
    rows, given = data("lanes"), dict[str, list[Delegation]]()
    for row in rows["delegations"]:
        yield Step(row["days_ago"], partial(_delegate, row=row, given=given))
        if row["ended_days_ago"] is not None:
            yield Step(row["ended_days_ago"], partial(_end, row=row, given=given))
    askers = {request["key"]: request["requester"] for request in data("requests")["requests"]}
    for row in rows["asks"]:
        yield Step(row["days_ago"], partial(_ask, row=row))
        if row["answered_days_ago"] is not None:
            yield Step(row["answered_days_ago"], partial(_answer, row=row, asker=askers[row["request"]]))
    for row in rows["nominations"]:
        yield Step(row["days_ago"], partial(_nominate, row=row))


def _delegate(book: Book, *, row: Row, given: dict[str, list[Delegation]]) -> None:
    ends_on = book.date(row["ends_on"])
    given[row["key"]] = delegate_lane(
        actor=book.act(row["owner"]),
        lane=Lane(row["lane"]),
        delegate=book.people[row["delegate"]],
        categories=list(Category.objects.filter(slug__in=row["categories"])),
        ends_on=ends_on,
        reason=row["reason"],
    )


def _end(book: Book, *, row: Row, given: dict[str, list[Delegation]]) -> None:
    for delegation in given[row["key"]]:
        end_delegation(actor=book.act(row["owner"]), delegation=delegation)


def _line(book: Book, row: Row) -> RequestLine:
    line: RequestLine = book.requests[row["request"]].lines.get(category__slug=row["category"])
    return line


def _ask(book: Book, *, row: Row) -> None:
    ask_for_changes(actor=book.act(row["by"]), line=_line(book, row), lane=Lane(row["lane"]), reasons=row["reasons"])


def _answer(book: Book, *, row: Row, asker: str) -> None:
    answer_changes(actor=book.act(asker), line=_line(book, row), answer=row["answer"], version=None)


def _nominate(book: Book, *, row: Row) -> None:
    name_nominee(
        actor=book.act(row["by"]),
        line=_line(book, row),
        lane=Lane(row["lane"]),
        nominee=book.people[row["nominee"]],
        reason=row["reason"],
    )
