"""Pages of tiers: what governs one, and how its clauses were read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from governance.accounts.access import actor_of
from governance.accounts.sent_once import sent_once
from governance.errors import Invalid, Stale
from governance.web.forms import apply_problems
from governance.web.merge import merge_page
from vendors.domain.terms import AssessmentState, ClauseArea
from vendors.facts import hidden_from
from vendors.forms.vendors import TierEditForm, TierForm
from vendors.governing import RANKED, link_fact, links_shown
from vendors.models import Assessment, ClauseRecord, Product, Tier
from vendors.services.vendors import save_tier
from vendors.views.common import editor, may
from vendors.views.layers import layers_shown

SHOWN = [AssessmentState.APPROVED.value, AssessmentState.IN_REVIEW.value, AssessmentState.DRAFT.value]


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause record of a tier, or an area that has none yet."""

    area: ClauseArea
    record: ClauseRecord | None
    approved: Assessment | None
    working: Assessment | None


@require_GET
def tier_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One tier: governing documents, clause areas, releases."""
    actor = actor_of(request)
    tier = get_object_or_404(Tier.objects.select_related("product__vendor"), uid=uid)
    rows = tier.links.select_related("document__vendor").prefetch_related(RANKED)
    hidden = hidden_from(actor.person)
    links = [row for row in rows if row.document_id not in hidden.documents]
    facts = [link_fact(row, hidden) for row in rows if row.valid_until is None]
    context = {
        "tier": tier,
        "links": links_shown([row for row in links if row.valid_until is None], facts, hidden),
        "ended": [row for row in links if row.valid_until is not None],
        "clauses": clause_rows(tier),
        "releases": tier.releases.select_related("vendor"),
        "layers": layers_shown(tier, actor, hidden),
        "may": may(actor),
    }
    return render(request, "vendors/tier_detail.html", context)


def clause_rows(tier: Tier) -> list[ClauseRow]:
    """The clause records of a tier in the order of the areas; an area without one is there, empty."""
    wanted = Assessment.objects.filter(state__in=SHOWN).select_related("drafted_by", "approved_by")
    records: dict[str, list[ClauseRecord]] = {}
    for record in tier.clauses.prefetch_related(Prefetch("assessments", queryset=wanted, to_attr="live")):
        records.setdefault(record.area, []).append(record)
    rows: list[ClauseRow] = []
    for area in ClauseArea:
        found = records.get(area.value, [])
        rows += [_clause_row(area, record) for record in found] or [ClauseRow(area, None, None, None)]
    return rows


def _clause_row(area: ClauseArea, record: Any) -> ClauseRow:
    approved = next((row for row in record.live if row.state == AssessmentState.APPROVED), None)
    working = next((row for row in record.live if row.state != AssessmentState.APPROVED), None)
    return ClauseRow(area, record, approved, working)


@require_http_methods(["GET", "POST"])
@sent_once
def tier_add(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Add a tier to a product."""
    actor = editor(request, "vendor.edit")
    product = get_object_or_404(Product.objects.select_related("vendor"), uid=uid)
    form = TierForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            tier = save_tier(actor=actor, product=product, **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, f"{tier} is registered. Link the documents that govern it next.")
            return redirect("vendors:tier_detail", uid=tier.uid)
    context = {"form": form, "product": product}
    return render(request, "vendors/tier_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def tier_edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change a tier."""
    actor = editor(request, "vendor.edit")
    tier = get_object_or_404(Tier.objects.select_related("product__vendor"), uid=uid)
    form = TierEditForm(request.POST or None, initial=_values(tier))
    if request.method == "POST" and form.is_valid():
        try:
            save_tier(actor=actor, product=tier.product, tier=tier, version=form.expected_version, **form.values())
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            return merge_page(request, form, error, _values(error.current), heading=str(tier))
        else:
            messages.success(request, "Saved.")
            return redirect("vendors:tier_detail", uid=uid)
    context = {"form": form, "product": tier.product, "tier": tier}
    return render(request, "vendors/tier_form.html", context, status=422 if form.errors else 200)


def _values(tier: Tier) -> dict[str, Any]:
    return {
        "name": tier.name,
        "kind": tier.kind,
        "releases": [release.uid for release in tier.releases.all()],
        "version": tier.version,
    }
