"""Pages on where documents are fetched from, and how they stand by the last look at each."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import Actor, actor_of
from governance.errors import Conflict, Invalid
from governance.web.forms import apply_problems
from governance.web.pagination import paginate
from vendors.domain.watching import WatchState
from vendors.forms.documents import RuleForm, WatchFilterForm
from vendors.models import TermsDocument
from vendors.services.watching import ask_for_fetch, set_rule, stop_watching
from vendors.tasks import ring
from vendors.views.common import documents_of, editor, in_order, may
from vendors.watched import NEEDING, counted, in_state, standing, told, urgent_first

ORDERS = {
    "state": ("rank", "vendor__name", "title"),
    "title": ("title", "pk"),
    "looked": ("look_at", "title"),
}
NEEDING_WORD = "Needs somebody"


@require_GET
def watch_list(request: HttpRequest) -> HttpResponse:
    """Every document by what the last look at it found, what needs somebody first, noise counted apart."""
    actor = actor_of(request)
    form = WatchFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = standing(documents_of(actor).select_related("vendor"), timezone.now())
    if wanted.get("q"):
        rows = rows.filter(Q(title__icontains=wanted["q"]) | Q(vendor__name__icontains=wanted["q"]))
    counts = counted(rows)
    state = wanted.get("state") or ""
    if state:
        rows = rows.filter(NEEDING if state == "needing" else in_state(WatchState(state)))
    if wanted.get("found"):
        rows = rows.filter(look_change=wanted["found"])
    page = paginate(request, in_order(urgent_first(rows), request.GET.get("sort", ""), ORDERS))
    context = {
        "form": form,
        "page": page,
        "entries": told(page.object_list),
        "counts": counts,
        "tabs": [("needing", NEEDING_WORD, counts.needing), *((one, one, counts.of[one]) for one in WatchState)],
        "noise": [(kind, number) for kind, number in counts.noise.items() if number],
        "state": state,
        "found": wanted.get("found") or "",
        "filtered": any(wanted.values()),
        "may": may(actor),
    }
    return render(request, "vendors/watch_list.html", context)


@require_http_methods(["GET", "POST"])
def document_watch(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Set where a document is fetched from, which part of the page is kept, and how often."""
    actor = editor(request, "document.capture")
    document = _document(actor, uid)
    form = RuleForm(request.POST or None, initial=_values(document))
    if request.method == "POST" and form.is_valid():
        try:
            set_rule(actor=actor, document=document, **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        except Conflict as error:
            form.add_error(None, error.message)
        else:
            ring()
            messages.success(request, "Saved. What is found shows among the captures.")
            return redirect("vendors:document_detail", uid=uid)
    context = {"form": form, "document": document, "rules": document.rules.select_related("set_by")}
    return render(request, "vendors/document_watch.html", context, status=422 if form.errors else 200)


def _document(actor: Actor, uid: uuid.UUID) -> TermsDocument:
    document: TermsDocument = get_object_or_404(documents_of(actor).select_related("vendor"), uid=uid)
    return document


def _values(document: TermsDocument) -> dict[str, Any]:
    rule = document.rules.open().first()
    if rule is None:
        return {"address": document.source_url}
    return {
        "address": rule.address,
        "keep": rule.kept.splitlines(),
        "drop": rule.dropped.splitlines(),
        "rhythm": rule.rhythm,
        "seen": rule.uid,
    }


@require_POST
def document_unwatch(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Fetch a document no longer."""
    actor = editor(request, "document.capture")
    stop_watching(actor=actor, document=_document(actor, uid))
    messages.success(request, "It is fetched no longer. What was found stays.")
    return redirect("vendors:document_detail", uid=uid)


@require_POST
def document_fetch(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Have a document fetched now, by a worker."""
    actor = editor(request, "document.capture")
    ask_for_fetch(actor=actor, document=_document(actor, uid))
    ring()
    messages.success(request, "Asked. It is fetched twice, a few seconds apart; look again in a minute.")
    return redirect("vendors:document_detail", uid=uid)
