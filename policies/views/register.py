"""Pages of the regulatory register: instruments, where each stands, what a change means for us, public allegations."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import Actor, actor_of, allowed, require, today
from governance.accounts.sent_once import sent_once
from governance.errors import Conflict, Invalid, Stale
from governance.web.forms import apply_problems
from governance.web.merge import merge_page
from governance.web.pagination import paginate
from policies.domain.register import reaches
from policies.forms.register import (
    AllegationForm,
    InstrumentAddForm,
    InstrumentEditForm,
    InstrumentFilterForm,
    LookForm,
    MeaningForm,
    StageForm,
    initial_of,
    stage_initial,
)
from policies.models import Instrument, InstrumentReview
from policies.registered import allegations_of, instrument_fact, instruments_of, with_parts
from policies.services import register
from policies.views.common import in_order
from vendors.models import Vendor

ORDERS = {"name": ("short_name",), "kind": ("kind", "short_name"), "check": ("next_check_on", "short_name")}


@require_GET
def instrument_list(request: HttpRequest) -> HttpResponse:
    """Instruments with where each stands, and who was named in public."""
    actor = actor_of(request)
    form = InstrumentFilterForm(request.GET)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    page = paginate(request, with_parts(in_order(_filtered(chosen), request.GET.get("sort", ""), ORDERS)))
    context = {
        "form": form,
        "page": page,
        "facts": [instrument_fact(row) for row in page.object_list],
        "allegations": [] if chosen else allegations_of(),
        "filtered": bool(chosen),
        "sort": "name",
        "may_edit": allowed(actor, "register.edit"),
        "may_screen": allowed(actor, "risk.read"),
    }
    return render(request, "policies/instrument_list.html", context)


def _filtered(chosen: dict[str, Any]) -> QuerySet[Instrument]:
    rows: Any = Instrument.objects.all()
    if "q" in chosen:
        rows = rows.filter(name__icontains=chosen["q"])
    if "kind" in chosen:
        rows = rows.filter(kind=chosen["kind"])
    if "stage" in chosen:
        rows = rows.at_stage(chosen["stage"])
    if "vendor" in chosen:
        vendor = chosen["vendor"]
        rows = rows.filter(uid__in=[fact.uid for fact in instruments_of([vendor.country], [vendor.uid])])
    waiting = InstrumentReview.objects.filter(instrument=OuterRef("pk"), closed_at__isnull=True)
    needs = {
        "review": lambda: rows.filter(Exists(waiting)),
        "check": lambda: rows.to_look_at(today()),
        "unchecked": lambda: rows.unchecked(),
    }
    found: QuerySet[Instrument] = needs[chosen["needs"]]() if "needs" in chosen else rows
    return found


def _row(uid: uuid.UUID) -> Any:
    return get_object_or_404(with_parts(Instrument.objects.all()), uid=uid)


@require_GET
def instrument_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One instrument: where it stands and stood, whom it reaches, what its changes meant."""
    return _detail(request, actor_of(request), _row(uid))


def _detail(request: HttpRequest, actor: Actor, row: Any, **refused: Any) -> HttpResponse:
    fact = instrument_fact(row)
    reviews = list(row.reviews.select_related("closed_by", "opened_by_stage"))
    by_country = [v for v in Vendor.objects.exclude(country="") if reaches(fact.countries, v.country)]
    context = {
        "row": row,
        "fact": fact,
        "reached": by_country,
        "waiting": next((review for review in reviews if review.closed_at is None), None),
        "closed": [review for review in reviews if review.closed_at is not None],
        "may_edit": allowed(actor, "register.edit"),
        "may_review": allowed(actor, "register.review"),
        "note": row.privileged_note if allowed(actor, "privileged.read") else "",
        "review_form": MeaningForm(initial={"version": row.version}),
        "look_form": LookForm(initial={"version": row.version}),
    }
    context.update(refused)
    return render(request, "policies/instrument_detail.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
@sent_once
def instrument_add(request: HttpRequest) -> HttpResponse:
    """Enter an instrument with where it stands."""
    actor = actor_of(request)
    require(actor, "register.edit")
    form = InstrumentAddForm(request.POST or None, initial={"seen_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            row = register.add_instrument(actor=actor, entry=form.instrument(), stages=[form.where()])
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, f"{row.short_name} is in the register.")
            return redirect("policies:instrument_detail", uid=row.uid)
    return render(request, "policies/instrument_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def instrument_edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change what an instrument is said to be and to reach."""
    actor = actor_of(request)
    require(actor, "register.edit")
    row = _row(uid)
    form = InstrumentEditForm(request.POST or None, initial=_values(row))
    if request.method == "POST" and form.is_valid():
        try:
            register.change_instrument(
                actor=actor, instrument=row, entry=form.instrument(), version=form.expected_version
            )
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            return merge_page(request, form, error, _values(error.current), heading=row.short_name)
        else:
            messages.success(request, "Saved.")
            return redirect("policies:instrument_detail", uid=uid)
    context = {"form": form, "row": row}
    return render(request, "policies/instrument_form.html", context, status=422 if form.errors else 200)


def _values(row: Any) -> dict[str, Any]:
    return initial_of(row, [vendor.uid for vendor in row.vendors.all()])


@require_http_methods(["GET", "POST"])
def instrument_stage(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Record where an instrument stands now; what is new about it waits for counsel."""
    actor = actor_of(request)
    require(actor, "register.edit")
    row = _row(uid)
    initial = stage_initial(row, instrument_fact(row), today())
    form = StageForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            register.record_stage(actor=actor, instrument=row, entry=form.where(), version=form.expected_version)
        except Invalid as error:
            apply_problems(form, error)
        except Conflict as error:
            form.add_error(None, error.message)
        except Stale as error:
            current = stage_initial(error.current, instrument_fact(_row(uid)), today())
            return merge_page(request, form, error, current, heading=row.short_name)
        else:
            messages.success(request, "On record. What is new waits for counsel to say what it means for us.")
            return redirect("policies:instrument_detail", uid=uid)
    context = {"form": form, "row": row}
    return render(request, "policies/instrument_stage.html", context, status=422 if form.errors else 200)


@require_POST
def instrument_look(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say that one looked and nothing is new."""
    actor = actor_of(request)
    require(actor, "register.edit")
    row, form = _row(uid), LookForm(request.POST)
    if form.is_valid():
        try:
            register.look_at(
                actor=actor,
                instrument=row,
                next_check_on=form.cleaned_data["next_check_on"],
                version=form.expected_version,
            )
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, "Noted. It comes back on the day you chose.")
            return redirect("policies:instrument_detail", uid=uid)
    return _detail(request, actor, row, look_form=form)


@require_POST
def instrument_review(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say what a change means for us."""
    actor = actor_of(request)
    require(actor, "register.review")
    row, form = _row(uid), MeaningForm(request.POST)
    if form.is_valid():
        try:
            register.close_review(
                actor=actor, instrument=row, reasons=form.cleaned_data["reasons"], version=form.expected_version
            )
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, "Settled. A further change opens a new review.")
            return redirect("policies:instrument_detail", uid=uid)
    return _detail(request, actor, row, review_form=form)


@require_http_methods(["GET", "POST"])
@sent_once
def allegation_add(request: HttpRequest) -> HttpResponse:
    """Record that somebody was named in public."""
    actor = actor_of(request)
    require(actor, "register.edit")
    form = AllegationForm(request.POST or None, initial={"seen_on": today(), "vendor": request.GET.get("vendor")})
    if request.method == "POST" and form.is_valid():
        try:
            register.record_allegation(actor=actor, **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, "On record as what was said in public. It is no finding of ours.")
            return redirect("policies:instrument_list")
    return render(request, "policies/allegation_form.html", {"form": form}, status=422 if form.errors else 200)
