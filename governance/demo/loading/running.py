"""What followed approvals: conditions that somebody answers for, and what stopped after one was revoked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from governance.accounts.access import today
from governance.demo.loading.book import Book, Row, Step, data
from policies.models import ApprovalCondition, RequestLine, StopItem
from policies.services.conditions import assign_condition, meet_condition
from policies.services.decommissions import confirm_stop


def steps() -> Iterator[Step]:
    """Each condition and each stop of the file, on its days."""
    told = data("running")
    for row in told["conditions"]:
        yield Step(row["days_ago"], partial(_assign, row=row))
        if row["met_days_ago"] is not None:
            yield Step(row["met_days_ago"], partial(_meet, row=row))
    for row in told["stops"]:
        yield Step(row["days_ago"], partial(_confirm, row=row))


def _line(row: Row) -> RequestLine:
    """The line of the request that the file of requests calls so: they are told apart by what they were asked for."""
    purpose = next(one["purpose"] for one in data("requests")["requests"] if one["key"] == row["request"])
    found: RequestLine = RequestLine.objects.get(request__purpose=purpose, category__slug=row["category"])
    return found


def _condition(row: Row) -> ApprovalCondition:
    found: ApprovalCondition = _line(row).approval.condition_items.get(text=row["text"])
    return found


def _assign(book: Book, *, row: Row) -> None:
    owner = book.act(row["owner"]).person
    actor = book.act(row["by"])
    assign_condition(actor=actor, condition=_condition(row), owner=owner, due_on=book.date(row["due_on"]), version=None)


def _meet(book: Book, *, row: Row) -> None:
    actor = book.act(row["owner"])
    meet_condition(actor=actor, condition=_condition(row), word=row["met_word"], on=today(), version=None)


def _confirm(book: Book, *, row: Row) -> None:
    item = StopItem.objects.get(decommission__approval__line=_line(row), position=row["position"])
    confirm_stop(actor=book.act(row["by"]), item=item, word=row["word"], on=today(), version=None)
