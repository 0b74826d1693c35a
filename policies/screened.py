"""What screening says of the parties to a tool, read with it in one query; part of `policies.held`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import OuterRef, Subquery

from governance.database.within import rows_within
from policies.domain.codec import decode
from policies.domain.screening.standing import PartyRole, PartyScreening, older_than
from policies.models import ScreeningStanding


def screened_parts(now: Mapping[str, Any]) -> dict[str, Subquery]:
    """Parts of a tool: what screening says of its vendor and of the makers of the releases that belong to `now`, with
    their parents."""
    makers = {f"vendor__releases__deployments__{name}": value for name, value in now.items()}
    rows = ScreeningStanding.objects
    return {
        "vendor_screened": rows_within(rows.filter(vendor__products__tiers=OuterRef("tier")), body="body"),
        "makers_screened": rows_within(rows.filter(**makers).distinct(), body="body", vendor="vendor__name"),
    }


def screening_of(tool: Any, on: dt.date) -> tuple[PartyScreening, ...]:
    """What screening says of every party to it, lists as old as they are on that day: the vendor, the makers of its
    releases, and their parents, each once. A party that nobody ever compared is there without a list."""
    name = tool.tier.product.vendor.name
    parties = _parties(tool.vendor_screened) or [PartyScreening(PartyRole.VENDOR, name)]
    makers = {row["vendor"]: _parties([row]) for row in tool.makers_screened or ()}
    for maker in sorted({row["vendor"] for row in tool.releases_held or ()} - {name}):
        found = makers.get(maker) or [PartyScreening(PartyRole.VENDOR, maker)]
        parties += [replace(found[0], role=PartyRole.MODEL_MAKER), *found[1:]]
    once = {party.name: party for party in reversed(parties)}
    return tuple(_aged(party, on) for party in parties if once[party.name] is party)


def _parties(rows: Any) -> list[PartyScreening]:
    return [decode(PartyScreening, party) for row in rows or () for party in json.loads(row["body"])]


def _aged(party: PartyScreening, on: dt.date) -> PartyScreening:
    return replace(party, lists=tuple(replace(row, older_than=older_than(row.dated_on, on)) for row in party.lists))
