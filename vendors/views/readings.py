"""Pages of readings by what is due: the list with assigning in bulk, the rhythm of reviews, letting a reading stand."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import Actor, actor_of, allowed, today
from governance.accounts.stepup import needs_step_up
from governance.errors import Invalid
from governance.web.forms import apply_problems
from governance.web.pagination import paginate
from vendors.domain.cadence import WARNED_DAYS
from vendors.domain.terms import AssessmentState
from vendors.due import due_by, rhythm
from vendors.forms.readings import AssignForm, ReadingFilterForm, RhythmForm, StandForm
from vendors.models import Assessment, ReviewRhythm
from vendors.services.cadence import assign_readings, let_stand, set_rhythm
from vendors.views.assessments import assessment_for
from vendors.views.common import editor, in_order
from vendors.views.reviews import version_looked_at

ORDERS = {
    "due": ("due", "since", "pk"),
    "tier": ("record__tier__product__name", "record__tier__name", "record__area"),
    "rating": ("rating", "due", "pk"),
    "since": ("since", "pk"),
}


@require_GET
def reading_list(request: HttpRequest) -> HttpResponse:
    """Readings in review and approved ones, those due first."""
    return _list_page(request, actor_of(request))


@require_POST
def reading_assign(request: HttpRequest) -> HttpResponse:
    """Say who reviews the readings ticked, and until when. Nothing is signed by it."""
    actor = editor(request, "assessment.assign")
    form = AssignForm(request.POST)
    if form.is_valid():
        try:
            count = assign_readings(
                actor=actor,
                assessments=list(form.cleaned_data["readings"]),
                reviewer=form.cleaned_data["reviewer"],
                by=form.cleaned_data["by"],
            )
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, f"Assigned {count} reading{'' if count == 1 else 's'}.")
            return redirect(f"{request.path.removesuffix('assign/')}?{request.GET.urlencode()}".removesuffix("?"))
    return _list_page(request, actor, form)


def _list_page(request: HttpRequest, actor: Actor, assign: AssignForm | None = None) -> HttpResponse:
    day = today()
    form = ReadingFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = _matching(wanted)
    soon = day + dt.timedelta(days=WARNED_DAYS)
    parts: dict[str, QuerySet[Assessment]] = {
        "due": rows.filter(due_by(soon)),
        "in_review": rows.filter(state=AssessmentState.IN_REVIEW),
        "all": rows,
    }
    show = request.GET.get("show", "all")
    page = paginate(request, in_order(parts.get(show, rows), request.GET.get("sort", ""), ORDERS))
    ticked = set(request.POST.getlist("readings"))
    lines = [{"row": row, "ticked": str(row.uid) in ticked} for row in page.object_list]
    context = {
        "form": form,
        "page": page,
        "lines": lines,
        "today": day,
        "soon": soon,
        "show": show if show in parts else "all",
        "tabs": [(code, word, parts[code].count()) for code, word in _TABS],
        "assign": (assign or AssignForm()) if allowed(actor, "assessment.assign") else None,
        "filtered": any(wanted.values()) or show in ("due", "in_review"),
        "may_set": allowed(actor, "rhythm.set"),
    }
    return render(request, "vendors/reading_list.html", context, status=422 if assign and assign.errors else 200)


_TABS = (("all", "All"), ("due", "Due for review"), ("in_review", "With a second counsel"))


def _matching(wanted: dict[str, Any]) -> QuerySet[Assessment]:
    rows = Assessment.objects.filter(state__in=[AssessmentState.IN_REVIEW, AssessmentState.APPROVED])
    if wanted.get("area"):
        rows = rows.filter(record__area=wanted["area"])
    for word in (wanted.get("q") or "").split():
        product = Q(record__tier__product__name__icontains=word) | Q(record__tier__name__icontains=word)
        rows = rows.filter(product | Q(record__tier__product__vendor__name__icontains=word))
    rows = rows.annotate(
        due=Coalesce(F("review_due"), F("review_by")),
        since=Coalesce(F("reviewed_at"), F("approved_at"), F("submitted_at")),
    )
    return rows.select_related("record__tier__product__vendor", "approved_by", "submitted_by", "reviewer")


@require_http_methods(["GET", "POST"])
def rhythm_edit(request: HttpRequest) -> HttpResponse:
    """After how many months readings are due for review, with what held before."""
    actor = actor_of(request)
    may_set = allowed(actor, "rhythm.set")
    now = rhythm()
    initial = {rating.value: months for rating, months in now.items()}
    form = RhythmForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        editor(request, "rhythm.set")
        if form.is_valid():
            try:
                set_rhythm(actor=actor, months=form.months())
            except Invalid as error:
                apply_problems(form, error)
            else:
                messages.success(request, "Set. Due dates follow at once.")
                return redirect("vendors:rhythm_edit")
    context = {
        "form": form,
        "now": now,
        "may_set": may_set,
        "history": ReviewRhythm.objects.select_related("set_by").order_by("-valid_from", "rating")[:40],
    }
    return render(request, "vendors/rhythm_form.html", context, status=422 if form.errors else 200)


@require_POST
@needs_step_up
def assessment_stand(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Let an approved reading stand as it is, by name; the clock of its review starts anew."""
    form = StandForm(request.POST)
    if not form.is_valid():
        raise Invalid(
            "The note cannot be kept.", problems={"note": [str(text) for text in form.errors.get("note", [])]}
        )
    let_stand(
        actor=actor_of(request),
        assessment=assessment_for(uid),
        version=version_looked_at(request),
        note=form.cleaned_data["note"],
    )
    messages.success(request, "It stands, by your name. The next review is due by the rhythm from today.")
    return redirect("vendors:assessment_detail", uid=uid)
