"""Changes of terms before counsel: the list, one change with its redline and all that rests on it, its confirmation."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from governance.accounts.access import Actor, actor_of, allowed
from governance.accounts.stepup import needs_step_up
from governance.desk.forms.changes import ANEW, HOLDS, ChangeFilterForm, ChangeForm
from governance.errors import Invalid, Stale
from governance.reports.models import Report, ReportState
from governance.reports.overtaken import naming
from governance.web.forms import apply_problems
from governance.web.pagination import paginate
from policies.models import Approval, ApprovalFlag
from policies.standings import all_shown, with_names
from vendors.affected import Touched, touched_by
from vendors.domain.terms import Effect
from vendors.models import ChangeReview
from vendors.quoted import text_of
from vendors.services.change_reviews import confirm_change
from vendors.views.redline_text import shown_redline

LOOK_AGAIN = (
    "The text changed again, or a reading was settled, after you opened this page. It is shown as it is now. What you "
    "entered is kept: look again, then confirm."
)


def _rows(actor: Actor) -> QuerySet[ChangeReview]:
    rows: QuerySet[ChangeReview] = ChangeReview.objects.visible_to(actor.person)
    return rows.select_related("document__vendor", "former", "newest", "confirmed_by")


@require_GET
def change_list(request: HttpRequest) -> HttpResponse:
    """Changes that wait to be read, oldest first; or those read already."""
    actor = actor_of(request)
    form = ChangeFilterForm(request.GET)
    standing = form.cleaned_data["standing"] if form.is_valid() else ""
    waits = Q(readings__settled_at__isnull=True)
    rows = _rows(actor).annotate(
        stale=Count("readings", filter=waits & Q(readings__effect=Effect.STALE)),
        to_confirm=Count("readings", filter=waits & Q(readings__effect=Effect.TO_BE_CONFIRMED)),
    )
    if standing == "settled":
        rows = rows.filter(closed_at__isnull=False)
    elif standing == "anew":
        rows = rows.filter(closed_at__isnull=True, confirmed_at__isnull=False)
    elif standing != "all":
        rows = rows.filter(closed_at__isnull=True, confirmed_at__isnull=True)
    order = ("opened_at", "pk") if standing in {"", "anew"} else ("-opened_at", "-pk")
    context = {
        "form": form,
        "page": paginate(request, rows.order_by(*order)),
        "filtered": bool(standing),
        "counsel": allowed(actor, "assessment.confirm"),
    }
    return render(request, "desk/change_list.html", context)


@require_GET
def change_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One change: both versions, the redline, the readings it touched, and what rests on them."""
    actor = actor_of(request)
    return _detail(request, actor, get_object_or_404(_rows(actor), uid=uid))


@require_POST
@needs_step_up
def change_confirm(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Confirm a whole change, and answer for each reading it left standing."""
    actor = actor_of(request)
    review = get_object_or_404(_rows(actor), uid=uid)
    form = _form(touched_by(review), request.POST)
    if not form.is_valid():
        return _detail(request, actor, review, form)
    try:
        confirm_change(
            actor=actor,
            review=review,
            version=form.expected_version,
            holds=form.answered(HOLDS),
            anew=form.answered(ANEW),
            note=form.cleaned_data["note"],
        )
    except Invalid as error:
        apply_problems(form, error)
    except Stale:
        review = get_object_or_404(_rows(actor), uid=uid)
        form = _form(touched_by(review), {**request.POST.dict(), "version": review.version})
        form.add_error(None, LOOK_AGAIN)
        return _detail(request, actor, review, form, status=412)
    else:
        messages.success(request, "Confirmed. What is to be read anew waits in the queue.")
        return redirect("desk:change_detail", uid=uid)
    return _detail(request, actor, review, form)


def _form(touched: list[Touched], data: Any = None, **initial: Any) -> ChangeForm:
    asked = [(one.row.assessment.uid, str(one.row.assessment)) for one in touched if one.to_confirm]
    return ChangeForm(data, readings=asked, initial=initial)


def _detail(
    request: HttpRequest, actor: Actor, review: ChangeReview, form: ChangeForm | None = None, status: int = 0
) -> HttpResponse:
    touched = touched_by(review)
    forms = request.GET.get("formatting") == "shown"
    _, redline = shown_redline(text_of(review.former), text_of(review.newest), forms=forms)
    open_to_read = review.confirmed_at is None and review.closed_at is None
    may = open_to_read and allowed(actor, "assessment.confirm")
    shown = form or _form(touched, version=review.version)
    context = {
        "review": review,
        "document": review.document,
        "old": review.former,
        "new": review.newest,
        "readings": [_reading(one, shown, may=may) for one in touched],
        "waiting": sum(one.to_confirm for one in touched),
        "stale": sum(one.waits and not one.to_confirm for one in touched),
        "open": open_to_read,
        "may": may,
        "counsel": allowed(actor, "assessment.edit"),
        "form": shown,
        "approvals": _approvals(review),
        "reports": _reports(actor, touched),
        **redline,
    }
    return render(request, "desk/change_detail.html", context, status=status or (422 if form else 200))


def _reading(one: Touched, form: ChangeForm, *, may: bool) -> dict[str, Any]:
    name = f"reading-{one.row.assessment.uid}"
    return {"shown": one, "row": one.row, "field": form[name] if may and name in form.fields else None}


def _approvals(review: ChangeReview) -> list[dict[str, Any]]:
    """Approvals this change flagged, with how they stand."""
    newest = {flag.approval_id: flag for flag in ApprovalFlag.objects.filter(change=review).order_by("pk")}
    rows = with_names(Approval.objects.filter(pk__in=newest).select_related("tool", "line").order_by("pk"))
    return [{"entry": entry, "flag": newest[entry.approval.pk]} for entry in all_shown(rows)]


def _reports(actor: Actor, touched: list[Touched]) -> list[Report]:
    """Reports in draft, being signed or sealed whose frozen content names one of the readings."""
    named = naming(one.row.assessment.uid for one in touched)
    rows = Report.objects.visible_to(actor.person).filter(named)
    return list(rows.exclude(state__in=[ReportState.DECLINED, ReportState.CANCELLED]).defer("content__body"))
