"""Pages of risk: counsel's three risks, strategies by tool, and what each grade rests on."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from governance.accounts.access import Actor, actor_of, allowed, require
from governance.accounts.stepup import needs_step_up
from governance.errors import Invalid
from governance.web.forms import apply_problems
from governance.web.pagination import paginate
from policies.domain.risk.types import RISK_WORDS, STRATEGY_WORDS, Strategy
from policies.forms.risk import ConfirmForm
from policies.models import Tool
from policies.risks import basis_of, risks_of, three_risks, tool_grades, tools_in_use
from policies.services.risk import Confirming, confirm_risk
from vendors.facts import hidden_from

PER_PAGE = 20


@require_GET
def three(request: HttpRequest) -> HttpResponse:
    """Counsel's page of three risks."""
    actor = actor_of(request)
    require(actor, "risk.read")
    context = {"sections": three_risks(hidden_from(actor.person))}
    return render(request, "policies/risk.html", context)


@require_GET
def strategies(request: HttpRequest) -> HttpResponse:
    """Every tool in use by strategy and risk."""
    actor = actor_of(request)
    require(actor, "risk.read")
    page = paginate(request, tools_in_use().order_by("name"), PER_PAGE)
    tools = Tool.objects.filter(pk__in=[tool.pk for tool in page.object_list])
    context = {
        "page": page,
        "tools": risks_of(tools, hidden_from(actor.person)),
        "risks": RISK_WORDS.values(),
        "words": STRATEGY_WORDS,
    }
    return render(request, "policies/strategies.html", context)


@require_GET
def tool_risk(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One tool: every grade with what it rests on and what would change it."""
    actor = actor_of(request)
    require(actor, "risk.read")
    return _tool(request, actor, get_object_or_404(tools_in_use(), uid=uid))


def _tool(
    request: HttpRequest, actor: Actor, tool: Tool, strategy: Strategy | None = None, refused: ConfirmForm | None = None
) -> HttpResponse:
    (found,) = risks_of(Tool.objects.filter(pk=tool.pk), hidden_from(actor.person))
    whole = tool_grades(tool)
    entries = [
        {
            "shown": row,
            "words": STRATEGY_WORDS[row.strategy],
            "form": refused if row.strategy == strategy else _form(row.strategy, basis_of(whole, row.strategy)),
            "refused": row.strategy == strategy,
        }
        for row in found.strategies
    ]
    context = {
        "tool": found.tool,
        "entries": entries,
        "risks": RISK_WORDS,
        "may_confirm": allowed(actor, "risk.grade"),
        "reads": allowed(actor, "privileged.read"),
    }
    return render(request, "policies/tool_risk.html", context, status=422 if refused else 200)


def _ids(strategy: Strategy) -> str:
    """Ids of fields: the page has one form for each strategy."""
    return f"id_{strategy}_%s"


def _form(strategy: Strategy, basis: str) -> ConfirmForm:
    return ConfirmForm(initial={"basis": basis}, auto_id=_ids(strategy))


@require_POST
@needs_step_up
def risk_confirm(request: HttpRequest, uid: uuid.UUID, strategy: str) -> HttpResponse:
    """Confirm the grades of one strategy as they are shown."""
    actor = actor_of(request)
    require(actor, "risk.grade")
    tool = get_object_or_404(tools_in_use(), uid=uid)
    if strategy not in {each.value for each in Strategy}:
        raise Http404
    chosen = Strategy(strategy)
    form = ConfirmForm(request.POST, auto_id=_ids(chosen))
    if form.is_valid():
        try:
            confirm_risk(actor=actor, tool=tool, entry=Confirming(chosen, **form.cleaned_data))
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, "Confirmed. It lapses when what it rests on changes, or on its review date.")
            return redirect("policies:tool_risk", uid=uid)
    return _tool(request, actor, tool, chosen, form)
