"""What teams hold, for who reads what of it: tools that are a team's own or that it asked for."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from policies.models.tool import Binding, Tool, ToolConfiguration
from vendors.models import GoverningLink, TermsDocument

_WHERE = ("contracting_entity", "region", "channel", "feature_status")


def contracts(teams: frozenset[int]) -> QuerySet[Any, Any]:
    """Documents (primary keys) that bind a tool of these teams or did: as its order form, by a binding, or by a link to
    its tier that applies to where it is held. An order form that some tool names binds that tool alone."""
    tools = tools_of(teams)
    configurations = ToolConfiguration.objects.filter(tool__in=tools)
    named = ToolConfiguration.objects.filter(order_form__isnull=False).values("order_form")
    applies = Q()
    for name in _WHERE:
        applies &= Q(**{name: ""}) | Q(**{name: F(f"tier__tools__configurations__{name}")})
    links = GoverningLink.objects.filter(applies, tier__tools__in=tools).exclude(document__in=named)
    return TermsDocument.objects.filter(
        Q(pk__in=configurations.filter(order_form__isnull=False).values("order_form"))
        | Q(pk__in=Binding.objects.filter(configuration__in=configurations).values("document"))
        | Q(pk__in=links.values("document"))
    ).values("pk")


def tiers(teams: frozenset[int]) -> QuerySet[Any, Any]:
    """Tiers (primary keys) these teams hold as a tool."""
    return tools_of(teams).values("tier")


def tools_of(teams: frozenset[int]) -> QuerySet[Any, Any]:
    """Tools (primary keys) that are these teams' own or that they asked for."""
    return Tool.objects.filter(Q(team__in=teams) | Q(requests__team__in=teams))
