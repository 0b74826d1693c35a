"""What another tier of the same vendor would buy, for a tool as it is held or for a tier."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from governance.accounts.access import actor_of, require
from policies.facts import editions_in_force
from policies.models import Tool
from policies.upgrading import offers
from vendors.models import Tier


@require_GET
def upgrade(request: HttpRequest) -> HttpResponse:
    """Which categories open on each other tier of the vendor, by which rules, and what still fails there."""
    actor = actor_of(request)
    require(actor, "read")
    tool, tier = _start(request)
    found = offers(tool or tier, actor.person)
    context = {
        "tool": tool,
        "tier": tier,
        "offers": found,
        "unsettled": not found and not editions_in_force(),
    }
    return render(request, "desk/upgrade_list.html", context)


def _start(request: HttpRequest) -> tuple[Tool | None, Tier]:
    """The tool asked about and its tier, or a tier alone; raises Http404 where the address names neither."""
    tiers = Tier.objects.select_related("product__vendor")
    if "tool" in request.GET:
        tool: Any = get_object_or_404(Tool.objects.select_related("tier__product__vendor"), uid=_uid(request, "tool"))
        return tool, tool.tier
    return None, get_object_or_404(tiers, uid=_uid(request, "tier"))


def _uid(request: HttpRequest, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(request.GET.get(name, ""))
    except ValueError as error:
        raise Http404 from error
