"""Pages of clause records: one area of one tier, its reading and the readings before."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import actor_of
from governance.errors import Conflict
from vendors.domain.terms import Applicability, AssessmentState, ClauseArea
from vendors.forms.clauses import ClauseOpenForm
from vendors.models import ClauseRecord, Tier
from vendors.models.clause import OPEN_STATES
from vendors.services.clauses import start_draft
from vendors.services.opening import open_and_start
from vendors.views.common import editor, may
from vendors.views.desk import groups_of, read
from vendors.views.standing import review_of


@require_GET
def clause_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One clause record: the reading in force with its answers and quotes, and the history."""
    actor = actor_of(request)
    record = get_object_or_404(ClauseRecord.objects.select_related("tier__product__vendor"), uid=uid)
    people = ("drafted_by", "submitted_by", "approved_by")
    history = list(record.assessments.select_related(*people).order_by("-number"))
    current = next((row for row in history if row.state == AssessmentState.APPROVED), None)
    found = read(current, actor) if current else None
    context = {
        "record": record,
        "area": ClauseArea(record.area),
        "tier": record.tier,
        "history": history,
        "current": current,
        "working": next((row for row in history if row.state in OPEN_STATES), None),
        "groups": groups_of(current, found.answers, rulings=found.rulings) if current and found else [],
        "may": may(actor),
        "review": review_of(current, actor) if current else None,
    }
    return render(request, "vendors/clause_detail.html", context)


@require_http_methods(["GET", "POST"])
def clause_open(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Open a clause area of a tier and start its first draft."""
    actor = editor(request, "assessment.edit")
    tier = get_object_or_404(Tier.objects.select_related("product__vendor"), uid=uid)
    form = ClauseOpenForm(request.POST or None, initial={"area": request.GET.get("area", "")})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        where = Applicability(
            values["contracting_entity"], values["region"], values["channel"], values["feature_status"]
        )
        try:
            draft = open_and_start(actor=actor, area=values["area"], tier=tier, applicability=where)
        except Conflict as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Opened. Every answer starts as undocumented.")
            return redirect("vendors:assessment_detail", uid=draft.uid)
    context = {"form": form, "tier": tier}
    return render(request, "vendors/clause_form.html", context, status=422 if form.errors else 200)


@require_POST
def clause_draft(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Start a draft from the reading in force, or from nothing. Where one is open already, that one is opened."""
    actor = editor(request, "assessment.edit")
    record = get_object_or_404(ClauseRecord, uid=uid)
    try:
        draft = start_draft(actor=actor, record_row=record)
    except Conflict as error:
        messages.warning(request, error.message)
        return redirect("vendors:clause_detail", uid=uid)
    messages.success(request, "A draft is open. It begins with the answers of the reading in force, if there is one.")
    return redirect("vendors:assessment_detail", uid=draft.uid)
