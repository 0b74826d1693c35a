"""What a new terms version does to approvals: those that rest on a reading it touched are flagged, in the same deed."""

from __future__ import annotations

from collections.abc import Sequence

from governance.accounts.access import Actor
from policies.domain.types import ApprovalState
from policies.models import Approval
from policies.services.approvals import flag_approval
from vendors.models import Assessment, TermsVersion


def flag_for_version(*, actor: Actor, version: TermsVersion, touched: Sequence[Assessment]) -> None:
    """Flag every live approval of a tool whose tier has a touched reading. Suspends nothing."""
    tiers = {assessment.record.tier_id for assessment in touched}
    approvals = Approval.objects.filter(
        tool__tier_id__in=tiers, state__in=[ApprovalState.ACTIVE, ApprovalState.FLAGGED]
    ).select_related("tool")
    for approval in approvals:
        flag_approval(
            actor=actor,
            approval=approval,
            reason=f"{version.document.title} has a new version {version.number}; readings this rests on need review.",
        )
