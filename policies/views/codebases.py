"""Pages of codebases, the category each is in, and the flows between them."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import Actor, actor_of, allowed, require
from governance.accounts.sent_once import sent_once
from governance.errors import Invalid, Stale
from governance.web.forms import apply_problems
from governance.web.merge import merge_page
from governance.web.pagination import paginate
from policies.domain.types import RevisionState
from policies.facts import category_names, editions_of
from policies.forms.codebases import CategoriseForm, CodebaseEditForm, CodebaseFilterForm, CodebaseForm, FlowForm
from policies.models import Category, CategoryEdition, Codebase, CodebaseCategory, Flow, PolicyRevision
from policies.places import codebases_listed, places, with_names
from policies.reading import categories_shown
from policies.services import codebases
from policies.standings import approvals_shown
from policies.views.common import in_order

ORDERS = {
    "name": ("name", "pk"),
    "team": ("team__name", "name"),
    "kind": ("kind", "name"),
    "destination": ("destination", "name"),
}
OPEN_CATEGORY = Prefetch(
    "categories",
    queryset=with_names(CodebaseCategory.objects.open()),
    to_attr="open_categories",
)


def _visible(actor: Actor) -> QuerySet[Codebase]:
    rows: QuerySet[Codebase] = Codebase.objects.visible_to(actor.person)
    return rows


@require_GET
def codebase_list(request: HttpRequest) -> HttpResponse:
    """Codebases the person sees, with the category each is in."""
    actor = actor_of(request)
    form = CodebaseFilterForm(request.GET, actor=actor)
    rows = _visible(actor).select_related("team", "owner").prefetch_related(OPEN_CATEGORY)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    page = paginate(request, in_order(_filtered(rows, chosen), request.GET.get("sort", ""), ORDERS))
    context = {
        "form": form,
        "page": page,
        "entries": codebases_listed(page.object_list),
        "filtered": bool(chosen),
        "sort": "name",
        "may_edit": allowed(actor, "codebase.edit"),
    }
    return render(request, "policies/codebase_list.html", context)


def _filtered(rows: QuerySet[Codebase], chosen: dict[str, Any]) -> QuerySet[Codebase]:
    if "q" in chosen:
        rows = rows.filter(name__icontains=chosen["q"])
    if "team" in chosen:
        rows = rows.filter(team=chosen["team"])
    if "kind" in chosen:
        rows = rows.filter(kind=chosen["kind"])
    if "category" in chosen:
        placed = CodebaseCategory.objects.open()
        if chosen["category"] == "none":
            return rows.exclude(pk__in=placed.values("codebase"))
        rows = rows.filter(pk__in=placed.filter(category__slug=chosen["category"]).values("codebase"))
    return rows


@require_GET
def codebase_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One codebase: category now and before, flows, and the tools approved for its category."""
    actor = actor_of(request)
    codebase = get_object_or_404(_visible(actor).select_related("team", "owner"), uid=uid)
    return _detail(request, actor, codebase)


def _detail(
    request: HttpRequest,
    actor: Actor,
    codebase: Codebase,
    *,
    categorising: CategoriseForm | None = None,
    flowing: FlowForm | None = None,
) -> HttpResponse:
    placed = places(with_names(codebase.categories.select_related("changed_by")))
    now = next((place for place in placed if place.row.valid_until is None), None)
    edition = _edition(now.row.category) if now else None
    flows = Flow.objects.select_related("source__team", "target__team").order_by("-valid_from")
    seen = set(_visible(actor).values_list("pk", flat=True))
    may_edit = codebases.may_edit(actor, codebase)
    context = {
        "codebase": codebase,
        "placed": placed,
        "now": now,
        "edition": edition,
        "misfits": codebases.misfits(codebase, edition) if now else [],
        "flows_in": [row for row in flows.filter(target=codebase) if row.source_id in seen],
        "flows_out": [row for row in flows.filter(source=codebase) if row.target_id in seen],
        "approvals": approvals_shown(category=now.row.category) if now else [],
        "may_edit": may_edit,
        "categorising": categorising or (CategoriseForm() if may_edit else None),
        "flowing": flowing or (FlowForm(actor=actor, source=codebase) if may_edit else None),
    }
    failed = any(form is not None and form.errors for form in (categorising, flowing))
    return render(request, "policies/codebase_detail.html", context, status=422 if failed else 200)


def _edition(category: Category) -> CategoryEdition | None:
    return CategoryEdition.objects.filter(category=category, revision__state=RevisionState.PUBLISHED).first()


@require_http_methods(["GET", "POST"])
@sent_once
def codebase_add(request: HttpRequest) -> HttpResponse:
    """Register a codebase."""
    actor = actor_of(request)
    require(actor, "codebase.edit")
    form = CodebaseForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            codebase = codebases.save_codebase(actor=actor, **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, f"{codebase.name} is registered. Put it into a category next.")
            return redirect("policies:codebase_detail", uid=codebase.uid)
    return render(request, "policies/codebase_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def codebase_edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change a codebase."""
    actor = actor_of(request)
    require(actor, "codebase.edit")
    codebase = get_object_or_404(_visible(actor).select_related("team", "owner"), uid=uid)
    form = CodebaseEditForm(request.POST or None, actor=actor, initial=_values(codebase))
    if request.method == "POST" and form.is_valid():
        try:
            codebases.save_codebase(actor=actor, codebase=codebase, version=form.expected_version, **form.values())
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            return merge_page(request, form, error, _values(error.current), heading=codebase.name)
        else:
            messages.success(request, "Saved.")
            return redirect("policies:codebase_detail", uid=uid)
    context = {"form": form, "codebase": codebase}
    return render(request, "policies/codebase_form.html", context, status=422 if form.errors else 200)


def _values(codebase: Codebase) -> dict[str, Any]:
    return {
        "version": codebase.version,
        "name": codebase.name,
        "team": codebase.team.uid,
        "kind": codebase.kind,
        "destination": codebase.destination,
        "owner": codebase.owner.uid if codebase.owner else None,
        "url": codebase.url,
        "description": codebase.description,
    }


@require_POST
def codebase_categorise(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Put a codebase into a category from now on."""
    actor = actor_of(request)
    codebase = get_object_or_404(_visible(actor).select_related("team", "owner"), uid=uid)
    form = CategoriseForm(request.POST)
    if form.is_valid():
        try:
            codebases.categorise(actor=actor, codebase=codebase, category=form.cleaned_data["category"])
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, "The category was changed. What held before stays on record.")
            return redirect("policies:codebase_detail", uid=uid)
    return _detail(request, actor, codebase, categorising=form)


@require_POST
@sent_once
def flow_add(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Record that a codebase feeds another."""
    actor = actor_of(request)
    codebase = get_object_or_404(_visible(actor).select_related("team", "owner"), uid=uid)
    form = FlowForm(request.POST, actor=actor, source=codebase)
    if form.is_valid():
        try:
            codebases.add_flow(actor=actor, source=codebase, **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, "The flow is on record from now on.")
            return redirect("policies:codebase_detail", uid=uid)
    return _detail(request, actor, codebase, flowing=form)


@require_POST
def flow_end(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """End a flow."""
    actor = actor_of(request)
    flow = get_object_or_404(Flow.objects.select_related("source"), uid=uid, source__in=_visible(actor))
    codebases.end_flow(actor=actor, flow=flow)
    messages.success(request, "The flow was ended. It stays on record for earlier dates.")
    return redirect("policies:codebase_detail", uid=flow.source.uid)


@require_GET
def category_by_uid(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A category by what programs and the audit trail name it by."""
    actor_of(request)
    return redirect("policies:category_detail", slug=get_object_or_404(Category, uid=uid).slug)


@require_GET
def category_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A category as the policy in force has it, its codebases and its approvals."""
    actor = actor_of(request)
    category = get_object_or_404(Category, slug=slug)
    revision = PolicyRevision.objects.filter(state=RevisionState.PUBLISHED).first()
    editions = [row for row in editions_of(revision) if row.category_id == category.pk] if revision else []
    placed = CodebaseCategory.objects.open().filter(category=category).values("codebase")
    context = {
        "category": category,
        "name": category_names().get(category.pk, category.slug),
        "revision": revision,
        "shown": next(iter(categories_shown(editions)), None),
        "page": paginate(request, _visible(actor).filter(pk__in=placed).select_related("team", "owner")),
        "approvals": approvals_shown(category=category),
    }
    return render(request, "policies/category_detail.html", context)
