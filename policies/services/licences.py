"""What a new text of a licence does to approvals: tools that run a release verified on words that are gone."""

from __future__ import annotations

from collections.abc import Sequence

from governance.accounts.access import Actor
from policies.domain.types import FlagCause
from policies.models import Approval, ToolConfiguration
from policies.services.approvals import Cause, flag_approval
from policies.services.rejudging import losses_now, worded
from policies.services.requests import today
from vendors.models import LicenceLayer, TermsVersion

RULE = "licence_layers"
"""The rule that reads licence layers."""


def flag_for_layers(*, actor: Actor, version: TermsVersion, layers: Sequence[LicenceLayer]) -> None:
    """Flag approvals of tools that run a release of one of `layers`, just found stale, in the deed that found so: those
    whose category asks for licences, and where both lanes had judged them better."""
    if not layers:
        return
    running = ToolConfiguration.objects.open().filter(deployment__releases__in={layer.release_id for layer in layers})
    rows = Approval.objects.filter(tool__in=running.values("tool")).in_force_on(today())
    approvals = list(rows.order_by("pk"))
    losses = losses_now(approvals)
    said = version.document.said
    because = f"{said[0].upper()}{said[1:]} has a new version {version.number}."
    for approval in approvals:
        new = [text for fall, text in losses[approval.pk].items() if fall[0] == RULE]
        if new:
            cause = Cause(FlagCause.LICENCE, known=[fall for fall in losses[approval.pk] if fall[0] != RULE])
            flag_approval(actor=actor, approval=approval, reason=worded(because, new), cause=cause)
