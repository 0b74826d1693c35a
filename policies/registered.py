"""The regulatory register as rules of thumb, pages and counsel's view of risks read it: rows to plain values.

Reads only. One query for instruments and one for allegations, however many vendors are asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet

from governance.accounts.access import today
from governance.database.within import day_of, instant_of, rows_within
from policies.domain.register import InstrumentKind, Stage, lines_of, reaches
from policies.domain.rules import REGISTRY
from policies.models import Allegation, Instrument, InstrumentReview
from vendors.models import Vendor


@dataclass(frozen=True, slots=True)
class StageFact:
    """Where an instrument stands by one source. Not `checked`: nobody held it against its source."""

    number: int
    stage: Stage
    staged_on: dt.date | None
    source: str
    source_url: str
    seen_on: dt.date
    note: str
    checked: bool
    written_by: str
    written_at: dt.datetime


@dataclass(frozen=True, slots=True)
class InstrumentFact:
    """An instrument with the stages it came through, the newest first. `vendors` are uids and names of those it is
    linked to by name; `review_due` is set while a change waits for counsel."""

    uid: UUID
    name: str
    short_name: str
    kind: InstrumentKind
    jurisdiction: str
    countries: tuple[str, ...]
    rules: tuple[str, ...]
    vendors: Mapping[UUID, str]
    summary: str
    next_check_on: dt.date | None
    stages: tuple[StageFact, ...]
    review_due: dt.date | None

    @property
    def now(self) -> StageFact:
        """Where it stands by the newest source."""
        return self.stages[0]

    @property
    def in_force(self) -> bool:
        """Whether it binds somebody today, by what is on record; what nobody checked is told by `now.checked`."""
        return self.now.stage is Stage.IN_FORCE and (self.now.staged_on is None or self.now.staged_on <= today())

    @property
    def check_overdue(self) -> bool:
        return self.next_check_on is not None and self.next_check_on <= today()

    @property
    def rule_titles(self) -> tuple[str, ...]:
        """The rules it bears on, by name."""
        titles = {code: rule.title for (code, _), rule in REGISTRY.items()}
        return tuple(titles.get(code, code) for code in self.rules)

    def bears_on(self, country: str, vendor: UUID | None = None) -> bool:
        """Whether it reaches a vendor of `country`, or names that vendor."""
        return reaches(self.countries, country) or (vendor is not None and vendor in self.vendors)


def instruments_of(vendor_countries: Iterable[str] = (), vendors: Iterable[UUID] = ()) -> list[InstrumentFact]:
    """Instruments that reach one of `vendor_countries` or name one of `vendors` (uids), by name. One query."""
    countries, uids = tuple(vendor_countries), frozenset(vendors)
    found = instrument_facts(Instrument.objects.all())
    return [
        fact
        for fact in found
        if any(reaches(fact.countries, country) for country in countries) or uids & set(fact.vendors)
    ]


def instrument_facts(rows: QuerySet[Any]) -> list[InstrumentFact]:
    """Instruments of a query as plain values, in its order. One query."""
    return [instrument_fact(row) for row in with_parts(rows)]


def with_parts(rows: QuerySet[Any]) -> QuerySet[Any]:
    """`rows` of instruments with what `instrument_fact` takes from each."""
    own = OuterRef("pk")
    waiting = InstrumentReview.objects.filter(instrument=own, closed_at__isnull=True)
    found: QuerySet[Any] = rows.with_stages().annotate(  # type: ignore[attr-defined] # a query of instruments
        vendors_held=rows_within(Vendor.objects.filter(instruments=own), uid="uid", name="name"),
        review_held=rows_within(waiting, due_on="due_on"),
    )
    return found


def instrument_fact(row: Any) -> InstrumentFact:
    """One instrument that came `with_parts`."""
    waiting = next(iter(row.review_held or ()), None)
    stages = sorted(row.stages_held or (), key=itemgetter("number"), reverse=True)
    return InstrumentFact(
        uid=row.uid,
        name=row.name,
        short_name=row.short_name,
        kind=InstrumentKind(row.kind),
        jurisdiction=row.jurisdiction,
        countries=lines_of(row.countries),
        rules=lines_of(row.rules),
        vendors={UUID(part["uid"]): part["name"] for part in sorted(row.vendors_held or (), key=itemgetter("name"))},
        summary=row.summary,
        next_check_on=row.next_check_on,
        stages=tuple(map(_stage, stages)),
        review_due=day_of(waiting["due_on"]) if waiting else None,
    )


def _stage(part: Mapping[str, Any]) -> StageFact:
    return StageFact(
        number=part["number"],
        stage=Stage(part["stage"]),
        staged_on=day_of(part["staged_on"]),
        source=part["source"],
        source_url=part["source_url"],
        seen_on=dt.date.fromisoformat(part["seen_on"]),
        note=part["note"],
        checked=bool(part["checked"]),
        written_by=part["written_by"] or "",
        written_at=instant_of(part["written_at"]),
    )


def allegations_of(vendors: Iterable[UUID] | None = None) -> list[Allegation]:
    """Public allegations that name one of `vendors` (uids); all of them where none are given. One query."""
    rows = Allegation.objects.select_related("vendor", "written_by")
    return list(rows if vendors is None else rows.filter(vendor__uid__in=set(vendors)))
