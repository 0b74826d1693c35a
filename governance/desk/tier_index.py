"""All tiers on record in one query: what filters offer, which tiers they leave, and the tiers of one page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, OuterRef, Q, Subquery, When

from policies.facts import JUDGED_STATES
from policies.models import Tool
from vendors.domain.terms import AssessmentState, ClauseArea, Rating
from vendors.models import Assessment, ClauseRecord, Product, Tier, Vendor

_TIER = ("pk", "uid", "name", "kind", "version")
_PRODUCT = ("pk", "uid", "name", "kind")
_VENDOR = ("pk", "uid", "name", "country")


@dataclass(frozen=True, slots=True)
class TierFilter:
    """Which tiers are wanted; what is empty narrows nothing. `held` is "held", "not_held" or ""."""

    kind: str = ""
    held: str = ""
    rating: str = ""
    areas: tuple[ClauseArea, ...] = tuple(ClauseArea)

    @property
    def condition(self) -> Q:
        """The same for a query of tiers."""
        wanted = Q(pk__isnull=False)
        if self.kind:
            wanted &= Q(kind=self.kind)
        if self.held:
            held = Q(Exists(Tool.objects.filter(tier=OuterRef("pk"))))
            wanted &= held if self.held == "held" else ~held
        if self.rating:
            wanted &= _rated(self.rating, self.areas)
        return wanted


def _rated(rating: str, areas: Sequence[ClauseArea]) -> Q:
    """Tiers with a reading of that rating in one of `areas`: the approved one, else the newest open one, as the matrix
    shows them. An area without any reading is undocumented."""
    approved_first = Case(When(state=AssessmentState.APPROVED, then=0), default=1)
    readings = Assessment.objects.filter(record=OuterRef("pk"), state__in=JUDGED_STATES)
    shown = Subquery(readings.order_by(approved_first, "-number").values("rating")[:1])
    records = ClauseRecord.objects.filter(tier=OuterRef("pk")).annotate(shown=shown)
    found = Q(Exists(records.filter(area__in=areas, shown=rating)))
    if rating == Rating.UNDOCUMENTED:
        for area in areas:
            found |= ~Q(Exists(records.filter(area=area, shown__isnull=False)))
    return found


class TierIndex:
    """Every tier on record, by vendor, product and age, with whether a filter leaves it. One query."""

    def __init__(self, wanted: TierFilter) -> None:
        columns = [
            *_TIER,
            *(f"product__{name}" for name in _PRODUCT),
            *(f"product__vendor__{name}" for name in _VENDOR),
        ]
        left = ExpressionWrapper(wanted.condition, output_field=BooleanField())
        rows = Tier.objects.annotate(left=left).order_by("product__vendor__name", "product__name", "pk")
        self._rows: list[Mapping[str, Any]] = list(rows.values(*columns, "left"))

    @property
    def vendors(self) -> list[tuple[str, str]]:
        """Uid and name of every vendor with a tier, by name."""
        named = {row["product__vendor__uid"]: row["product__vendor__name"] for row in self._rows}
        return [(str(uid), name) for uid, name in named.items()]

    def vendor_keys(self, vendor: str = "") -> list[int]:
        """Primary keys of the vendors with a tier that is left, by name; with `vendor` (uid) of that one alone."""
        rows = (row for row in self._rows if row["left"] and vendor in ("", str(row["product__vendor__uid"])))
        return list(dict.fromkeys(row["product__vendor__pk"] for row in rows))

    def tiers(self, vendors: Iterable[int]) -> list[Tier]:
        """The tiers of `vendors` that are left, with product and vendor; not to be saved."""
        keys = set(vendors)
        return [_tier(row) for row in self._rows if row["left"] and row["product__vendor__pk"] in keys]

    def tier(self, uid: UUID) -> Tier | None:
        """The tier with this uid, left or not; None where there is none."""
        return next((_tier(row) for row in self._rows if row["uid"] == uid), None)

    def named(self, uids: Iterable[str]) -> list[Tier]:
        """The tiers with these uids, in their order; what is not on record is left out."""
        rows = {str(row["uid"]): row for row in self._rows}
        return [_tier(rows[uid]) for uid in uids if uid in rows]

    def siblings(self, tier: Tier) -> list[Tier]:
        """Every other tier of the vendor of `tier`, those of its own product first."""
        same = [_tier(row) for row in self._rows if row["product__vendor__pk"] == tier.product.vendor_id]
        others = [row for row in same if row.pk != tier.pk]
        return sorted(others, key=lambda row: row.product_id != tier.product_id)

    def choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Every tier under the name of its vendor, for a list to choose from."""
        grouped: dict[str, list[tuple[str, str]]] = {}
        for row in self._rows:
            offered = grouped.setdefault(row["product__vendor__name"], [])
            offered.append((str(row["uid"]), f"{row['product__name']} {row['name']}"))
        return list(grouped.items())


def _tier(row: Mapping[str, Any]) -> Tier:
    vendor = Vendor(**{name: row[f"product__vendor__{name}"] for name in _VENDOR})
    product = Product(**{name: row[f"product__{name}"] for name in _PRODUCT}, vendor=vendor)
    return Tier(**{name: row[name] for name in _TIER}, product=product)
