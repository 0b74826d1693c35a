"""Pages of requests: the list, asking in three steps, and the review on which both lanes decide."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import Actor, actor_of, allowed, require, today
from governance.accounts.forms.sign_in import StepUpForm
from governance.accounts.sent_once import sent_once
from governance.accounts.stepup import needs_step_up
from governance.database.within import rows_within
from governance.errors import Conflict, Invalid, Stale
from governance.web.forms import apply_problems, posted_version
from governance.web.merge import merge_page
from governance.web.pagination import paginate
from governance.web.sheets import sheet_attachment, wanted_format
from policies import sheets
from policies.asking import previews
from policies.domain.sentences import listing
from policies.domain.types import Lane, RequestState, Verdict
from policies.forms.requests import (
    ChooseCategoriesForm,
    ChooseToolForm,
    DecisionForm,
    PurposeForm,
    RequestEditForm,
    RequestFilterForm,
)
from policies.history import history_of
from policies.listing import request_rows, with_lines
from policies.models import RequestContributor, Tool, ToolContributor, ToolRequest
from policies.reviewing import LineShown, lines_shown, lines_to_sign, open_answer, sentence_shown
from policies.services import requests
from policies.services.decisions import Answered, decide_line
from policies.services.tools import may_edit
from policies.views.common import in_order
from policies.views.line_forms import Refused, acts_of

ORDERS = {
    "number": ("-number",),
    "tool": ("tool__name", "-number"),
    "team": ("team__name", "-number"),
    "state": ("state", "-number"),
}


def _visible(actor: Actor) -> QuerySet[ToolRequest]:
    rows: QuerySet[ToolRequest] = ToolRequest.objects.visible_to(actor.person)
    return rows


def request_row(actor: Actor, uid: uuid.UUID) -> ToolRequest:
    """The request, where the person sees it; Http404 else."""
    edited = RequestContributor.objects.filter(request=OuterRef("pk"))
    described = ToolContributor.objects.filter(tool=OuterRef("tool"))
    rows = _visible(actor).annotate(
        edited_by=rows_within(edited, name="person__name"), described_by=rows_within(described, name="person__name")
    )
    return get_object_or_404(rows.select_related("tool__tier__product__vendor", "team", "requester"), uid=uid)


def _editors(row: Any) -> list[str]:
    """Who edited the request or described its tool, the requester aside: none of them decides."""
    names = {entry["name"] for entry in (*(row.edited_by or ()), *(row.described_by or ()))}
    return sorted(names - {row.requester.name})


@require_GET
def request_list(request: HttpRequest) -> HttpResponseBase:
    """Requests the person sees, newest first."""
    actor = actor_of(request)
    form = RequestFilterForm(request.GET)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    rows = _visible(actor)
    if chosen.pop("mine", False):
        chosen["requester"] = actor.person
    rows = in_order(rows.filter(**chosen), request.GET.get("sort", ""), ORDERS)
    if wanted_format(request):
        return sheet_attachment(request, f"requests-{today():%Y-%m-%d}", sheets.REQUESTS, sheets.request_lines(rows))
    page = paginate(request, request_rows(rows))
    context = {
        "form": form,
        "page": page,
        "entries": with_lines(page.object_list),
        "filtered": bool(chosen),
        "may_ask": allowed(actor, "request.make"),
    }
    return render(request, "policies/request_list.html", context)


@require_http_methods(["GET", "POST"])
@sent_once
def request_add(request: HttpRequest) -> HttpResponse:
    """Ask for a tool: which tool, which categories with what the policy says at once, what for."""
    actor = actor_of(request)
    require(actor, "request.make")
    choice = ChooseToolForm(request.GET if "tool" in request.GET else None)
    if not choice.is_valid():
        tools = Tool.objects.as_held().select_related("tier__product__vendor", "team")
        context = {"form": choice, "page": paginate(request, tools)}
        return render(request, "policies/request_tool.html", context, status=422 if choice.errors else 200)
    tool = choice.cleaned_data["tool"]
    categories = ChooseCategoriesForm(request.GET if "category" in request.GET or "next" in request.GET else None)
    if not categories.is_valid():
        return _step_two(request, actor, tool, categories, status=422 if categories.errors else 200)
    chosen = list(categories.cleaned_data["category"])
    form = PurposeForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = requests.open_request(actor=actor, tool=tool, categories=chosen, **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        except Conflict as error:
            if not error.code.startswith("duplicate"):
                raise
            return _step_two(request, actor, tool, ChooseCategoriesForm(), status=error.status, told=error.message)
        else:
            messages.success(request, f"Request {made.number} is with both lanes.")
            return redirect("policies:request_detail", uid=made.uid)
    kept = [entry for entry in previews(tool, actor.person) if entry.edition.category in chosen]
    context = {"form": form, "tool": tool, "previews": kept, "query": request.GET.urlencode()}
    return render(request, "policies/request_form.html", context, status=422 if form.errors else 200)


def _step_two(
    request: HttpRequest, actor: Actor, tool: Tool, form: ChooseCategoriesForm, *, status: int, told: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "tool": tool,
        "told": told,
        "described": tool.configurations.filter(valid_until__isnull=True).exists(),
        "previews": previews(tool, actor.person),
        "chosen": request.GET.getlist("category"),
        "may_describe": may_edit(actor, tool),
    }
    return render(request, "policies/request_categories.html", context, status=status)


@require_GET
def request_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The review: everything that decides, on one page."""
    actor = actor_of(request)
    return _review(request, actor, request_row(actor, uid))


def _review(
    request: HttpRequest,
    actor: Actor,
    row: ToolRequest,
    *,
    refused: tuple[uuid.UUID, DecisionForm] | None = None,
    turned_down: Refused | None = None,
) -> HttpResponse:
    shown = lines_shown(row, actor)
    chosen = _chosen(shown, refused[0] if refused else None, request.GET.get("line", ""))
    form = refused[1] if refused else None
    sentences: dict[str, str] = {}
    if chosen is not None and chosen.seat is not None:
        answer = _answer_of(form, Verdict.APPROVE, chosen) if form else open_answer(chosen, row)
        sentences = {
            "approve": sentence_shown(chosen, answer),
            "decline": sentence_shown(chosen, Answered(Verdict.DECLINE, "", "")),
        }
        form = form or DecisionForm(initial={"conditions": "\n".join(answer.conditions), "ends_on": answer.ends_on})
    own = requests.is_own(actor, row)
    acts = acts_of(shown, actor, own=own, refused=turned_down)
    context = {
        "row": row,
        "lines": shown,
        "names": listing([entry.name for entry in shown]),
        "to_sign": lines_to_sign(shown),
        "legal_done": all(entry.has(Lane.LEGAL) for entry in lines_to_sign(shown)),
        "engineering_done": all(entry.has(Lane.ENGINEERING) for entry in lines_to_sign(shown)),
        "chosen": chosen,
        "form": form,
        "sentences": sentences,
        "step": None if actor.via != "session" or actor.step_up_is_fresh else StepUpForm(),
        "history": history_of(row, shown),
        "may_edit": own and _editable(row, shown),
        "sheets": [(entry, acts[entry.line.uid]) for entry in shown],
        "editors": _editors(row),
        "may_withdraw": own and row.state == RequestState.OPEN,
    }
    status = 422 if refused or turned_down else 200
    return render(request, "policies/request_detail.html", context, status=status)


def _editable(row: ToolRequest, shown: list[LineShown]) -> bool:
    """Whether the words may change: nobody has decided on them, or a lane wants them changed."""
    free = not any(entry.decided for entry in shown) or any(entry.asked for entry in shown)
    return row.state == RequestState.OPEN and free


def refused_line(request: HttpRequest, row: ToolRequest, refused: Refused) -> HttpResponse:
    """The review, with a form of a line that is to be filled in again."""
    return _review(request, actor_of(request), row, turned_down=refused)


def _chosen(shown: list[LineShown], refused: uuid.UUID | None, asked: str) -> LineShown | None:
    """The line the bar at the end is about: the one just refused, the one asked for, or the first to decide."""
    mine = [entry for entry in shown if entry.seat is not None]
    wanted = str(refused) if refused else asked
    return next((entry for entry in mine if str(entry.line.uid) == wanted), mine[0] if mine else None)


def _answer_of(form: DecisionForm, verdict: Verdict, shown: LineShown) -> Answered:
    """What was entered; the second lane judges the conditions and the end the first one set."""
    values = form.cleaned_data
    return Answered(
        verdict=verdict,
        reasons=values.get("reasons", ""),
        seen_sha256=values.get("seen", ""),
        conditions=shown.conditions if shown.decided else tuple(form.condition_list()),
        ends_on=shown.ends_on if shown.decided else values.get("ends_on"),
        sentence=values.get(f"say_{verdict.value}", ""),
    )


@require_POST
@needs_step_up
def request_decide(request: HttpRequest, uid: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Decide one line in the reader's lane."""
    actor = actor_of(request)
    row = request_row(actor, uid)
    target = get_object_or_404(row.lines, uid=line)
    form = DecisionForm(request.POST)
    if form.is_valid() and (verdict := form.verdict) is not None:
        shown = next(entry for entry in lines_shown(row, actor) if entry.line.pk == target.pk)
        answer = _answer_of(form, verdict, shown)
        try:
            decide_line(actor=actor, line=target, lane=form.cleaned_data["lane"], answer=answer)
        except Invalid as error:
            apply_problems(form, error)
        else:
            word = "approved" if answer.verdict == Verdict.APPROVE else "declined"
            messages.success(request, f"You {word} {shown.name}. Your sentence is on record.")
            return redirect("policies:request_detail", uid=uid)
    return _review(request, actor, row, refused=(line, form))


@require_http_methods(["GET", "POST"])
def request_edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change what a request says, before any lane decided."""
    actor = actor_of(request)
    require(actor, "request.make")
    row = request_row(actor, uid)
    form = RequestEditForm(request.POST or None, initial=_values(row))
    if request.method == "POST" and form.is_valid():
        try:
            requests.change_request(actor=actor, request=row, version=form.expected_version, **form.values())
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            return merge_page(request, form, error, _values(error.current), heading=f"Request {row.number}")
        else:
            messages.success(request, "Saved.")
            return redirect("policies:request_detail", uid=uid)
    return render(request, "policies/request_edit.html", {"form": form, "row": row}, status=422 if form.errors else 200)


def _values(row: ToolRequest) -> dict[str, Any]:
    return {"version": row.version, "purpose": row.purpose, "wanted_until": row.wanted_until}


@require_POST
def request_withdraw(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Withdraw a request; decided lines stay."""
    actor = actor_of(request)
    row = request_row(actor, uid)
    requests.withdraw_request(actor=actor, request=row, version=posted_version(request))
    messages.success(request, f"Request {row.number} was withdrawn.")
    return redirect("policies:request_detail", uid=uid)
