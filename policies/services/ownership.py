"""Deeds on who owns how much of a vendor."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, record
from governance.errors import Conflict, Invalid
from governance.modelling import locked
from policies.models import OwnershipShare
from policies.services.requests import today
from policies.services.screening import compare_vendor
from policies.services.screening_standings import ScreeningWatch
from vendors.models import Vendor


@dataclass(frozen=True, slots=True)
class ShareInput:
    """A share as somebody read it somewhere."""

    owner: str
    percent: Decimal
    source: str
    source_date: dt.date
    owner_vendor: Vendor | None = None


@deed
def record_share(*, actor: Actor, vendor: Vendor, entry: ShareInput) -> OwnershipShare:
    """Record a share of a vendor from today on; one of the same owner on record ends with it. The owner's name is
    compared at once where others were. Raises NotAllowed, Invalid."""
    require(actor, "ownership.record")
    vendor = locked(vendor)
    owner = " ".join(entry.owner.split())
    _check(vendor, owner, entry)
    now = timezone.now()
    former = OwnershipShare.objects.open().filter(vendor=vendor, owner=owner)
    former.update(valid_until=now, ended_by=actor.user)
    row = OwnershipShare.objects.create(
        vendor=vendor,
        owner=owner,
        owner_vendor=entry.owner_vendor,
        percent=entry.percent,
        source=entry.source.strip(),
        source_date=entry.source_date,
        recorded_by=actor.user,
        valid_from=now,
    )
    detail = {"owner": owner, "percent": str(entry.percent), "source": row.source, "source_date": row.source_date}
    record(actor, "ownership.recorded", subject=vendor, detail=detail)
    compare_vendor(actor=actor, vendor=vendor)
    return row


def _check(vendor: Vendor, owner: str, entry: ShareInput) -> None:
    problems: dict[str, list[str]] = {}
    if not owner:
        problems["owner"] = ["Name the owner."]
    if not 0 < entry.percent <= 100:
        problems["percent"] = ["Give a share above 0 and up to 100 percent."]
    if not entry.source.strip():
        problems["source"] = ["Say where it is read: a register, a filing, a letter."]
    if entry.source_date > today():
        problems["source_date"] = ["The source cannot be of a day that is still to come."]
    if entry.owner_vendor is not None and entry.owner_vendor.pk == vendor.pk:
        problems["owner_vendor"] = ["A vendor does not own itself."]
    others = OwnershipShare.objects.open().filter(vendor=vendor).exclude(owner=owner).values_list("percent", flat=True)
    if sum(others, Decimal(0)) + entry.percent > 100 and "percent" not in problems:
        problems["percent"] = ["With this the shares on record come to more than 100 percent. End one that is past."]
    if problems:
        raise Invalid("The share cannot be recorded like this.", problems=problems)


@deed
def end_share(*, actor: Actor, share: OwnershipShare) -> OwnershipShare:
    """End a share that is past. Raises NotAllowed, Conflict where it ended already."""
    share = locked(share)
    require(actor, "ownership.record")
    if share.valid_until is not None:
        raise Conflict("This share was ended already.")
    watch = ScreeningWatch()
    share.valid_until, share.ended_by = timezone.now(), actor.user
    share.save(update_fields=["valid_until", "ended_by"])
    record(actor, "ownership.ended", subject=share.vendor, detail={"owner": share.owner, "percent": str(share.percent)})
    watch.settle(actor=actor, because=f"A share of {share.vendor.name} was ended.")
    return share
