"""Requests, the decisions on their lines, and what became of the approvals."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from governance.demo.loading.book import Book, Row, Step, data
from policies.domain.types import ApprovalState, Lane, Verdict
from policies.models import Approval, Category, RequestLine
from policies.services.approvals import change_approval
from policies.services.decisions import Answered, decide_line
from policies.services.evaluations import judge_lines
from policies.services.requests import open_request, withdraw_request


def steps() -> Iterator[Step]:
    """Each request with what followed from it, on the days and by the people the files name."""
    for row in data("requests")["requests"]:
        yield Step(row["days_ago"], partial(_open, row=row))
        if row["withdrawn_days_ago"] is not None:
            yield Step(row["withdrawn_days_ago"], partial(_withdraw, row=row))
        for line in row["lines"]:
            find = partial(_line, request=row["key"], category=line["category"])
            for decision in line["decisions"]:
                yield Step(decision["days_ago"], partial(_decide, row=decision, find=find))
            for event in (line["approval"] or {}).get("events", ()):
                yield Step(event["days_ago"], partial(_change, row=event, find=find))


def _open(book: Book, *, row: Row) -> None:
    book.requests[row["key"]] = open_request(
        actor=book.act(row["requester"]),
        tool=book.tools[row["tool"]],
        team=book.teams[row["team"]],
        categories=[Category.objects.get(slug=line["category"]) for line in row["lines"]],
        purpose=row["purpose"],
        wanted_until=book.date(row["wanted_until"]),
        renews=_renewed(book, row=row),
    )


def _renewed(book: Book, *, row: Row) -> Approval | None:
    """The approval of another request of the file that this one renews, if it does."""
    former = row.get("renews")
    return Approval.objects.get(line=_line(book, **former)) if former else None


def _withdraw(book: Book, *, row: Row) -> None:
    withdraw_request(actor=book.act(row["requester"]), request=book.requests[row["key"]], version=None)


def _line(book: Book, *, request: str, category: str) -> RequestLine:
    line: RequestLine = book.requests[request].lines.get(category__slug=category)
    return line


def _decide(book: Book, *, row: Row, find: partial[RequestLine]) -> None:
    """Decide as the page does: on what is judged now, with the conditions the rules demand and those of the person."""
    line = find(book)
    judged = judge_lines([line])[line.pk]
    demanded = judged.conditions
    answer = Answered(
        verdict=Verdict(row["verdict"]),
        reasons=row["reasons"],
        seen_sha256=judged.sha256,
        conditions=[*demanded, *(text for text in row["conditions"] if text not in demanded)],
        ends_on=book.date(row["ends_on"]),
    )
    decide_line(actor=book.act(row["by"]), line=line, lane=Lane(row["lane"]), answer=answer)


def _change(book: Book, *, row: Row, find: partial[RequestLine]) -> None:
    approval = Approval.objects.get(line=find(book))
    if row["only_if_flagged"] and approval.state != ApprovalState.FLAGGED:
        return
    change_approval(
        actor=book.act(row["by"]), approval=approval, event=row["event"], reason=row["reason"], version=None
    )
