"""What a new text of a licence does to approvals: tools that run a release verified on words that are gone."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from governance.accounts.access import Actor
from policies.domain.types import FlagCause
from policies.licensed import with_derived
from policies.models import Approval, ToolConfiguration
from policies.services.approvals import Cause, flag_approval
from policies.services.rejudging import losses_now, worded
from policies.services.requests import today
from vendors.models import LicenceLayer, TermsVersion

RULE = "licence_layers"
"""The rule that reads licence layers."""


def flag_for_layers(*, actor: Actor, version: TermsVersion, layers: Sequence[LicenceLayer]) -> None:
    """Flag approvals of tools that one of `layers`, just found stale, belongs to, or that run its release or one made
    from it, in the deed that found so: those whose category asks for licences, and where both lanes had judged them
    better."""
    if not layers:
        return
    releases = with_derived({layer.release_id for layer in layers if layer.release_id is not None})
    running = ToolConfiguration.objects.open().filter(deployment__releases__in=releases)
    reached = Q(tool__in=running.values("tool")) | Q(tool__tier__in={layer.tier_id for layer in layers} - {None})
    approvals = list(Approval.objects.filter(reached).in_force_on(today()).order_by("pk"))
    losses = losses_now(approvals)
    said = version.document.said
    because = f"{said[0].upper()}{said[1:]} has a new version {version.number}."
    for approval in approvals:
        new = [text for fall, text in losses[approval.pk].items() if fall[0] == RULE]
        if new:
            cause = Cause(FlagCause.LICENCE, known=[fall for fall in losses[approval.pk] if fall[0] != RULE])
            flag_approval(actor=actor, approval=approval, reason=worded(because, new), cause=cause)
