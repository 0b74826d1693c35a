"""Exceptions from rules, and what both lanes answered."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from governance.demo.loading.book import Book, Row, Step, data
from policies.domain.types import Lane, Verdict
from policies.models import Category, RuleException
from policies.services.exception_decisions import ExceptionAnswer, decide_exception
from policies.services.exceptions import ExceptionInput, ask_exception, judged_for, withdraw_exception


def steps() -> Iterator[Step]:
    """Each exception with the answers to it, on the days and by the people the file names."""
    asked: dict[str, RuleException] = {}
    for row in data("exceptions")["exceptions"]:
        yield Step(row["days_ago"], partial(_ask, row=row, asked=asked))
        if row["withdrawn_days_ago"] is not None:
            yield Step(row["withdrawn_days_ago"], partial(_withdraw, row=row, asked=asked))
        for decision in row["decisions"]:
            yield Step(decision["days_ago"], partial(_decide, row=decision, key=row["key"], asked=asked))


def _ask(book: Book, *, row: Row, asked: dict[str, RuleException]) -> None:
    asked[row["key"]] = ask_exception(
        actor=book.act(row["requester"]),
        tool=book.tools[row["tool"]],
        category=Category.objects.get(slug=row["category"]),
        rule=row["rule"],
        team=book.teams[row["team"]],
        entry=ExceptionInput(row["reason"], row["control"], book.date(row["ends_on"])),
    )


def _withdraw(book: Book, *, row: Row, asked: dict[str, RuleException]) -> None:
    withdraw_exception(actor=book.act(row["requester"]), exception=asked[row["key"]], version=None)


def _decide(book: Book, *, row: Row, key: str, asked: dict[str, RuleException]) -> None:
    found = asked[key]
    answer = ExceptionAnswer(Verdict(row["verdict"]), row["reasons"], judged_for(found).sha256)
    decide_exception(actor=book.act(row["by"]), exception=found, lane=Lane(row["lane"]), answer=answer)
