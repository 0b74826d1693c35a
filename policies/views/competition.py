"""Pages of competition notes: what counsel found of each vendor, and the finding itself."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from governance.accounts.access import Actor, actor_of, allowed, require
from governance.accounts.sent_once import sent_once
from governance.accounts.stepup import needs_step_up
from governance.errors import Invalid
from governance.web.forms import apply_problems
from governance.web.pagination import paginate
from policies.competing import reasons_for, standing_of
from policies.forms.competition import NoteFilterForm, NoteForm
from policies.models import CompetitionNote, Tool
from policies.services.competition import write_note
from policies.views.common import in_order
from vendors.models import Vendor

ORDERS = {
    "vendor": ("vendor__name", "-number"),
    "ends": ("ends_on", "vendor__name", "-number"),
    "finding": ("finding", "vendor__name", "-number"),
}


def _rows(actor: Actor) -> QuerySet[CompetitionNote]:
    rows: QuerySet[CompetitionNote] = CompetitionNote.objects.visible_to(actor.person)
    return rows.select_related("vendor", "subject", "written_by")


@require_GET
def competition_list(request: HttpRequest) -> HttpResponse:
    """The note that speaks of each vendor and subject."""
    actor = actor_of(request)
    form = NoteFilterForm(request.GET)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    rows: Any = _rows(actor)
    page = paginate(request, in_order(rows.speaking().filter(**chosen), request.GET.get("sort", ""), ORDERS))
    context = {
        "form": form,
        "page": page,
        "entries": [{"note": row, "standing": standing_of(row)} for row in page.object_list],
        "filtered": bool(chosen),
        "sort": "vendor",
        "may_find": allowed(actor, "competition.find"),
    }
    return render(request, "policies/competition_list.html", context)


@require_GET
def competition_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One note with those before and after it on the same vendor and subject, and the tools it reaches."""
    actor = actor_of(request)
    note = get_object_or_404(_rows(actor), uid=uid)
    same = _rows(actor).filter(vendor=note.vendor, subject=note.subject).order_by("-number")
    context = {
        "note": note,
        "standing": standing_of(note),
        "reasons": reasons_for(note, actor),
        "others": [{"note": row, "standing": standing_of(row)} for row in same if row.pk != note.pk],
        "newest": same[0],
        "tools": Tool.objects.filter(tier__product__vendor=note.vendor).select_related("tier__product"),
        "may_find": allowed(actor, "competition.find"),
    }
    return render(request, "policies/competition_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs_step_up
@sent_once
def competition_add(request: HttpRequest) -> HttpResponse:
    """Write counsel's finding on one vendor."""
    actor = actor_of(request)
    require(actor, "competition.find")
    form = NoteForm(request.POST or None, actor=actor, initial=_initial(request, actor))
    if request.method == "POST" and form.is_valid():
        try:
            note = write_note(actor=actor, **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, "The note is on record. It is never changed, only followed by another.")
            return redirect("policies:competition_detail", uid=note.uid)
    vendor = Vendor.objects.filter(uid=form["vendor"].value()).first() if _is_uid(form["vendor"].value()) else None
    context = {"form": form, "vendor": vendor}
    return render(request, "policies/competition_form.html", context, status=422 if form.errors else 200)


def _initial(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """The vendor asked for, or all that a note said which is to be followed, but for its day and its finding."""
    after = request.GET.get("after", "")
    former = _rows(actor).filter(uid=after).first() if _is_uid(after) else None
    if former is None:
        return {"vendor": request.GET.get("vendor")}
    return {
        "vendor": former.vendor.uid,
        "subject": former.subject.uid if former.subject else None,
        "reasons": former.reasons,
        "reasons_open": former.reasons_open,
    }


def _is_uid(text: Any) -> bool:
    try:
        uuid.UUID(str(text))
    except ValueError:
        return False
    return True
