"""One deed that opens a clause record and starts its first draft."""

from __future__ import annotations

from governance.accounts.access import Actor
from governance.audit.deeds import deed
from vendors.domain.terms import Applicability, ClauseArea
from vendors.models import Assessment, Tier
from vendors.services.clauses import open_record, start_draft


@deed
def open_and_start(
    *, actor: Actor, area: ClauseArea, tier: Tier, applicability: Applicability | None = None
) -> Assessment:
    """Open the clause record and start a draft of it. Raises Conflict when the record exists."""
    record_row = open_record(actor=actor, area=area, tier=tier, applicability=applicability)
    return start_draft(actor=actor, record_row=record_row)
