"""Invented lists of restricted parties, what counsel said of possible matches, and grades of risk they confirmed."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from governance.demo.loading.book import Book, Row, Step, data
from policies.domain.risk.types import Strategy
from policies.domain.screening.lists import ListKind
from policies.domain.screening.standing import HitState, RunCause
from policies.models import ScreeningHit
from policies.risks import basis_of, tool_grades
from policies.screening_files import brought
from policies.services.ownership import ShareInput, record_share
from policies.services.risk import Confirming, confirm_risk
from policies.services.screening import compare_names
from policies.services.screening_hits import dispose_hit
from policies.services.screening_lists import import_list


def steps() -> Iterator[Step]:
    """Each list on the day it was brought, each share and each decision on its own."""
    said = data("screening")
    for key, do in (("lists", _import), ("shares", _share), ("decisions", _decide), ("grades", _grade)):
        for row in said[key]:
            yield Step(row["days_ago"], partial(do, row=row))


def _import(book: Book, *, row: Row) -> None:
    columns = sorted({name for party in row["parties"] for name in party})
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(row["parties"])
    day = book.today - dt.timedelta(days=row["published_days_ago"])
    files = {"main": io.BytesIO(text.getvalue().encode())}
    found = brought(ListKind.CONSOLIDATED, files, dated_on=day, source=row["source"])
    version = import_list(actor=book.act(row["by"]), brought=found)
    compare_names(actor=book.act(row["by"]), version=version, why=RunCause.LIST)


def _share(book: Book, *, row: Row) -> None:
    day = book.date(row["source_date"])
    if day is None:
        raise ValueError("a share is read in a source of a day")
    entry = ShareInput(row["owner"], Decimal(row["percent"]), row["source"], day)
    record_share(actor=book.act(row["by"]), vendor=book.vendors[row["vendor"]], entry=entry)


def _grade(book: Book, *, row: Row) -> None:
    day, tool, strategy = book.date(row["review_on"]), book.tools[row["tool"]], Strategy(row["strategy"])
    if day is None:
        raise ValueError("grades are confirmed until a day")
    entry = Confirming(strategy, basis_of(tool_grades(tool), strategy), day, row["note"])
    confirm_risk(actor=book.act(row["by"]), tool=tool, entry=entry)


def _decide(book: Book, *, row: Row) -> None:
    rows = ScreeningHit.objects.listed_now()
    hit = rows.get(vendor=book.vendors[row["vendor"]], name=row["name"], entry__name=row["entry"])
    actor, verdict = book.act(row["by"]), HitState(row["verdict"])
    dispose_hit(actor=actor, hit=hit, verdict=verdict, reasons=row["reasons"], version=None)
