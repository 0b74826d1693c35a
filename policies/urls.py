"""Addresses of what we permit. Names are `policies:<noun>_<list|detail|add|edit|verb>`."""

from django.urls import URLPattern, path

from policies.views import (
    approvals,
    categories,
    codebases,
    competition,
    conditions,
    decommissions,
    delegations,
    exceptions,
    lanes,
    register,
    renewals,
    requests,
    revisions,
    risk,
    screening,
    screening_hits,
    timelines,
    tools,
    what_if,
)

app_name = "policies"

CODEBASES: list[URLPattern] = [
    path("codebases/", codebases.codebase_list, name="codebase_list"),
    path("codebases/new/", codebases.codebase_add, name="codebase_add"),
    path("codebases/<uuid:uid>/", codebases.codebase_detail, name="codebase_detail"),
    path("codebases/<uuid:uid>/edit/", codebases.codebase_edit, name="codebase_edit"),
    path("codebases/<uuid:uid>/categorise/", codebases.codebase_categorise, name="codebase_categorise"),
    path("codebases/<uuid:uid>/flows/new/", codebases.flow_add, name="flow_add"),
    path("flows/<uuid:uid>/end/", codebases.flow_end, name="flow_end"),
    path("categories/<uuid:uid>/", codebases.category_by_uid, name="category_by_uid"),
    path("categories/<slug:slug>/", codebases.category_detail, name="category_detail"),
]
TOOLS: list[URLPattern] = [
    path("tools/", tools.tool_list, name="tool_list"),
    path("tools/new/", tools.tool_add, name="tool_add"),
    path("tools/<uuid:uid>/", tools.tool_detail, name="tool_detail"),
    path("tools/<uuid:uid>/edit/", tools.tool_edit, name="tool_edit"),
    path("tools/<uuid:uid>/configure/", tools.tool_configure, name="tool_configure"),
    path("configurations/<uuid:uid>/proofs/<slug:code>/", tools.setting_proof, name="setting_proof"),
    path("tools/<uuid:uid>/statements/new/", tools.statement_add, name="statement_add"),
    path("tiers/<uuid:uid>/timeline/", timelines.tier_detail, name="tier_timeline"),
    path("documents/<uuid:uid>/timeline/", timelines.document_detail, name="document_timeline"),
    path("renewals/<uuid:uid>/", renewals.renewal_detail, name="renewal_detail"),
    path("renewals/<uuid:uid>/set-aside/", renewals.renewal_set_aside, name="renewal_set_aside"),
    path("competition/", competition.competition_list, name="competition_list"),
    path("competition/new/", competition.competition_add, name="competition_add"),
    path("competition/<uuid:uid>/", competition.competition_detail, name="competition_detail"),
]
REQUESTS: list[URLPattern] = [
    path("requests/", requests.request_list, name="request_list"),
    path("requests/new/", requests.request_add, name="request_add"),
    path("requests/<uuid:uid>/", requests.request_detail, name="request_detail"),
    path("requests/<uuid:uid>/edit/", requests.request_edit, name="request_edit"),
    path("requests/<uuid:uid>/withdraw/", requests.request_withdraw, name="request_withdraw"),
    path("requests/<uuid:uid>/lines/<uuid:line>/decide/", requests.request_decide, name="request_decide"),
    path("requests/<uuid:uid>/lines/<uuid:line>/ask/", lanes.line_ask, name="line_ask"),
    path("requests/<uuid:uid>/lines/<uuid:line>/take-back/", lanes.line_take_back, name="line_take_back"),
    path("requests/<uuid:uid>/lines/<uuid:line>/answer/", lanes.line_answer, name="line_answer"),
    path("requests/<uuid:uid>/lines/<uuid:line>/nominate/", lanes.line_nominate, name="line_nominate"),
    path("delegations/", delegations.delegation_list, name="delegation_list"),
    path("delegations/new/", delegations.delegation_add, name="delegation_add"),
    path("delegations/<uuid:uid>/end/", delegations.delegation_end, name="delegation_end"),
]
APPROVALS: list[URLPattern] = [
    path("approvals/", approvals.approval_list, name="approval_list"),
    path("approvals/<uuid:uid>/", approvals.approval_detail, name="approval_detail"),
    path("approvals/<uuid:uid>/flag/", approvals.approval_flag, name="approval_flag"),
    path("approvals/<uuid:uid>/clear/", approvals.approval_clear, name="approval_clear"),
    path("approvals/<uuid:uid>/suspend/", approvals.approval_suspend, name="approval_suspend"),
    path("approvals/<uuid:uid>/resume/", approvals.approval_resume, name="approval_resume"),
    path("approvals/<uuid:uid>/revoke/", approvals.approval_revoke, name="approval_revoke"),
    path("approvals/<uuid:uid>/renew/", approvals.approval_renew, name="approval_renew"),
    path("conditions/<uuid:uid>/assign/", conditions.condition_assign, name="condition_assign"),
    path("conditions/<uuid:uid>/meet/", conditions.condition_meet, name="condition_meet"),
    path("conditions/<uuid:uid>/reopen/", conditions.condition_reopen, name="condition_reopen"),
    path("decommissions/", decommissions.decommission_list, name="decommission_list"),
    path("decommissions/<uuid:uid>/", decommissions.decommission_detail, name="decommission_detail"),
    path("decommissions/<uuid:uid>/add/", decommissions.decommission_add, name="decommission_add"),
    path("stops/<uuid:uid>/confirm/", decommissions.stop_confirm, name="stop_confirm"),
    path("stops/<uuid:uid>/assign/", decommissions.stop_assign, name="stop_assign"),
    path("tools/<uuid:uid>/give-up/", decommissions.tool_give_up, name="tool_give_up"),
    path("tools/<uuid:uid>/retire/", decommissions.tool_retire, name="tool_retire"),
]
EXCEPTIONS: list[URLPattern] = [
    path("exceptions/", exceptions.exception_list, name="exception_list"),
    path("exceptions/new/", exceptions.exception_add, name="exception_add"),
    path("exceptions/<uuid:uid>/", exceptions.exception_detail, name="exception_detail"),
    path("exceptions/<uuid:uid>/decide/", exceptions.exception_decide, name="exception_decide"),
    path("exceptions/<uuid:uid>/withdraw/", exceptions.exception_withdraw, name="exception_withdraw"),
    path("exceptions/<uuid:uid>/review/", exceptions.exception_review, name="exception_review"),
    path("exceptions/<uuid:uid>/end/", exceptions.exception_end, name="exception_end"),
]
REGISTER: list[URLPattern] = [
    path("register/", register.instrument_list, name="instrument_list"),
    path("register/new/", register.instrument_add, name="instrument_add"),
    path("register/allegations/new/", register.allegation_add, name="allegation_add"),
    path("register/<uuid:uid>/", register.instrument_detail, name="instrument_detail"),
    path("register/<uuid:uid>/edit/", register.instrument_edit, name="instrument_edit"),
    path("register/<uuid:uid>/stage/", register.instrument_stage, name="instrument_stage"),
    path("register/<uuid:uid>/look/", register.instrument_look, name="instrument_look"),
    path("register/<uuid:uid>/review/", register.instrument_review, name="instrument_review"),
]
CATEGORY = "policy/revisions/<uuid:uid>/categories/<slug:slug>/"
POLICY: list[URLPattern] = [
    path("policy/", revisions.policy, name="policy"),
    path("policy/revisions/", revisions.revision_list, name="revision_list"),
    path("policy/revisions/new/", revisions.revision_add, name="revision_add"),
    path("policy/revisions/<uuid:uid>/", revisions.revision_detail, name="revision_detail"),
    path("policy/revisions/<uuid:uid>/edit/", revisions.revision_edit, name="revision_edit"),
    path("policy/revisions/<uuid:uid>/what-if/", what_if.revision_what_if, name="revision_what_if"),
    path("policy/revisions/<uuid:uid>/sign/", revisions.revision_sign, name="revision_sign"),
    path("policy/revisions/<uuid:uid>/discard/", revisions.revision_discard, name="revision_discard"),
    path("policy/revisions/<uuid:uid>/content.json", revisions.revision_content, name="revision_content"),
    path("policy/revisions/<uuid:uid>/categories/new/", categories.category_add, name="category_add"),
    path(CATEGORY, categories.category_edit, name="category_edit"),
    path(f"{CATEGORY}remove/", categories.category_remove, name="category_remove"),
    path(f"{CATEGORY}rules/<str:code>/", categories.rule_edit, name="rule_edit"),
    path(f"{CATEGORY}rules/<str:code>/remove/", categories.rule_remove, name="rule_remove"),
]

RISK: list[URLPattern] = [
    path("risk/", risk.three, name="risk"),
    path("risk/strategies/", risk.strategies, name="strategies"),
    path("risk/strategies/<uuid:uid>/", risk.tool_risk, name="tool_risk"),
    path("risk/strategies/<uuid:uid>/<slug:strategy>/confirm/", risk.risk_confirm, name="risk_confirm"),
    path("screening/", screening.screening, name="screening"),
    path("screening/lists/new/", screening.list_add, name="list_add"),
    path("screening/lists/<uuid:uid>/", screening.list_detail, name="list_detail"),
    path("screening/lists/<uuid:uid>/compare/", screening.list_compare, name="list_compare"),
    path("screening/runs/<uuid:uid>/", screening.run_detail, name="run_detail"),
    path("screening/hits/<uuid:uid>/", screening_hits.hit_detail, name="hit_detail"),
    path("screening/hits/<uuid:uid>/dispose/", screening_hits.hit_dispose, name="hit_dispose"),
    path("screening/vendors/<uuid:uid>/", screening_hits.vendor_screening, name="vendor_screening"),
    path("screening/shares/<uuid:uid>/end/", screening_hits.share_end, name="share_end"),
]

urlpatterns = [*CODEBASES, *TOOLS, *REQUESTS, *APPROVALS, *EXCEPTIONS, *POLICY, *REGISTER, *RISK]
