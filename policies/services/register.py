"""Deeds on the regulatory register: instruments, the stages they came through, reviews, and public allegations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, nothing_changed, record
from governance.errors import Conflict, Invalid
from governance.modelling import check_version, locked
from policies.domain.register import REVIEW_DAYS, InstrumentKind, ReviewCause, Stage, lines_of, what_changed
from policies.domain.rules import REGISTRY
from policies.models import Allegation, Instrument, InstrumentReview, InstrumentStage
from policies.services.requests import today
from vendors.models import Vendor
from vendors.services.inputs import not_web, refuse, too_much, unfit

_TEXTS = ("name", "short_name", "kind", "jurisdiction", "summary", "privileged_note")


@dataclass(frozen=True, slots=True)
class InstrumentInput:
    """What an instrument is and whom it reaches."""

    name: str
    short_name: str
    kind: InstrumentKind
    jurisdiction: str
    summary: str
    countries: Sequence[str] = ()
    rules: Sequence[str] = ()
    vendors: Sequence[Vendor] = field(default_factory=list)
    next_check_on: dt.date | None = None
    privileged_note: str = ""


@dataclass(frozen=True, slots=True)
class StageInput:
    """Where an instrument stands by one source, seen on a day."""

    stage: Stage
    source: str
    seen_on: dt.date
    staged_on: dt.date | None = None
    source_url: str = ""
    note: str = ""


@deed
def add_instrument(*, actor: Actor, entry: InstrumentInput, stages: Sequence[StageInput]) -> Instrument:
    """Enter an instrument with the stages it came through, the newest last; at least one. What the system enters, and
    what a program does, is not checked.

    Raises NotAllowed, and Invalid where a text does not fit, a rule is not known or the name is on record.
    """
    require(actor, "register.edit", system=True)
    _check(entry)
    for stage in stages:
        _check_stage(stage)
    if not stages:
        raise Invalid("Say where the instrument stands.", problems={"stage": ["Choose a stage."]})
    row = Instrument.objects.create(**_columns(entry))
    row.vendors.set(entry.vendors)
    record(actor, "instrument.added", subject=row, detail=_told(entry))
    for number, stage in enumerate(stages, start=1):
        _stage(actor, row, stage, number)
    return row


@deed
def change_instrument(*, actor: Actor, instrument: Instrument, entry: InstrumentInput, version: int | None) -> None:
    """Change what an instrument is said to be and to reach. Raises NotAllowed, Stale, Invalid as adding does."""
    row = locked(instrument)
    require(actor, "register.edit")
    check_version(row, version)
    _check(entry, row)
    columns = _columns(entry)
    former = {name: getattr(row, name) for name in columns}
    if former == columns and set(row.vendors.all()) == set(entry.vendors):
        nothing_changed()
        return
    row.vendors.set(entry.vendors)
    _save(row, **columns)
    changed = sorted(name for name, value in columns.items() if former[name] != value)
    record(actor, "instrument.changed", subject=row, detail={"name": row.name, "changed": changed} | _told(entry))


@deed
def record_stage(*, actor: Actor, instrument: Instrument, entry: StageInput, version: int | None) -> InstrumentStage:
    """Record where an instrument stands now. What is new about it opens a review, or joins the one that is open.

    Raises NotAllowed, Stale, Invalid without a source, and Conflict where all of it is on record already.
    """
    row = locked(instrument)
    require(actor, "register.edit")
    check_version(row, version)
    _check_stage(entry)
    last = row.stages.order_by("-number")[0]
    before = (Stage(last.stage), last.staged_on, _source_of(last.source, last.source_url))
    cause = what_changed(before, (entry.stage, entry.staged_on, _source_of(entry.source, entry.source_url)))
    if cause is None and last.checked:
        raise Conflict("This is on record already. If you looked and nothing is new, say so beside the next check.")
    made = _stage(actor, row, entry, last.number + 1)
    _save(row)
    _open_review(actor, row, made, cause or ReviewCause.SOURCE)
    return made


@deed
def look_at(*, actor: Actor, instrument: Instrument, next_check_on: dt.date, version: int | None) -> None:
    """Say that one looked, that nothing is new, and when to look again. Raises NotAllowed, Stale, and Invalid for a day
    that is over."""
    row = locked(instrument)
    require(actor, "register.edit")
    check_version(row, version)
    if next_check_on <= today():
        sentence = "Choose a day to come: that is when you are reminded."
        raise Invalid(sentence, problems={"next_check_on": [sentence]})
    _save(row, next_check_on=next_check_on)
    record(actor, "instrument.looked-at", subject=row, detail={"name": row.name, "next_check_on": next_check_on})


@deed
def close_review(*, actor: Actor, instrument: Instrument, reasons: str, version: int | None) -> InstrumentReview:
    """Say what the change means for us; every change since the review was opened is settled by it.

    Raises NotAllowed, Stale, Conflict where no review is open, Invalid without reasons.
    """
    row = locked(instrument)
    require(actor, "register.review")
    check_version(row, version)
    review = row.reviews.filter(closed_at__isnull=True).select_for_update().first()
    if review is None:
        raise Conflict("No change of this instrument waits for counsel any more. Its page says how it was settled.")
    if not reasons.strip():
        sentence = "Say what the change means for us, or why it means nothing."
        raise Invalid(sentence, problems={"reasons": [sentence]})
    refuse("review", too_much(reasons=reasons))
    review.closed_at, review.closed_by, review.reasons = timezone.now(), actor.person, reasons.strip()
    review.save(update_fields=["closed_at", "closed_by", "reasons"])
    _save(row)
    record(actor, "instrument.review-closed", subject=row, detail={"name": row.name, "reasons": review.reasons})
    return review


@deed
def record_allegation(
    *,
    actor: Actor,
    named: str,
    what: str,
    alleged: str,
    source: str,
    seen_on: dt.date,
    source_url: str = "",
    vendor: Vendor | None = None,
) -> Allegation:
    """Record that somebody was named in public, with the source.

    Raises NotAllowed, and Invalid where a text is missing or does not fit, or the source stands beside the name."""
    require(actor, "register.edit", system=True)
    lines = {"named": named.strip(), "alleged": alleged.strip(), "source": source.strip()}
    missing = {name: ["Fill this in."] for name, text in (*lines.items(), ("what", what.strip())) if not text}
    late = {"seen_on": ["Choose the day on which it was seen, not one to come."]} if seen_on > today() else {}
    refuse("allegation", missing, late, unfit(Allegation, **lines), not_web(source_url=source_url), too_much(what=what))
    if Allegation.objects.filter(named__iexact=lines["named"], source__iexact=lines["source"]).exists():
        refuse("allegation", {"source": ["This source is on record for this name already."]})
    row = Allegation.objects.create(
        **lines,
        what=what.strip(),
        source_url=source_url,
        seen_on=seen_on,
        vendor=vendor,
        checked=actor.via == "session",
        written_by=actor.user,
        written_at=timezone.now(),
    )
    record(actor, "allegation.recorded", subject=row, detail={**lines, "vendor": vendor.name if vendor else None})
    return row


@deed
def link_allegation(*, actor: Actor, allegation: Allegation, vendor: Vendor) -> None:
    """Say which vendor on record the name belongs to; once. Raises NotAllowed, and Conflict where it was said."""
    row = locked(allegation)
    require(actor, "register.edit", system=True)
    if row.vendor_id is not None:
        raise Conflict("This name is linked to a vendor already.")
    row.vendor = vendor
    row.save(update_fields=["vendor"])
    record(actor, "allegation.linked", subject=row, detail={"named": row.named, "vendor": vendor.name})


def _stage(actor: Actor, row: Instrument, entry: StageInput, number: int) -> InstrumentStage:
    made = InstrumentStage.objects.create(
        instrument=row,
        number=number,
        stage=entry.stage,
        staged_on=entry.staged_on,
        source=entry.source.strip(),
        source_url=entry.source_url.strip(),
        seen_on=entry.seen_on,
        note=entry.note.strip(),
        checked=actor.via == "session",
        written_by=actor.user,
        written_at=timezone.now(),
    )
    told = {"stage": made.stage, "staged_on": made.staged_on, "source": made.source, "seen_on": made.seen_on}
    record(actor, "instrument.staged", subject=row, detail={"name": row.name, "number": number, **told})
    return made


def _open_review(actor: Actor, row: Instrument, stage: InstrumentStage, cause: ReviewCause) -> None:
    review, new = InstrumentReview.objects.get_or_create(
        instrument=row,
        closed_at=None,
        defaults={
            "cause": cause,
            "opened_by_stage": stage,
            "opened_at": timezone.now(),
            "due_on": today() + dt.timedelta(days=REVIEW_DAYS),
        },
    )
    if new:
        record(
            actor,
            "instrument.review-opened",
            subject=row,
            detail={"name": row.name, "cause": cause, "due_on": review.due_on},
        )


def _save(row: Instrument, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*columns, "version"])


def _source_of(source: str, address: str) -> str:
    return f"{source.strip().casefold()} {address.strip()}"


def _columns(entry: InstrumentInput) -> dict[str, Any]:
    texts = {name: str(getattr(entry, name)).strip() for name in _TEXTS}
    lists = {name: "\n".join(lines_of("\n".join(getattr(entry, name)))) for name in ("countries", "rules")}
    return {**texts, **lists, "next_check_on": entry.next_check_on}


def _told(entry: InstrumentInput) -> dict[str, Any]:
    """What an event carries: never the privileged note."""
    return {
        "name": entry.name.strip(),
        "kind": entry.kind,
        "jurisdiction": entry.jurisdiction.strip(),
        "countries": list(entry.countries),
        "rules": list(entry.rules),
        "vendors": sorted(vendor.name for vendor in entry.vendors),
        "next_check_on": entry.next_check_on,
    }


def _check(entry: InstrumentInput, row: Instrument | None = None) -> None:
    columns = _columns(entry)
    needed = ("name", "short_name", "jurisdiction", "summary")
    problems = {name: ["Fill this in."] for name in needed if not columns[name]}
    known = {code for code, _ in REGISTRY}
    unknown = [code for code in lines_of(columns["rules"]) if code not in known]
    if unknown:
        problems["rules"] = [f"There is no rule {', '.join(unknown)}."]
    others = Instrument.objects.exclude(pk=row.pk) if row is not None else Instrument.objects.all()
    if others.filter(name__iexact=columns["name"]).exists():
        problems.setdefault("name", []).append("An instrument of this name is on record already.")
    lines = {name: columns[name] for name in ("name", "short_name", "jurisdiction")}
    prose = {name: columns[name] for name in ("summary", "privileged_note", "countries")}
    refuse("instrument", problems, unfit(Instrument, **lines), too_much(**prose))


def _check_stage(entry: StageInput) -> None:
    problems: dict[str, list[str]] = {}
    if not entry.source.strip():
        problems["source"] = ["Name the source: where did you read where it stands?"]
    if entry.seen_on > today():
        problems["seen_on"] = ["Choose the day on which it was seen, not one to come."]
    lines = {"source": entry.source.strip(), "source_url": entry.source_url.strip()}
    found = not_web(source_url=lines["source_url"]), too_much(note=entry.note)
    refuse("stage", problems, unfit(InstrumentStage, **lines), *found)
