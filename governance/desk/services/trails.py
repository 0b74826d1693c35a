"""The one deed of the desk: checking the audit trail and recording what was found."""

from __future__ import annotations

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, record
from governance.audit.verify import TrailReport, verify_trail


def check_trail(*, actor: Actor) -> TrailReport:
    """Verify the whole trail now and record the result. Raises NotAllowed.

    The walk over all events comes before the transaction: on SQLite every transaction is a writer, and nobody should
    have to wait for a long trail to be read.
    """
    require(actor, "trail.verify")
    report = verify_trail()
    record_check(actor=actor, report=report)
    return report


@deed
def record_check(*, actor: Actor, report: TrailReport) -> None:
    """Record what a check found: how many events, up to which hash, and any fault. Raises NotAllowed."""
    require(actor, "trail.verify")
    record(
        actor,
        "trail.verified",
        detail={"holds": report.holds, "events": report.events, "head": report.head, "problem": report.problem},
    )
