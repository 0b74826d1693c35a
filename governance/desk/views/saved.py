"""Saved views: the filters of a page under a name, to open, save, rename, share and delete."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import Actor, actor_of, require
from governance.accounts.sent_once import sent_once
from governance.desk.domain.saved_pages import PAGES, SavedPage, kept_query
from governance.desk.forms.views import ViewEditForm, ViewForm
from governance.desk.models import SavedView
from governance.desk.services.views import change_view, delete_view, save_view
from governance.errors import Conflict, Invalid, Stale
from governance.web.forms import apply_problems
from governance.web.markup.words import label_of
from governance.web.merge import merge_page


@dataclass(frozen=True, slots=True)
class Kept:
    """A view as the list shows it."""

    row: SavedView
    page: str
    url: str
    own: bool


def _address(page: SavedPage, query: str) -> str:
    address = reverse(page.route)
    return f"{address}?{query}" if query else address


def _kept(row: SavedView, actor: Actor) -> Kept:
    page = PAGES[row.page]
    return Kept(row, page.word, _address(page, row.query), row.person_id == actor.person.pk)


@require_GET
def view_list(request: HttpRequest) -> HttpResponse:
    """The views one may open, of one page or of all; and the filters of the page one came from, to be kept."""
    actor = actor_of(request)
    require(actor, "read")
    code, query = request.GET.get("of", ""), request.GET.get("query", "")
    if code and code not in PAGES:
        raise Http404
    return _list(request, actor, code, query, None)


def _list(request: HttpRequest, actor: Actor, code: str, query: str, refused: ViewForm | None) -> HttpResponse:
    rows = SavedView.objects.visible_to(actor.person).filter(page__in=[code] if code else list(PAGES))
    entries = [_kept(row, actor) for row in rows.select_related("person", "team")]
    kept, problem = "", ""
    try:
        kept = kept_query(code, query) if code else ""
    except ValueError as error:
        problem = str(error)
    context = {
        "code": code,
        "page": PAGES.get(code),
        "back": _address(PAGES[code], kept) if code else "",
        "named": dict.fromkeys(label_of(part.partition("=")[0]).lower() for part in kept.split("&") if part),
        "problem": problem,
        "own": [entry for entry in entries if entry.own],
        "shared": [entry for entry in entries if not entry.own],
        "form": refused or ViewForm(actor=actor, initial={"page": code, "query": kept}),
    }
    return render(request, "desk/saved_list.html", context, status=422 if refused else 200)


@require_POST
@sent_once
def view_save(request: HttpRequest) -> HttpResponse:
    """Keep the filters of a page under a name, and go on where one was."""
    actor = actor_of(request)
    require(actor, "view.save")
    form = ViewForm(request.POST, actor=actor)
    if form.is_valid():
        try:
            row = save_view(actor=actor, **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        except Conflict as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Kept as “{row.name}”.")
            return redirect(_address(PAGES[row.page], row.query))
    code = request.POST.get("page", "")
    return _list(request, actor, code if code in PAGES else "", request.POST.get("query", ""), form)


@require_http_methods(["GET", "POST"])
def view_edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Rename a view of one's own, or say who sees it."""
    actor = actor_of(request)
    require(actor, "view.save")
    row = get_object_or_404(SavedView.objects.filter(person=actor.person).select_related("team"), uid=uid)
    form = ViewEditForm(request.POST or None, actor=actor, initial=_values(row))
    if request.method == "POST" and form.is_valid():
        try:
            change_view(actor=actor, view=row, version=form.expected_version, **form.values())
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            return merge_page(request, form, error, _values(error.current), heading=row.name)
        else:
            messages.success(request, "Saved.")
            return redirect("desk:view_list")
    context = {"form": form, "entry": _kept(row, actor)}
    return render(request, "desk/saved_form.html", context, status=422 if form.errors else 200)


def _values(row: Any) -> dict[str, Any]:
    team = row.team.uid if row.team else None
    return {"version": row.version, "name": row.name, "shared": row.shared, "team": team}


@require_POST
def view_delete(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a view of one's own away."""
    actor = actor_of(request)
    row = get_object_or_404(SavedView.objects.filter(person=actor.person), uid=uid)
    delete_view(actor=actor, view=row)
    messages.success(request, f"“{row.name}” is deleted.")
    return redirect("desk:view_list")
