"""Reading everything a report states, as it is now, and handing it to the pure builder. Writes nothing.

Called inside one read snapshot, so that all statements speak of one instant.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from governance.accounts.access import organisation
from governance.accounts.models import Organisation, Team, User
from governance.errors import Conflict
from governance.reports.domain.head import (
    OrganisationFact,
    PolicyFact,
    PolicySignature,
    ReportHead,
    Scope,
    Signatory,
)
from governance.reports.domain.lines import ApprovalLine, CodebaseLine, DecisionLine, ExceptionLine, TermsLine
from governance.reports.domain.lines import RequestLine as RequestedLine
from governance.reports.domain.portfolio import PortfolioFacts, build_content
from governance.reports.domain.sentences import report_reference
from governance.reports.exceptions import exception_line
from governance.reports.models import Report
from policies.domain.evaluation import evaluate_many
from policies.domain.lifecycle import local_date
from policies.domain.types import (
    UNDECIDED,
    ApprovalState,
    CodebaseKind,
    Destination,
    Lane,
    LineState,
    RevisionState,
    Verdict,
)
from policies.facts import editions_of, owned_category, tools_with_facts
from policies.models import (
    Approval,
    CategoryEdition,
    Codebase,
    CodebaseCategory,
    Decision,
    PolicyRevision,
    RequestLine,
    RuleException,
    Tool,
)
from vendors.domain.terms import DocumentVisibility
from vendors.facts import hidden_from_reports
from vendors.models import CanonicalText


@dataclass(frozen=True, slots=True)
class _Extent:
    """The scope of a report as rows; an empty list means all."""

    teams: list[Team]
    editions: list[CategoryEdition]
    tools: QuerySet[Tool]
    names: Scope


def gather(report: Report) -> str:
    """The canonical content of `report`. Raises Conflict when no policy revision was ever published."""
    revision = PolicyRevision.objects.filter(state=RevisionState.PUBLISHED).first()
    if revision is None:
        raise Conflict("No policy revision is published, so there is nothing to report on.")
    editions = editions_of(revision)
    extent = _extent(report, editions)
    names = {edition.category_id: edition.name for edition in editions}
    tools = [facts for _, facts in tools_with_facts(extent.tools, hidden_from_reports())]
    categories = [owned_category(edition) for edition in extent.editions]
    lines = _lines(extent)
    facts = PortfolioFacts(
        head=_head(report),
        organisation=_organisation(organisation()),
        signatories=(
            _signatory(Lane.LEGAL, report.legal_signatory),
            _signatory(Lane.ENGINEERING, report.engineering_signatory),
        ),
        scope=extent.names,
        policy=_policy(revision),
        categories=tuple(categories),
        tools=tuple(tools),
        evaluations=tuple(evaluate_many(tools, [category.facts for category in categories])),
        requests=tuple(_requested(line, names) for line in lines if line.state in UNDECIDED),
        decisions=tuple(_decided(decision, line, names) for line in lines for decision in line.current_decisions),
        approvals=tuple(_approvals(extent, names)),
        codebases=tuple(_codebases(extent, names)),
        terms=tuple(_terms()),
        exceptions=tuple(_exceptions(report, extent, names)),
    )
    return build_content(facts)


def _head(report: Report) -> ReportHead:
    return ReportHead(
        uid=report.uid,
        reference=report_reference(report.number, report.as_of),
        title=report.title,
        as_of=report.as_of,
        started_by=report.started_by.name,
    )


def _extent(report: Report, policy: Sequence[CategoryEdition]) -> _Extent:
    scope: dict[str, list[str]] = json.loads(report.scope)
    teams = list(Team.objects.filter(uid__in=scope["teams"]))
    editions = [
        edition for edition in policy if not scope["categories"] or str(edition.category.uid) in scope["categories"]
    ]
    tools = Tool.objects.filter(uid__in=scope["tools"]) if scope["tools"] else Tool.objects.all()
    names = Scope(
        teams=tuple(sorted(team.name for team in teams)),
        categories=tuple(edition.name for edition in editions) if scope["categories"] else (),
        tools=tuple(sorted(tools.values_list("name", flat=True))) if scope["tools"] else (),
    )
    return _Extent(teams, editions, tools, names)


def _organisation(house: Organisation) -> OrganisationFact:
    def name(person: User | None) -> str:
        return person.name if person else ""

    return OrganisationFact(
        name=house.name,
        legal_owner=name(house.legal_owner),
        engineering_owner=name(house.engineering_owner),
        escalation_contact=name(house.escalation_contact),
        time_zone=house.time_zone,
    )


def _signatory(lane: Lane, person: User) -> Signatory:
    return Signatory(lane, person.name, person.job_title)


def _policy(revision: PolicyRevision) -> PolicyFact:
    return PolicyFact(
        number=revision.number or 0,
        title=revision.title,
        sha256=revision.content_hash,
        published_at=revision.published_at,
        signatures=tuple(
            PolicySignature(Lane(row.lane), row.person_name, row.job_title, row.signed_at, row.sentence)
            for row in revision.signatures.filter(content_hash=revision.content_hash).order_by("lane", "signed_at")
        ),
    )


def _lines(extent: _Extent) -> list[RequestLine]:
    rows = RequestLine.objects.filter(
        category_id__in=[edition.category_id for edition in extent.editions], tool__in=extent.tools
    )
    if extent.teams:
        rows = rows.filter(request__team__in=extent.teams)
    decisions = Decision.objects.select_related("snapshot", "revision").order_by("decided_at", "pk")
    return list(
        rows.select_related("request__requester", "request__team", "tool")
        .prefetch_related(Prefetch("decisions", queryset=decisions))
        .order_by("request__number", "pk")
    )


def _requested(line: RequestLine, names: dict[int, str]) -> RequestedLine:
    decided = {decision.lane for decision in line.current_decisions}
    state = LineState(line.state)
    return RequestedLine(
        request=line.request.number,
        tool=line.tool.name,
        category=names[line.category_id],
        team=line.request.team.name,
        requested_by=line.request.requester.name,
        requested_at=line.request.created_at,
        purpose=line.request.purpose,
        state=state,
        missing=tuple(lane for lane in Lane if state in UNDECIDED and lane.value not in decided),
    )


def _decided(decision: Decision, line: RequestLine, names: dict[int, str]) -> DecisionLine:
    return DecisionLine(
        request=line.request.number,
        tool=line.tool.name,
        category=names[line.category_id],
        lane=Lane(decision.lane),
        verdict=Verdict(decision.verdict),
        name=decision.person_name,
        job_title=decision.job_title,
        face_note=decision.face_note,
        reasons=decision.reasons,
        conditions=tuple(json.loads(decision.conditions)),
        ends_on=decision.ends_on,
        sentence=decision.sentence,
        decided_at=decision.decided_at,
        revision=decision.revision.number or 0,
        snapshot_sha256=decision.snapshot.sha256,
    )


def _approvals(extent: _Extent, names: dict[int, str]) -> list[ApprovalLine]:
    rows = (
        Approval.objects.filter(category_id__in=[edition.category_id for edition in extent.editions])
        .filter(tool__in=extent.tools)
        .select_related("line__request", "tool", "category", "snapshot")
        .prefetch_related("condition_items")
        .order_by("granted_at", "pk")
    )
    if extent.teams:
        rows = rows.filter(line__request__team__in=extent.teams)
    return [
        ApprovalLine(
            request=row.line.request.number,
            tool=row.tool.uid,
            category=row.category.uid,
            tool_name=row.tool.name,
            category_name=names[row.category_id],
            state=ApprovalState(row.state),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            conditions=tuple(item.text for item in row.condition_items.all()),
            granted_at=row.granted_at,
            snapshot_sha256=row.snapshot.sha256,
            state_reason=row.state_reason,
            review_due_on=row.review_due_on,
        )
        for row in rows
    ]


def _exceptions(report: Report, extent: _Extent, names: dict[int, str]) -> list[ExceptionLine]:
    """Those that run on the as-of day, in the organisation's zone."""
    day = local_date(report.as_of, organisation().time_zone)
    rows = (
        RuleException.objects.running_on(day)
        .filter(category_id__in=[edition.category_id for edition in extent.editions], tool__in=extent.tools)
        .select_related("tool", "category", "codebase", "team", "requester")
        .prefetch_related("decisions")
    )
    if extent.teams:
        rows = rows.filter(team__in=extent.teams)
    return [exception_line(row, names[row.category_id]) for row in rows.order_by("number")]


def _codebases(extent: _Extent, names: dict[int, str]) -> list[CodebaseLine]:
    rows: QuerySet[Any] = Codebase.objects.select_related("team", "owner").prefetch_related(
        Prefetch("categories", queryset=CodebaseCategory.objects.open(), to_attr="open_categories")
    )
    if extent.teams:
        rows = rows.filter(team__in=extent.teams)
    shown = {edition.category_id for edition in extent.editions}
    found = []
    for row in rows.order_by("name", "pk"):
        category = next((item.category_id for item in row.open_categories), None)
        if extent.names.categories and category not in shown:
            continue
        found.append(
            CodebaseLine(
                name=row.name,
                team=row.team.name,
                kind=CodebaseKind(row.kind),
                destination=Destination(row.destination),
                category=names.get(category, "") if category is not None else "",
                owner=row.owner.name if row.owner else "",
            )
        )
    return found


def _terms() -> Sequence[TermsLine]:
    """Every version the library holds; the builder keeps those that are cited."""
    posted = CanonicalText.objects.filter(version__document__visibility=DocumentVisibility.POSTED)
    rows = posted.select_related("version__document__vendor").prefetch_related("version__captures")
    return [
        TermsLine(
            vendor=row.version.document.vendor.name,
            document=row.version.document.title,
            kind=row.version.document.kind,
            version=row.version.number,
            version_uid=row.version.uid,
            sha256=row.version.sha256,
            text_sha256=row.sha256,
            canonicaliser=row.canonicaliser,
            effective_on=row.version.effective_on,
            captured_at=min((item.captured_at for item in row.version.captures.all()), default=row.version.created_at),
        )
        for row in rows.defer("text").order_by("pk")
    ]
