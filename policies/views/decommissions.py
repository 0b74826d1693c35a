"""Pages of decommissioning: what must stop, who sees to it, what was confirmed; giving a tool up and retiring it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from governance.accounts.access import Actor, actor_of, allowed, today
from governance.errors import Invalid
from governance.web.forms import Form, VersionedForm, apply_problems, posted_version
from governance.web.pagination import paginate
from policies.domain.decommissioning import DecommissionState
from policies.forms.approvals import MetForm, ReasonForm
from policies.forms.decommissions import StopForm, StopOwnerForm
from policies.models import Decommission, StopItem, Tool
from policies.running import StopShown, stops_shown
from policies.services import decommissions
from policies.views.common import in_order

ORDERS = {"opened": ("-opened_at", "-pk"), "tool": ("tool__name", "-opened_at"), "state": ("state", "-opened_at")}


def _rows(actor: Actor) -> QuerySet[Any]:
    rows: QuerySet[Any] = Decommission.objects.visible_to(actor.person)
    return rows.select_related("tool__team", "approval__category", "opened_by")


@require_GET
def decommission_list(request: HttpRequest) -> HttpResponse:
    """Decommissionings, newest first, with how much of each is confirmed."""
    actor = actor_of(request)
    counted = {
        "count": Count("items"),
        "confirmed": Count("items", filter=Q(items__confirmed_at__isnull=False)),
        "late": Count("items", filter=Q(items__confirmed_at__isnull=True, items__due_on__lt=today())),
    }
    rows = in_order(_rows(actor).annotate(**counted), request.GET.get("sort", ""), ORDERS)
    return render(request, "policies/decommission_list.html", {"page": paginate(request, rows)})


@require_GET
def decommission_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What must stop, who sees to it until when, and what was confirmed."""
    actor = actor_of(request)
    return _page(request, actor, get_object_or_404(_rows(actor), uid=uid))


def _page(
    request: HttpRequest, actor: Actor, row: Decommission, *, event: str = "", refused: Form | None = None
) -> HttpResponse:
    is_open = row.state == DecommissionState.OPEN
    items = row.items.select_related("codebase__team", "owner", "confirmed_by")
    shown = stops_shown(items, row.tool, actor, is_open=is_open)
    work = is_open and allowed(actor, "decommission.work") and decommissions.may_work(actor, row.tool)
    given_up = row.approval is None and row.state == DecommissionState.DONE and row.tool.retired_at is None
    context = {
        "row": row,
        "items": [{"stop": stop, "forms": _forms(stop, event, refused)} for stop in shown],
        "left": sum(not stop.stopped for stop in shown),
        "add": (refused if event == "add" else StopForm(initial={"version": row.version})) if work else None,
        "may_retire": given_up and allowed(actor, "tool.retire") and decommissions.may_work(actor, row.tool),
    }
    return render(request, "policies/decommission_detail.html", context, status=422 if refused else 200)


def _forms(stop: StopShown, event: str, refused: Form | None) -> dict[str, Form]:
    row = stop.row
    begun = {"version": row.version}
    owned = {**begun, "owner": row.owner and row.owner.uid, "due_on": row.due_on}
    offered: dict[str, tuple[bool, type[Form], dict[str, Any]]] = {
        "confirm": (stop.may_confirm, MetForm, {**begun, "on": today()}),
        "assign": (stop.may_assign, StopOwnerForm, owned),
    }
    return {
        verb: refused
        if refused is not None and event == f"{verb}_{row.uid}"
        else kind(initial=initial, auto_id=f"id_{verb}_{row.uid}_%s")
        for verb, (open_to, kind, initial) in offered.items()
        if open_to
    }


@require_POST
def decommission_add(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Name a further thing that must stop."""
    actor = actor_of(request)
    row = get_object_or_404(_rows(actor), uid=uid)
    form = StopForm(request.POST)
    if form.is_valid():
        try:
            decommissions.add_stop(actor=actor, decommission=row, version=form.expected_version, **form.values())
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, "It was added.")
            return redirect("policies:decommission_detail", uid=uid)
    return _page(request, actor, row, event="add", refused=form)


def _change(
    request: HttpRequest, uid: uuid.UUID, verb: str, kind: type[VersionedForm], deed: Callable[..., StopItem], done: str
) -> HttpResponse:
    actor = actor_of(request)
    item: Any = get_object_or_404(StopItem.objects.select_related("decommission"), uid=uid)
    form = kind(request.POST, auto_id=f"id_{verb}_{uid}_%s")
    if form.is_valid():
        try:
            deed(actor=actor, item=item, version=form.expected_version, **form.values())
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, done)
            return redirect("policies:decommission_detail", uid=item.decommission.uid)
    row = get_object_or_404(_rows(actor), uid=item.decommission.uid)
    return _page(request, actor, row, event=f"{verb}_{uid}", refused=form)


@require_POST
def stop_confirm(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Confirm that something has stopped."""
    return _change(request, uid, "confirm", MetForm, decommissions.confirm_stop, "It is confirmed.")


@require_POST
def stop_assign(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Name who sees to it that something stops."""
    return _change(request, uid, "assign", StopOwnerForm, decommissions.assign_stop, "It was assigned.")


@require_POST
def tool_give_up(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Begin to give a tool up: what must stop is listed."""
    actor = actor_of(request)
    tool = get_object_or_404(Tool, uid=uid)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data.get("reason", "") if form.is_valid() else ""
    row = decommissions.give_up_tool(actor=actor, tool=tool, reason=reason)
    messages.success(request, "What must stop is listed here.")
    return redirect("policies:decommission_detail", uid=row.uid)


@require_POST
def tool_retire(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Mark a tool as retired."""
    actor = actor_of(request)
    tool = get_object_or_404(Tool, uid=uid)
    decommissions.retire_tool(actor=actor, tool=tool, version=posted_version(request))
    messages.success(request, f"{tool.name} is retired.")
    return redirect("policies:tool_detail", uid=uid)
