"""Pages of exceptions: the list, asking from a rule that bars, the page on which both lanes decide, and its end."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import Actor, actor_of, allowed, require
from governance.accounts.forms.sign_in import StepUpForm
from governance.accounts.sent_once import sent_once
from governance.accounts.stepup import needs_step_up
from governance.errors import Invalid
from governance.web.forms import apply_problems, posted_version
from governance.web.pagination import paginate
from policies.domain.types import Lane, Verdict
from policies.excepted import shown, with_words
from policies.excepting import answer_page, beside_of
from policies.forms.approvals import ReasonForm
from policies.forms.exceptions import ExceptionDecisionForm, ExceptionFilterForm, ExceptionForm
from policies.models import Category, RuleException, Tool
from policies.services import exceptions
from policies.services.exception_decisions import ExceptionAnswer, decide_exception
from policies.views.common import in_order

ORDERS = {"number": ("-number",), "tool": ("tool__name", "-number"), "ends": ("ends_on", "pk")}
DEEDS = {
    "review": ("Clear the flag", "You read what changed and nothing speaks against the exception."),
    "end": ("End it now", "From now on nothing is approved on it, and approvals that rest on it are flagged."),
}


def _visible(actor: Actor) -> QuerySet[Any]:
    rows: QuerySet[Any] = RuleException.objects.visible_to(actor.person)
    return rows


def _row(actor: Actor, uid: uuid.UUID) -> RuleException:
    row: RuleException = get_object_or_404(with_words(_visible(actor)), uid=uid)
    return row


@require_GET
def exception_list(request: HttpRequest) -> HttpResponse:
    """Exceptions the person sees, newest first, with what they are worth today."""
    actor = actor_of(request)
    form = ExceptionFilterForm(request.GET)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    page = paginate(
        request, with_words(in_order(_visible(actor).filter(**chosen), request.GET.get("sort", ""), ORDERS))
    )
    context = {"form": form, "page": page, "entries": shown(page.object_list, actor.person), "filtered": bool(chosen)}
    return render(request, "policies/exception_list.html", context)


@require_http_methods(["GET", "POST"])
@sent_once
def exception_add(request: HttpRequest) -> HttpResponse:
    """Ask for an exception from the rule that the address names, for a tool in a category."""
    actor = actor_of(request)
    require(actor, "exception.request")
    tool = get_object_or_404(Tool, uid=_uid(request, "tool"))
    category = get_object_or_404(Category, slug=request.GET.get("category", ""))
    rule, former = request.GET.get("rule", ""), _former(request, actor)
    beside = beside_of(tool, category, rule)
    form = ExceptionForm(request.POST or None, actor=actor, category=category, initial=_offered(former))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = exceptions.ask_exception(
                actor=actor,
                tool=tool,
                category=category,
                rule=rule,
                team=values.pop("team"),
                entry=exceptions.ExceptionInput(**values, former=former),
            )
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, f"Exception {made.number} is with both lanes.")
            return redirect("policies:exception_detail", uid=made.uid)
    context = {"form": form, "tool": tool, "beside": beside, "former": former, "query": request.GET.urlencode()}
    return render(request, "policies/exception_form.html", context, status=422 if form.errors else 200)


def _uid(request: HttpRequest, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(request.GET.get(name, ""))
    except ValueError as error:
        raise Http404 from error


def _former(request: HttpRequest, actor: Actor) -> RuleException | None:
    return _row(actor, _uid(request, "former")) if "former" in request.GET else None


def _offered(former: RuleException | None) -> dict[str, Any]:
    """What the form starts with: the words of the exception it follows, never its end."""
    if former is None:
        return {}
    codebase = former.codebase.uid if former.codebase else None
    return {"team": former.team.uid, "codebase": codebase, "reason": former.reason, "control": former.control}


@require_GET
def exception_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One exception: what it departs from, both lanes, what rests on it, its course."""
    actor = actor_of(request)
    return _page(request, actor, _row(actor, uid))


def _page(
    request: HttpRequest,
    actor: Actor,
    row: RuleException,
    *,
    form: ExceptionDecisionForm | None = None,
    event: str = "",
    refused: ReasonForm | None = None,
) -> HttpResponse:
    page = answer_page(row, actor)
    context = {
        "row": row,
        "entry": shown([row], actor.person)[0],
        "answer": page,
        "form": form or (ExceptionDecisionForm() if page.seat else None),
        "step": None if actor.via != "session" or actor.step_up_is_fresh else StepUpForm(),
        "deeds": _deeds(actor, row, event, refused),
        "may_withdraw": row.state == "requested" and exceptions.is_own(actor, row),
        "may_ask": row.state != "requested" and allowed(actor, "exception.request"),
    }
    status = 422 if form is not None or refused is not None else 200
    return render(request, "policies/exception_detail.html", context, status=status)


def _deeds(actor: Actor, row: RuleException, event: str, refused: ReasonForm | None) -> list[dict[str, Any]]:
    """What a lane may do to a running exception now, each with its form."""
    offered = {"review": row.state == "flagged", "end": row.state in ("active", "flagged")}
    return [
        {
            "event": name,
            "title": DEEDS[name][0],
            "help": DEEDS[name][1],
            "open": name == event,
            "address": f"policies:exception_{name}",
            "form": refused
            if refused is not None and name == event
            else ReasonForm(initial={"version": row.version}, auto_id=f"id_{name}_%s"),
        }
        for name, open_to in offered.items()
        if open_to and allowed(actor, f"exception.{name}")
    ]


@require_POST
@needs_step_up
def exception_decide(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Decide an exception in the reader's lane."""
    actor = actor_of(request)
    row = _row(actor, uid)
    form = ExceptionDecisionForm(request.POST)
    if form.is_valid() and (verdict := form.verdict) is not None:
        values = form.cleaned_data
        answer = ExceptionAnswer(verdict, values["reasons"], values["seen"], values[f"say_{verdict.value}"])
        try:
            decide_exception(actor=actor, exception=row, lane=Lane(values["lane"]), answer=answer)
        except Invalid as error:
            apply_problems(form, error)
        else:
            word = "agreed to" if verdict == Verdict.APPROVE else "declined"
            messages.success(request, f"You {word} exception {row.number}. Your sentence is on record.")
            return redirect("policies:exception_detail", uid=uid)
    return _page(request, actor, row, form=form)


@require_POST
def exception_withdraw(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Withdraw a request for an exception."""
    actor = actor_of(request)
    row = _row(actor, uid)
    exceptions.withdraw_exception(actor=actor, exception=row, version=posted_version(request))
    messages.success(request, f"Exception {row.number} was withdrawn.")
    return redirect("policies:exception_detail", uid=uid)


def _change(request: HttpRequest, uid: uuid.UUID, event: str) -> HttpResponse:
    actor = actor_of(request)
    row = _row(actor, uid)
    form = ReasonForm(request.POST, auto_id=f"id_{event}_%s")
    if form.is_valid():
        deed = exceptions.end_exception if event == "end" else exceptions.review_exception
        try:
            deed(actor=actor, exception=row, reason=form.cleaned_data["reason"], version=form.expected_version)
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, "It was ended." if event == "end" else "The flag was cleared.")
            return redirect("policies:exception_detail", uid=uid)
    return _page(request, actor, row, event=event, refused=form)


@require_POST
@needs_step_up
def exception_end(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """End an exception before its last day."""
    return _change(request, uid, "end")


@require_POST
@needs_step_up
def exception_review(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Clear what an exception was flagged for."""
    return _change(request, uid, "review")
