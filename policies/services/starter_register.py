"""The starter register as deeds: instruments and public allegations that nobody has checked.

What is on record already is left as it is, whoever entered or changed it: an instrument is known by its name, an
allegation by its name and source. So loading again changes nothing and records nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db.models import Q

from governance.accounts.access import Actor
from governance.audit.deeds import deed, nothing_changed
from policies.domain.register import InstrumentKind, Stage
from policies.models import Allegation, Instrument
from policies.services.register import (
    InstrumentInput,
    StageInput,
    add_instrument,
    link_allegation,
    record_allegation,
)
from policies.services.requests import today
from vendors.models import Vendor
from vendors.services.catalogue import Catalogue

FILE = Path(__file__).resolve().parents[1] / "catalogue" / "register.json"
Row = Mapping[str, Any]


def read_starter_register() -> Row:
    """The file of the register; its shape is said in `policies/catalogue/README.md`."""
    read: Row = json.loads(FILE.read_text(encoding="utf-8"))
    return read


@deed
def load_register(*, actor: Actor, register: Row, catalogue: Catalogue) -> int:
    """Add what is missing, and link allegations to vendors that came on record since; returns how many were added.

    Sources are called as in the catalogue of vendors. Raises Invalid where the file cannot be used.
    """
    added = sum(_instrument(actor, row, register["mark"], catalogue) for row in register["instruments"])
    told = [_allegation(actor, row, register["mark"], catalogue) for row in register["allegations"]]
    if not added and not any(told):
        nothing_changed()
    return added + sum(told)


def _instrument(actor: Actor, row: Row, mark: str, catalogue: Catalogue) -> bool:
    if Instrument.objects.filter(name__iexact=row["name"]).exists():
        return False
    entry = InstrumentInput(
        name=row["name"],
        short_name=row["short_name"],
        kind=InstrumentKind(row["kind"]),
        jurisdiction=row["jurisdiction"],
        summary=row["summary"],
        countries=row["countries"],
        rules=row["rules"],
        next_check_on=today() + dt.timedelta(days=row["check_in_days"]),
    )
    add_instrument(actor=actor, entry=entry, stages=[_stage(stage, mark, catalogue) for stage in row["stages"]])
    return True


def _stage(row: Row, mark: str, catalogue: Catalogue) -> StageInput:
    return StageInput(
        stage=Stage(row["stage"]),
        source=_source(row, mark, catalogue),
        seen_on=dt.date.fromisoformat(row["seen_on"]),
        staged_on=dt.date.fromisoformat(row["staged_on"]) if row["staged_on"] else None,
        note=row["note"],
    )


def _allegation(actor: Actor, row: Row, mark: str, catalogue: Catalogue) -> bool:
    source = _source(row, mark, catalogue)
    vendor = _vendor(row["named"])
    known = Allegation.objects.filter(named__iexact=row["named"], source__iexact=source).first()
    if known is None:
        record_allegation(
            actor=actor,
            named=row["named"],
            what=row["what"],
            alleged=row["alleged"],
            source=source,
            seen_on=dt.date.fromisoformat(row["seen_on"]),
            vendor=vendor,
        )
        return True
    if known.vendor_id is None and vendor is not None:
        link_allegation(actor=actor, allegation=known, vendor=vendor)
        return True
    return False


def _vendor(name: str) -> Vendor | None:
    """The one vendor on record that bears the name, as its own, a legal one or an alias."""
    found = list(Vendor.objects.filter(Q(name__iexact=name) | Q(names__name__iexact=name)).distinct()[:2])
    return found[0] if len(found) == 1 else None


def _source(row: Row, mark: str, catalogue: Catalogue) -> str:
    return f"{catalogue.sources[row['source']]}; {mark}"
