"""Pages of tools: what is held, how, what engineering says of its output, and what the policy makes of it."""

from __future__ import annotations

import uuid
from operator import itemgetter
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from governance.accounts.access import Actor, actor_of, allowed, require, today
from governance.accounts.sent_once import sent_once
from governance.blobs import store
from governance.database.within import rows_within
from governance.errors import Invalid, Stale
from governance.web.downloads import attachment
from governance.web.forms import apply_problems
from governance.web.merge import merge_page
from governance.web.pagination import paginate
from governance.web.sheets import sheet_attachment, wanted_format
from policies import sheets
from policies.asking import CategoryOutcome
from policies.domain.sentences import listing
from policies.facts import editions_in_force, judgeable
from policies.forms.approvals import ReasonForm
from policies.forms.statements import StatementForm
from policies.forms.tools import (
    ConfigurationForm,
    ToolEditForm,
    ToolFilterForm,
    ToolForm,
    initial_of,
)
from policies.held import with_parts
from policies.holding import (
    configurations_shown,
    may_use,
    proofs_kept_back,
    renewals_shown,
    said_within,
    statements_shown,
)
from policies.listing import categories_in_use, tool_rows, with_words
from policies.models import Tool, ToolConfiguration, ToolContributor, ToolRequest, ToolSetting
from policies.services import tools
from policies.services.decommissions import may_give_up
from policies.services.evaluations import outlook
from policies.services.proofs import ENDINGS
from policies.services.statements import write_statement
from policies.standings import approvals_shown
from policies.views.common import in_order
from vendors.models import TermsDocument

ORDERS = {
    "name": ("name",),
    "vendor": ("tier__product__vendor__name", "name"),
    "team": ("team__name", "name"),
    "approvals": ("-approval_count", "name"),
}


def _row(uid: uuid.UUID) -> Tool:
    return get_object_or_404(Tool.objects.select_related("tier__product__vendor", "team", "business_owner"), uid=uid)


def _own(actor: Actor, uid: uuid.UUID) -> Tool:
    """The tool, for those who may change it; raises NotAllowed for others before they have typed anything."""
    tool = _row(uid)
    tools.require_team(actor, tool.team)
    return tool


def _configuration(tool: Tool) -> ToolConfiguration | None:
    return ToolConfiguration.objects.open().filter(tool=tool).select_related("deployment", "order_form").first()


@require_GET
def tool_list(request: HttpRequest) -> HttpResponseBase:
    """Tools the organisation holds."""
    actor = actor_of(request)
    form = ToolFilterForm(request.GET)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    rows = in_order(_filtered(chosen), request.GET.get("sort", ""), ORDERS)
    if wanted_format(request):
        return sheet_attachment(request, f"tools-{today():%Y-%m-%d}", sheets.TOOLS, sheets.tool_lines(rows))
    page = paginate(request, tool_rows(rows))
    context = {
        "form": form,
        "page": page,
        "rows": with_words(page.object_list),
        "filtered": bool(chosen),
        "sort": "name",
        "may_edit": allowed(actor, "tool.edit"),
    }
    return render(request, "policies/tool_list.html", context)


def _filtered(chosen: dict[str, Any]) -> QuerySet[Tool]:
    rows = Tool.objects.as_held().annotate(approval_count=categories_in_use(today()))
    if "q" in chosen:
        rows = rows.filter(name__icontains=chosen["q"])
    if "team" in chosen:
        rows = rows.filter(team=chosen["team"])
    if "vendor" in chosen:
        rows = rows.filter(tier__product__vendor=chosen["vendor"])
    return rows


@require_GET
def tool_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One tool: how it is held, what its output is, what the policy says, whether one may use it."""
    actor = actor_of(request)
    own = with_parts(Tool.objects.select_related("team", "business_owner"))
    described = ToolContributor.objects.filter(tool=OuterRef("pk"))
    own = own.annotate(described_by=rows_within(described, at="at", name="person__name"), said=said_within())
    tool = get_object_or_404(own, uid=uid)
    judged = judgeable([tool])
    outcomes = [CategoryOutcome(*found) for found in outlook(judged.tools[0][1], editions_in_force())]
    approvals = approvals_shown(tool=tool)
    configurations = configurations_shown(tool, actor.person, judged.looks)
    permissions = may_use(approvals, [entry.edition for entry in outcomes], today())
    unapproved = [entry.edition.name for entry in permissions if entry.shown is None]
    requests = ToolRequest.objects.visible_to(actor.person).filter(tool=tool)
    context = {
        "tool": tool,
        "now": next((held for held in configurations if held.row.valid_until is None), None),
        "earlier": [held for held in configurations if held.row.valid_until is not None],
        "renewals": renewals_shown(tool, actor.person),
        "statements": statements_shown(tool),
        "outcomes": outcomes,
        "facts": judged.tools[0][1],
        "permissions": permissions,
        "unapproved": unapproved,
        "unapproved_words": listing(unapproved, "or"),
        "approvals": approvals,
        "requests": requests.select_related("team", "requester"),
        "contributors": [row["name"] for row in sorted(tool.described_by or (), key=itemgetter("at"))],
        "may_edit": tools.may_edit(actor, tool),
        "may_write": allowed(actor, "statement.write"),
        "may_ask": tool.retired_at is None and allowed(actor, "request.make"),
        "give_up": ReasonForm(initial={"version": tool.version}) if may_give_up(actor, tool) else None,
    }
    return render(request, "policies/tool_detail.html", context)


@require_http_methods(["GET", "POST"])
@sent_once
def tool_add(request: HttpRequest) -> HttpResponse:
    """Register a tier as a tool the organisation holds."""
    actor = actor_of(request)
    require(actor, "tool.edit")
    form = ToolForm(request.POST or None, actor=actor, initial={"tier": request.GET.get("tier")})
    if request.method == "POST" and form.is_valid():
        try:
            tool = tools.save_tool(actor=actor, **form.cleaned_data)
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, f"{tool.name} is registered. Say next how it is held.")
            return redirect("policies:tool_configure", uid=tool.uid)
    return render(request, "policies/tool_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def tool_edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change name, team or owner of a tool, and its tier while nothing rests on it."""
    actor = actor_of(request)
    tool = _own(actor, uid)
    form = ToolEditForm(request.POST or None, actor=actor, tool=tool, initial=_values(tool))
    if request.method == "POST" and form.is_valid():
        try:
            tools.save_tool(actor=actor, tool=tool, version=form.expected_version, **form.values())
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            return merge_page(request, form, error, _values(error.current), heading=tool.name)
        else:
            messages.success(request, "Saved.")
            return redirect("policies:tool_detail", uid=uid)
    context = {"form": form, "tool": tool}
    return render(request, "policies/tool_form.html", context, status=422 if form.errors else 200)


def _values(tool: Tool) -> dict[str, Any]:
    return {
        "version": tool.version,
        "tier": tool.tier.uid,
        "name": tool.name,
        "team": tool.team.uid if tool.team else None,
        "business_owner": tool.business_owner.uid if tool.business_owner else None,
    }


@require_http_methods(["GET", "POST"])
def tool_configure(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Record how the tool is held from now on."""
    actor = actor_of(request)
    tool = _own(actor, uid)
    kept_back = proofs_kept_back(tool, actor.person)
    initial = initial_of(tool, _configuration(tool), kept_back=kept_back)
    form = ConfigurationForm(request.POST or None, request.FILES or None, tool=tool, actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            tools.configure_tool(actor=actor, tool=tool, version=form.expected_version, entry=form.entry())
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            current = initial_of(error.current, _configuration(tool), kept_back=kept_back)
            return merge_page(request, form, error, current, heading=f"How {tool.name} is held")
        else:
            messages.success(request, "Recorded. What held before stays on record.")
            return redirect("policies:tool_detail", uid=uid)
    context = {"form": form, "tool": tool, "hidden": _hidden_contracts(tool, actor), "kept_back": kept_back}
    return render(request, "policies/tool_configure.html", context, status=422 if form.errors else 200)


@require_GET
def setting_proof(request: HttpRequest, uid: uuid.UUID, code: str) -> HttpResponseBase:
    """The file that proves a setting of a configuration, for everyone who sees the proofs of the tool."""
    rows = ToolSetting.objects.select_related("proof_blob", "configuration__tool").filter(proof_blob__isnull=False)
    row = get_object_or_404(rows, configuration__uid=uid, code=code)
    if proofs_kept_back(row.configuration.tool, actor_of(request).person):
        raise Http404
    blob: Any = row.proof_blob
    ending = ENDINGS.get(blob.media_type, "bin")
    day = f"{row.configuration.valid_from:%Y-%m-%d}"
    return attachment(request, store.handed_out(blob), f"{row.configuration.tool.name} {code} {day}.{ending}")


def _hidden_contracts(tool: Tool, actor: Actor) -> int:
    """How many governing documents the person may not read, so that the form can say so."""
    governing = TermsDocument.objects.filter(links__tier=tool.tier_id, links__valid_until__isnull=True)
    seen = TermsDocument.objects.visible_to(actor.person).values("pk")
    return governing.exclude(pk__in=seen).distinct().count()


@require_http_methods(["GET", "POST"])
@sent_once
def statement_add(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Write engineering's account of one surface."""
    actor = actor_of(request)
    require(actor, "statement.write")
    tool = _row(uid)
    form = StatementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            write_statement(actor=actor, tool=tool, **form.parts())
        except Invalid as error:
            apply_problems(form, error)
        else:
            messages.success(request, "The statement is on record. It is never changed, only followed by another.")
            return redirect("policies:tool_detail", uid=uid)
    context = {"form": form, "tool": tool, "statements": tool.statements.select_related("written_by")}
    return render(request, "policies/statement_form.html", context, status=422 if form.errors else 200)
