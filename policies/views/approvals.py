"""Pages of approvals: the list, one approval with what it rests on, and the changes of its state."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import Actor, actor_of, allowed, require, today
from governance.accounts.sent_once import sent_once
from governance.accounts.stepup import needs_step_up
from governance.errors import Invalid
from governance.web.forms import Form, apply_problems
from governance.web.pagination import paginate
from governance.web.sheets import sheet_attachment, wanted_format
from policies import sheets
from policies.chains import chains, withheld_from
from policies.domain.lifecycle import APPROVAL, events_from
from policies.domain.snapshot import read_document
from policies.domain.types import ApprovalState, Lane
from policies.excepted import relied_on
from policies.forms.approvals import ApprovalFilterForm, ReasonForm, RenewForm
from policies.models import Approval, ToolRequest
from policies.running import conditions_of
from policies.services.approvals import EVENT_ACTIONS, change_approval
from policies.services.renewing import renew_approval
from policies.standings import all_shown, with_names
from policies.views.common import condition_forms, in_order
from vendors.models import ChangeReview

ORDERS = {
    "granted": ("-granted_at", "-pk"),
    "tool": ("tool__name", "-granted_at"),
    "ends": ("ends_on", "pk"),
}
DEEDS = {
    "flag": ("Flag for review", "Something it rests on changed. It stays in use, with a warning, for 14 days."),
    "clear": ("Clear the flag", "You looked at what changed and nothing speaks against the approval."),
    "suspend": ("Suspend", "From now on the tool may not be used on it, until a lane resumes it."),
    "resume": ("Resume", "The reasons for suspending it are gone."),
    "revoke": ("Revoke", "It ends for good. A new request is needed to use the tool again."),
}
DONE = {
    "flag": "The approval was flagged.",
    "clear": "The flag was cleared.",
    "suspend": "The approval was suspended.",
    "resume": "The approval was resumed.",
    "revoke": "The approval was revoked.",
}


def approval_rows() -> QuerySet[Any]:
    """Approvals with all that their page shows."""
    parts = ("decommission", "tool__tier__product__vendor", "line__request", "snapshot", "state_changed_by")
    return with_names(Approval.objects.select_related(*parts))


@require_GET
def approval_list(request: HttpRequest) -> HttpResponseBase:
    """Approvals with their standing today."""
    actor = actor_of(request)
    form = ApprovalFilterForm(request.GET)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    rows = Approval.objects.visible_to(actor.person)
    if "standing" in chosen:
        rows = rows.standing(chosen["standing"], today())
    if "category" in chosen:
        rows = rows.filter(category__slug=chosen["category"])
    if "tool" in chosen:
        rows = rows.filter(tool=chosen["tool"])
    found = in_order(rows, request.GET.get("sort", ""), ORDERS)
    if wanted_format(request):
        name = f"approvals-{today():%Y-%m-%d}"
        return sheet_attachment(request, name, sheets.APPROVALS, sheets.approval_lines(found))
    page = paginate(request, with_names(found))
    context = {
        "form": form,
        "page": page,
        "entries": all_shown(page.object_list),
        "filtered": bool(chosen),
        "may_ask": allowed(actor, "request.make"),
    }
    return render(request, "policies/approval_list.html", context)


@require_GET
def approval_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One approval: conditions, end, both decisions, what they judged, history."""
    actor = actor_of(request)
    return approval_page(request, actor, get_object_or_404(approval_rows(), uid=uid))


def approval_page(
    request: HttpRequest, actor: Actor, approval: Approval, *, event: str = "", refused: Form | None = None
) -> HttpResponse:
    """The page of an approval; `refused` is the form of `event` (a change of state, or verb and uid of a condition)
    that was refused."""
    record = read_document(approval.snapshot.body)
    withheld = withheld_from([record.evaluation], actor.person)
    one = all_shown([approval])[0]
    items = conditions_of(approval, actor, over=one.over)
    conditions = [item.row.text for item in items]
    decisions = list(approval.line.decisions.filter(round=approval.line.round).select_related("revision"))
    exceptions = relied_on(record.exceptions, actor.person)
    context: dict[str, Any] = {
        "approval": approval,
        "shown": one,
        "record": record,
        "chains": chains(record.evaluation, conditions, withheld),
        "exceptions": exceptions,
        "excepted_until": min((fact.ends_on for fact in record.exceptions), default=None),
        "conditions": [{"item": item, "forms": condition_forms(item, event, refused)} for item in items],
        "decommission": getattr(approval, "decommission", None),
        "may_renew": not one.superseded and approval.state != ApprovalState.REVOKED and allowed(actor, "request.make"),
        "decisions": sorted(decisions, key=lambda row: row.lane != Lane.LEGAL.value),
        "revision": decisions[-1].revision if decisions else None,
        "causes": _causes(actor, approval),
        "history": approval.history.select_related("person").order_by("-at", "-pk"),
        "request_open": ToolRequest.objects.visible_to(actor.person).filter(pk=approval.line.request_id).exists(),
        "deeds": _deeds(actor, approval, event, refused),
    }
    return render(request, "policies/approval_detail.html", context, status=422 if refused else 200)


def _causes(actor: Actor, approval: Approval) -> list[dict[str, Any]]:
    """What it was flagged for, open causes first, each with the page of the change where the reader may open it."""
    flags = approval.flags.select_related("change", "configuration", "revision", "raised_by", "cleared_by")
    open_to = set(ChangeReview.objects.visible_to(actor.person).filter(flags__in=flags).values_list("pk", flat=True))
    rows = [{"flag": flag, "opens": flag.change_id in open_to} for flag in flags]
    return sorted(rows, key=lambda row: row["flag"].cleared_at is not None)


def _deeds(actor: Actor, approval: Approval, event: str, refused: Form | None) -> list[dict[str, Any]]:
    """The changes of state the reader may make now, each with its form."""
    events = [name for name in events_from(APPROVAL, ApprovalState(approval.state)) if name in DEEDS]
    return [
        {
            "event": name,
            "title": DEEDS[name][0],
            "help": DEEDS[name][1],
            "open": name == event,
            "address": f"policies:approval_{name}",
            "form": refused
            if refused is not None and name == event
            else ReasonForm(initial={"version": approval.version}, auto_id=f"id_{name}_%s"),
        }
        for name in events
        if allowed(actor, EVENT_ACTIONS[name][0])
    ]


def _change(request: HttpRequest, uid: uuid.UUID, event: str) -> HttpResponse:
    actor = actor_of(request)
    approval = get_object_or_404(approval_rows(), uid=uid)
    form = ReasonForm(request.POST, auto_id=f"id_{event}_%s")
    if form.is_valid():
        try:
            change_approval(
                actor=actor,
                approval=approval,
                event=event,
                reason=form.cleaned_data["reason"],
                version=form.expected_version,
            )
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, DONE[event])
            return redirect("policies:approval_detail", uid=uid)
    return approval_page(request, actor, approval, event=event, refused=form)


def _view(event: str) -> Callable[..., HttpResponseBase]:
    """The view of one change of state: POST, step-up, one service call."""

    @require_POST
    @needs_step_up
    def change(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
        return _change(request, uid, event)

    return change


approval_flag = _view("flag")
approval_clear = _view("clear")
approval_suspend = _view("suspend")
approval_resume = _view("resume")
approval_revoke = _view("revoke")


@require_http_methods(["GET", "POST"])
@sent_once
def approval_renew(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask for an approval to be decided anew; it goes on as it was until then."""
    actor = actor_of(request)
    require(actor, "request.make")
    approval = get_object_or_404(approval_rows(), uid=uid)
    form = RenewForm(request.POST or None, actor=actor, initial={"purpose": _purpose(actor, approval)})
    if request.method == "POST" and form.is_valid():
        try:
            made = renew_approval(actor=actor, approval=approval, **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, f"Request {made.number} is with both lanes. Until they decide nothing changes.")
            return redirect("policies:request_detail", uid=made.uid)
    context = {"form": form, "approval": approval, "shown": all_shown([approval])[0]}
    return render(request, "policies/approval_renew.html", context, status=422 if form.errors else 200)


def _purpose(actor: Actor, approval: Approval) -> str:
    """What it was asked for the last time, where the reader may know."""
    former = ToolRequest.objects.visible_to(actor.person).filter(pk=approval.line.request_id).first()
    return former.purpose if former else ""
