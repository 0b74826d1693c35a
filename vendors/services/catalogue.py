"""The starter catalogue as deeds: vendors, products, tiers, releases and draft readings that nobody has verified.

What is on record already is left as it is, whoever entered or changed it. A vendor is known by its name or a legal
name, a product, tier or release by its name, a reading by its clause record, and a record that ever had a reading is
not touched. So loading again changes nothing and records nothing; only a product, tier or release that somebody renamed
comes again under its first name. Which files there are is said in `vendors/catalogue/README.md`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import Q

from governance.accounts.access import Actor
from governance.audit.chain import merkle_root
from governance.audit.deeds import deed, nothing_changed, record
from governance.canonical import canonical_json
from vendors.domain.duties import DutyKind
from vendors.domain.terms import Applicability, ClauseArea, Condition, LicenceLayerKind, ProductKind, Rating, TierKind
from vendors.models import ClauseRecord, ModelRelease, Product, Tier, Vendor, VendorName
from vendors.services.clauses import AnswerInput, ReadingInput, open_record, save_draft, start_draft
from vendors.services.layers import DutyInput, LayerInput
from vendors.services.releases import save_release
from vendors.services.vendors import add_vendor, save_product, save_tier

FOLDER = Path(__file__).resolve().parents[1] / "catalogue"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The files as read: one row per vendor, and what sources are called."""

    vendors: Sequence[Row]
    sources: Mapping[str, str]
    mark: str

    def source(self, row: Row) -> str:
        """How the source of a row is named where it is shown."""
        return f"{self.sources[row['source']]}; {self.mark}"


@dataclass(slots=True)
class Added:
    """How many of each were added."""

    vendors: int = 0
    products: int = 0
    tiers: int = 0
    releases: int = 0
    readings: int = 0
    by_name: dict[str, Vendor] = field(default_factory=dict)
    by_key: dict[str, ModelRelease] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """Noun -> how many, all of them."""
        nouns = ("vendors", "products", "tiers", "releases", "readings")
        return {noun: getattr(self, noun) for noun in nouns}


def read_catalogue() -> Catalogue:
    """The catalogue's files, parents before what belongs to them."""
    said = json.loads((FOLDER / "sources.json").read_text(encoding="utf-8"))
    files = sorted(path for path in FOLDER.glob("*.json") if path.name != "sources.json")
    rows = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    return Catalogue(
        vendors=sorted(rows, key=lambda row: (row["parent"] is not None, _rests_on_others(row))),
        sources={code: entry["title"] for code, entry in said["sources"].items()},
        mark=said["mark"],
    )


def _rests_on_others(row: Row) -> bool:
    """Whether a release of the vendor was made from another vendor's, which has to be there first."""
    return any("/" in base for release in row["releases"] for base in release["bases"])


@deed
def load_catalogue(*, actor: Actor, catalogue: Catalogue) -> Added:
    """Add what is missing of the catalogue; all of it or nothing. Raises Invalid where a file cannot be used.

    A few hundred events of the ordinary deeds, and one that says what they were and binds them to the files: the Merkle
    root of what was read, which whoever has the same files can reckon again.
    """
    added = Added()
    for row in catalogue.vendors:
        vendor = added.by_name[row["name"]] = _known_vendor(row) or _vendor(actor, row, added)
        for entry in row["releases"]:
            added.by_key[_key(row, entry["key"])] = _release(actor, vendor, row, entry, catalogue, added)
        tiers = _tiers(actor, vendor, row, added)
        for reading in row["readings"]:
            _reading(actor, tiers[reading["product"], reading["tier"]], reading, catalogue, added)
    if any(added.counts().values()):
        record(actor, "catalogue.loaded", detail={**added.counts(), "merkle_root": root_of(catalogue)})
    else:
        nothing_changed()
    return added


def root_of(catalogue: Catalogue) -> str:
    """Merkle root of the catalogue: an item per vendor with all that its file says, and last how sources are called."""
    return merkle_root(canonical_json(row) for row in (*catalogue.vendors, {**catalogue.sources, "": catalogue.mark}))


def _known_vendor(row: Row) -> Vendor | None:
    """The vendor of this name, or, where somebody renamed it, the one that still bears one of its legal names."""
    legal = Q(names__kind=VendorName.Kind.LEGAL, names__name__in=row["legal_names"])
    found: Vendor | None = (
        Vendor.objects.filter(name__iexact=row["name"]).first() or Vendor.objects.filter(legal).first()
    )
    return found


def _vendor(actor: Actor, row: Row, added: Added) -> Vendor:
    added.vendors += 1
    return add_vendor(
        actor=actor,
        name=row["name"],
        country=row["country"],
        legal_names=row["legal_names"],
        aliases=row["aliases"],
        parent=added.by_name[row["parent"]] if row["parent"] else None,
    )


def _key(vendor: Row, key: str) -> str:
    """The key of a release across files; one that names its vendor stays."""
    return key if "/" in key else f"{vendor['name']}/{key}"


def _release(actor: Actor, vendor: Vendor, file: Row, row: Row, catalogue: Catalogue, added: Added) -> ModelRelease:
    named = {"family__iexact": row["family"], "release__iexact": row["release"], "size__iexact": row["size"]}
    known: ModelRelease | None = ModelRelease.objects.filter(vendor=vendor, **named).first()
    if known is not None:
        return known
    added.releases += 1
    return save_release(
        actor=actor,
        vendor=vendor,
        family=row["family"],
        release=row["release"],
        size=row["size"],
        bases=[added.by_key[_key(file, key)] for key in row["bases"]],
        layers=[_layer(layer, catalogue) for layer in row["layers"]],
    )


def _layer(row: Row, catalogue: Catalogue) -> LayerInput:
    return LayerInput(
        layer=LicenceLayerKind(row["layer"]),
        licence=row["licence"],
        flows_down=row["flows_down"],
        source=catalogue.source(row),
        source_date=dt.date.fromisoformat(row["source_date"]),
        duties=[
            DutyInput(DutyKind(duty["kind"]), duty.get("detail", ""), duty.get("users"), duty["flows_down"])
            for duty in row["duties"]
        ],
    )


def _tiers(actor: Actor, vendor: Vendor, row: Row, added: Added) -> dict[tuple[str, str], Tier]:
    """(product, tier) by the catalogue's names -> tier, those on record already included."""
    found: dict[tuple[str, str], Tier] = {}
    for product in row["products"]:
        kept = vendor.products.filter(name__iexact=product["name"]).first() or _product(actor, vendor, product, added)
        for tier in product["tiers"]:
            known = kept.tiers.filter(name__iexact=tier["name"]).first()
            found[product["name"], tier["name"]] = known or _tier(actor, kept, row, tier, added)
    return found


def _product(actor: Actor, vendor: Vendor, row: Row, added: Added) -> Product:
    added.products += 1
    return save_product(actor=actor, vendor=vendor, name=row["name"], kind=ProductKind(row["kind"]))


def _tier(actor: Actor, product: Product, file: Row, row: Row, added: Added) -> Tier:
    added.tiers += 1
    releases = [added.by_key[_key(file, key)] for key in row["releases"]]
    return save_tier(actor=actor, product=product, name=row["name"], kind=TierKind(row["kind"]), releases=releases)


def _reading(actor: Actor, tier: Tier, row: Row, catalogue: Catalogue, added: Added) -> None:
    area, where = ClauseArea(row["area"]), Applicability(**row["applicability"])
    known = ClauseRecord.objects.filter(tier=tier, area=area, **row["applicability"]).first()
    if known is not None and known.assessments.exists():
        return
    added.readings += 1
    draft = start_draft(
        actor=actor,
        record_row=known or open_record(actor=actor, area=area, tier=tier, applicability=where),
        source=catalogue.source(row),
        source_date=dt.date.fromisoformat(row["source_date"]),
    )
    save_draft(
        actor=actor,
        assessment=draft,
        version=None,
        reading=ReadingInput(rating=Rating.UNDOCUMENTED, plain_reading=row["plain_reading"]),
        answers={answer["question"]: _answer(answer, catalogue) for answer in row["answers"]},
    )


def _answer(row: Row, catalogue: Catalogue) -> AnswerInput:
    return AnswerInput(
        raw=row["value"],
        conditions=[Condition(item["setting"], tuple(item["required"]), item["text"]) for item in row["conditions"]],
        secondary_source=catalogue.source(row),
        secondary_date=dt.date.fromisoformat(row["source_date"]),
    )
