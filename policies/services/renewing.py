"""Asking for an approval to be decided anew, before or after it ends. Nothing is extended: both lanes decide again."""

from __future__ import annotations

import datetime as dt

from governance.accounts.access import Actor, require
from governance.accounts.models import Team
from governance.audit.deeds import deed
from governance.errors import Conflict
from governance.modelling import locked
from policies.domain.types import ApprovalState, LineState
from policies.models import Approval, ToolRequest
from policies.services.requests import open_request


@deed
def renew_approval(
    *, actor: Actor, approval: Approval, team: Team, purpose: str, wanted_until: dt.date | None = None
) -> ToolRequest:
    """Ask for the tool and category of an approval anew: a request with one line, beside the approval, which goes on as
    it was until both lanes have decided. The review shows what changed since; the new approval takes its place.

    Raises Conflict where the approval was revoked or another took its place, and as `open_request`.
    """
    require(actor, "request.make")
    row = locked(approval)
    if row.state == ApprovalState.REVOKED:
        raise Conflict("This approval was revoked. Ask for the tool anew; it is not renewed.", code="not-renewable")
    if row.line.state == LineState.SUPERSEDED:
        raise Conflict("A newer approval took its place. Renew that one.", code="not-renewable")
    return open_request(
        actor=actor,
        tool=row.tool,
        team=team,
        categories=[row.category],
        purpose=purpose,
        wanted_until=wanted_until,
        renews=row,
    )
