"""Pages of delegations: who decides in whose place, giving one's lane and ending that."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import actor_of, allowed, require, today
from governance.accounts.sent_once import sent_once
from governance.accounts.stepup import needs_step_up
from governance.errors import Invalid
from governance.web.forms import apply_problems
from governance.web.pagination import paginate
from policies.domain.sentences import long_date
from policies.facts import category_names
from policies.forms.lanes import DelegationForm
from policies.models import Delegation
from policies.services.delegations import delegate_lane, end_delegation, lanes_owned


@require_GET
def delegation_list(request: HttpRequest) -> HttpResponse:
    """Who decides in whose place, the running ones first."""
    actor, day = actor_of(request), today()
    rows = Delegation.objects.visible_to(actor.person).select_related("owner", "delegate", "category", "ended_by")
    page = paginate(request, rows)
    names = category_names()
    entries = [
        {
            "row": row,
            "category": names.get(row.category_id, str(row.category)) if row.category_id else "All they own",
            "running": row.ended_at is None and row.ends_on >= day,
            "mine": actor.person.pk in (row.owner_id, row.delegate_id) and allowed(actor, "lane.delegate"),
        }
        for row in page.object_list
    ]
    context = {"entries": entries, "page": page, "may_delegate": bool(lanes_owned(actor.person))}
    return render(request, "policies/delegation_list.html", context)


@require_http_methods(["GET", "POST"])
@needs_step_up
@sent_once
def delegation_add(request: HttpRequest) -> HttpResponse:
    """Let somebody decide a lane of one's own until a day."""
    actor = actor_of(request)
    if request.method == "POST" or not allowed(actor, "lane.delegate"):
        require(actor, "lane.delegate")
    form = DelegationForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            rows = delegate_lane(actor=actor, **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        else:
            given = rows[0]
            messages.success(request, f"{given.delegate.name} decides in your place until {long_date(given.ends_on)}.")
            return redirect("policies:delegation_list")
    context = {"form": form, "owns": bool(lanes_owned(actor.person))}
    return render(request, "policies/delegation_form.html", context, status=422 if form.errors else 200)


@require_POST
@needs_step_up
def delegation_end(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take it back, or lay it down."""
    actor = actor_of(request)
    row = get_object_or_404(Delegation.objects.visible_to(actor.person), uid=uid)
    end_delegation(actor=actor, delegation=row)
    messages.success(request, "Ended. What was decided stays decided.")
    return redirect("policies:delegation_list")
