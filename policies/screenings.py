"""What pages and API show of screening: lists with their age, what stands of a vendor, in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from governance.accounts.access import Actor, allowed
from policies.domain.codec import decode
from policies.domain.rules.base import RuleVerdict
from policies.domain.rules.parameters import default_parameters
from policies.domain.rules.vendor_not_listed import RULE, judge_parties
from policies.domain.screening.lists import LIST_NAMES, ListKind
from policies.domain.screening.standing import PartyRole, PartyScreening, older_than
from policies.models import HitDecision, ListedParty, ListVersion, ScreeningHit, ScreeningStanding
from policies.services.requests import today
from policies.services.screening import newest_lists
from policies.services.screening_standings import compared_versions
from vendors.models import Vendor

OLD = 30
"""Days from which a list is called old where no rule says otherwise."""


@dataclass(frozen=True, slots=True)
class ListShown:
    """A kind of list, its newest version, and the one names were compared with last."""

    kind: ListKind
    name: str
    newest: ListVersion | None
    compared: ListVersion | None
    age: int

    @property
    def state(self) -> str:
        """A word for how it stands."""
        if self.newest is None:
            return "undocumented"
        if self.compared is None or self.compared.pk != self.newest.pk:
            return "waiting_comparison"
        return "old_list" if self.age > OLD else "current"


def lists_shown() -> list[ListShown]:
    """Every kind of list, on record or not. 2 queries."""
    newest = {row.kind: row for row in newest_lists()}
    compared = {row.kind: row for row in compared_versions()}
    day = today()
    return [
        ListShown(
            kind,
            LIST_NAMES[kind],
            newest.get(kind),
            compared.get(kind),
            (day - newest[kind].dated_on).days if kind in newest else 0,
        )
        for kind in ListKind
    ]


def verdict_of(vendor: Vendor) -> RuleVerdict:
    """What the rule says of a vendor and its parents with its parameters at their defaults."""
    row = ScreeningStanding.objects.filter(vendor=vendor).first()
    parties = parties_of(row.body) if row else (PartyScreening(PartyRole.VENDOR, vendor.name),)
    return judge_parties(parties, default_parameters(RULE))


def parties_of(body: str) -> tuple[PartyScreening, ...]:
    """The parties of a standing, lists as old as they are today."""
    day = today()
    found = [decode(PartyScreening, party) for party in json.loads(body)]
    return tuple(
        replace(party, lists=tuple(replace(row, older_than=older_than(row.dated_on, day)) for row in party.lists))
        for party in found
    )


def entry_shown(entry: ListedParty) -> list[tuple[str, str]]:
    """All a list says of a party, as label and text; addresses of the web stay text."""
    content: Mapping[str, Any] = json.loads(entry.content)
    rows = [("List", content["source"]), ("Number", content["number"]), ("Kind", content["kind"])]
    rows.append(("Other names", "; ".join(content["other_names"])))
    rows += [(key.replace("_", " ").capitalize(), text) for key, text in content["details"].items()]
    return [(label, text) for label, text in rows if text]


def decisions_shown(hit: ScreeningHit, actor: Actor) -> list[tuple[HitDecision, str]]:
    """What was said of a possible match, newest first, each with its reasons; "" for who may not read legal advice."""
    reads = allowed(actor, "privileged.read")
    return [(row, row.reasons if reads else "") for row in hit.decisions.select_related("person")]
