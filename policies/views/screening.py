"""Pages of screening: what stands, lists and their import, comparisons."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import actor_of, allowed, require
from governance.accounts.sent_once import sent_once
from governance.errors import Conflict, Invalid
from governance.web.forms import apply_problems
from governance.web.pagination import paginate
from policies.domain.screening.lists import LIST_NAMES, ListKind, NotAList
from policies.domain.screening.matching import LEAST, MOST, TOO_MANY
from policies.domain.screening.names import LEGAL_FORMS
from policies.domain.screening.ownership import AFFILIATES_NOTE
from policies.domain.screening.standing import HitState
from policies.domain.screening.words import LIMITS
from policies.forms.screening import CompareForm, HitFilterForm, ListForm
from policies.models import ListVersion, ScreeningHit, ScreeningRun
from policies.screening_files import brought
from policies.screenings import lists_shown
from policies.services.screening import compare_names, last_threshold
from policies.services.screening_lists import import_list
from policies.tasks import screen
from policies.views.common import in_order

ORDERS = {"score": ("-score", "vendor__name", "pk"), "vendor": ("vendor__name", "-score", "pk")}


@require_GET
def screening(request: HttpRequest) -> HttpResponse:
    """Possible matches that wait, the lists on record, and how names are compared."""
    actor = actor_of(request)
    require(actor, "screening.read")
    form = HitFilterForm(request.GET)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    page = paginate(request, in_order(_hits(chosen), request.GET.get("sort", ""), ORDERS))
    shown = lists_shown()
    context = {
        "form": form,
        "page": page,
        "filtered": bool(chosen),
        "sort": "score",
        "lists": shown,
        "any_list": any(row.newest for row in shown),
        "runs": ScreeningRun.objects.select_related("list_version", "ran_by")[:5],
        "limits": LIMITS,
        "affiliates": AFFILIATES_NOTE,
        "threshold": last_threshold(),
        "compare": CompareForm(initial={"threshold": last_threshold()}),
        "may_import": allowed(actor, "screening.import"),
        "may_run": allowed(actor, "screening.run"),
    }
    return render(request, "policies/screening.html", context)


def _hits(chosen: dict[str, Any]) -> QuerySet[ScreeningHit]:
    rows = ScreeningHit.objects.listed_now().select_related("vendor", "entry", "decided_by")
    state = chosen.get("state")
    if state is None:
        rows = rows.undecided()
    elif state != "all":
        rows = rows.filter(state=HitState(state))
    found: QuerySet[ScreeningHit] = rows.filter(vendor=chosen["vendor"]) if "vendor" in chosen else rows
    return found


@require_http_methods(["GET", "POST"])
@sent_once
def list_add(request: HttpRequest) -> HttpResponse:
    """Import a list; the worker compares names with it at once."""
    actor = actor_of(request)
    require(actor, "screening.import")
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            files = {name: said[name] for name in ("main", "alternates", "addresses") if said[name] is not None}
            found = brought(ListKind(said["kind"]), files, dated_on=said["dated_on"], source=said["source"])
            version = import_list(actor=actor, brought=found, knowing=said["knowing"])
        except NotAList as error:
            form.add_error("main", str(error))
        except Conflict as error:
            form.add_error(None, error.message)
        except Invalid as error:
            apply_problems(form, error)
        else:
            transaction.on_commit(lambda: screen.delay())
            messages.success(request, f"{version.entries:,} parties are on record. Names are compared with them now.")
            return redirect("policies:list_detail", uid=version.uid)
    return render(request, "policies/list_form.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def list_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One version of a list: when, where from, what changed, and what it was compared with."""
    actor = actor_of(request)
    require(actor, "screening.read")
    version = get_object_or_404(ListVersion.objects.select_related("imported_by"), uid=uid)
    versions = ListVersion.objects.filter(kind=version.kind)
    context = {
        "version": version,
        "name": LIST_NAMES[version.kind],
        "newest": versions[0],
        "others": [row for row in versions[:10] if row.pk != version.pk],
        "runs": version.runs.select_related("ran_by"),
        "compare": CompareForm(initial={"threshold": last_threshold()}),
        "may_run": allowed(actor, "screening.run"),
    }
    return render(request, "policies/list_detail.html", context)


@require_POST
def list_compare(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Compare every name with the newest list, from a score of one's choosing."""
    actor = actor_of(request)
    require(actor, "screening.run")
    version = get_object_or_404(ListVersion, uid=uid)
    form = CompareForm(request.POST)
    if not form.is_valid():
        messages.error(request, f"The score has to be a whole number from {LEAST} to {MOST}.")
        return redirect("policies:list_detail", uid=uid)
    run = compare_names(actor=actor, version=version, threshold=form.cleaned_data["threshold"])
    messages.success(request, f"{run.names} names compared: {run.found} possible matches, {run.new} of them new.")
    return redirect("policies:run_detail", uid=run.uid)


@require_GET
def run_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One comparison: list, score, method, every name compared, and what was new."""
    actor = actor_of(request)
    require(actor, "screening.read")
    run = get_object_or_404(ScreeningRun.objects.select_related("list_version", "ran_by"), uid=uid)
    context = {
        "run": run,
        "name": LIST_NAMES[run.list_version.kind],
        "page": paginate(request, run.screened.select_related("vendor").order_by("-matches", "vendor__name", "name")),
        "hits": run.hits.select_related("vendor", "entry")[:50],
        "too_many": TOO_MANY,
        "forms": LEGAL_FORMS.items(),
        "limits": LIMITS,
    }
    return render(request, "policies/run_detail.html", context)
