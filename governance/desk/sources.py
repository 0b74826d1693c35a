"""Where the lines of a queue come from: one function per kind of matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from governance.accounts.access import organisation, team_ids_of
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.desk.items import Item, Section
from governance.reports.models import Report, ReportState
from policies.domain.types import ApprovalState, Lane, LineState, RequestState, RevisionState
from policies.models import (
    Approval,
    CategoryEdition,
    PolicyRevision,
    RequestContributor,
    RequestLine,
    ToolContributor,
    ToolRequest,
)
from vendors.domain.terms import AssessmentState
from vendors.models import Assessment

DECISION_DAYS = 7
"""Days a lane has for a decision before it counts as late."""
REVIEW_DAYS = 7
"""Days a second counsel has for a reading."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose queue is being put together, and when."""

    user: User
    roles: frozenset[Role]
    now: dt.datetime

    def due(self, since: dt.datetime, days: int) -> dt.date:
        """The day something that came in at `since` is due."""
        return (since + dt.timedelta(days=days)).date()


def _editions(user: User) -> dict[tuple[int, Lane], CategoryEdition]:
    """Categories of the published policy the person owns in a lane."""
    rows = CategoryEdition.objects.filter(
        Q(legal_owner=user) | Q(engineering_owner=user), revision__state=RevisionState.PUBLISHED
    )
    return {(row.category_id, Lane.LEGAL if row.legal_owner_id == user.pk else Lane.ENGINEERING): row for row in rows}


def lines_to_decide(asker: Asker) -> Iterator[Item]:
    """Open lines of categories the person owns: undecided in their lane, or waiting for the other one."""
    editions = _editions(asker.user)
    if not editions:
        return
    lines = (
        RequestLine.objects.filter(state=LineState.OPEN, category_id__in={pk for pk, _ in editions})
        .select_related("request__requester", "tool")
        .prefetch_related("decisions")
    )
    barred = set(RequestContributor.objects.filter(person=asker.user).values_list("request_id", flat=True))
    tools = set(ToolContributor.objects.filter(person=asker.user).values_list("tool_id", flat=True))
    for line in lines:
        lane = Lane.LEGAL if (line.category_id, Lane.LEGAL) in editions else Lane.ENGINEERING
        edition = editions[(line.category_id, lane)]
        decided = {decision.lane: decision for decision in line.decisions.all()}
        if line.request_id in barred or line.tool_id in tools:
            continue
        own = decided.get(lane.value)
        yield Item(
            section=Section.WAITING if own else Section.NEEDS_ME,
            kind="request",
            icon="req",
            matter=f"{line.tool.name} for {edition.name}",
            url=reverse("policies:request_detail", args=[line.request.uid]),
            why=f"You signed the {lane.value} lane" if own else f"{lane.value.capitalize()} lane",
            state="open",
            state_text=f"Awaiting {_other(lane) if own else lane.value.capitalize()}",
            with_whom=line.request.requester.name,
            since=own.decided_at if own else line.request.created_at,
            due=asker.due(line.request.created_at, DECISION_DAYS),
        )


def _other(lane: Lane) -> str:
    return "Engineering" if lane == Lane.LEGAL else "Legal"


def own_requests(asker: Asker) -> Iterator[Item]:
    """Open requests the person or their team made."""
    requests = (
        ToolRequest.objects.filter(
            Q(requester=asker.user) | Q(team_id__in=team_ids_of(asker.user)), state=RequestState.OPEN
        )
        .select_related("tool")
        .prefetch_related("lines__decisions")
    )
    if Role.ENGINEERING_MANAGER not in asker.roles:
        return
    for request in requests:
        lanes = [decision.lane for line in request.lines.all() for decision in line.decisions.all()]
        waiting = [lane.value for lane in Lane if lanes.count(lane.value) < len(request.lines.all())]
        yield Item(
            section=Section.WAITING,
            kind="request",
            icon="req",
            matter=f"Request {request.number}: {request.tool.name}",
            url=reverse("policies:request_detail", args=[request.uid]),
            why="You asked" if request.requester_id == asker.user.pk else "Your team asked",
            state="open",
            state_text=f"With {' and '.join(waiting)}" if waiting else "Being decided",
            since=request.created_at,
            due=asker.due(request.created_at, DECISION_DAYS),
        )


def readings_to_review(asker: Asker) -> Iterator[Item]:
    """Readings in review that the person may approve: counsel who never edited them."""
    if Role.COUNSEL not in asker.roles:
        return
    rows = (
        Assessment.objects.filter(state=AssessmentState.IN_REVIEW)
        .exclude(contributors__person=asker.user)
        .select_related("record__tier__product", "submitted_by")
    )
    for row in rows:
        since = row.submitted_at or row.created_at
        yield _reading(asker, row, Section.NEEDS_ME, "Second reader", since, REVIEW_DAYS)


def own_readings(asker: Asker) -> Iterator[Item]:
    """Drafts the person works on (returned ones first) and readings they submitted."""
    if Role.COUNSEL not in asker.roles:
        return
    rows = (
        Assessment.objects.filter(
            state__in=[AssessmentState.DRAFT, AssessmentState.IN_REVIEW], contributors__person=asker.user
        )
        .select_related("record__tier__product", "submitted_by")
        .distinct()
    )
    for row in rows:
        if row.state == AssessmentState.IN_REVIEW:
            yield _reading(
                asker, row, Section.WAITING, "You drafted it", row.submitted_at or row.created_at, REVIEW_DAYS
            )
        else:
            why = "Returned to you" if row.return_note else "Your draft"
            yield _reading(asker, row, Section.NEEDS_ME, why, row.submitted_at or row.created_at, None)


def readings_to_look_at_again(asker: Asker) -> Iterator[Item]:
    """Approved readings whose text changed: stale, or to be confirmed."""
    if Role.COUNSEL not in asker.roles:
        return
    rows = Assessment.objects.filter(
        Q(stale_since__isnull=False) | Q(confirm_since__isnull=False), state=AssessmentState.APPROVED
    ).select_related("record__tier__product", "submitted_by")
    for row in rows:
        since = row.stale_since or row.confirm_since or row.created_at
        why = "You approved it" if row.approved_by_id == asker.user.pk else "Its text changed"
        yield _reading(asker, row, Section.NEEDS_ME, why, since, REVIEW_DAYS)


def _reading(asker: Asker, row: Assessment, section: Section, why: str, since: dt.datetime, days: int | None) -> Item:
    state = "stale" if row.stale else "to_be_confirmed" if row.to_be_confirmed else row.state
    return Item(
        section=section,
        kind="reading",
        icon="doc",
        matter=f"{row.record.tier}, {row.record.get_area_display().lower()}",
        url=reverse("vendors:assessment_detail", args=[row.uid]),
        why=why,
        state=state,
        with_whom=row.submitted_by.name if row.submitted_by else "",
        since=since,
        due=asker.due(since, days) if days is not None else None,
    )


def revisions_to_sign(asker: Asker) -> Iterator[Item]:
    """The draft revision: to be signed by its owners, or waiting for the other function."""
    lanes = [
        lane
        for lane, role in ((Lane.LEGAL, Role.COUNSEL), (Lane.ENGINEERING, Role.ENGINEERING_OWNER))
        if role in asker.roles
    ]
    draft = PolicyRevision.objects.filter(state=RevisionState.DRAFT).prefetch_related("signatures", "editions").first()
    if draft is None or not lanes:
        return
    house = organisation()
    for lane in lanes:
        field = "legal_owner_id" if lane == Lane.LEGAL else "engineering_owner_id"
        owners = {getattr(edition, field) for edition in draft.editions.all()} | {getattr(house, field)}
        if asker.user.pk not in owners:
            continue
        offered = draft.content_hash
        signed = [row for row in draft.signatures.all() if offered and row.content_hash == offered]
        mine = next((row for row in signed if row.lane == lane.value), None)
        yield Item(
            section=Section.WAITING if mine else Section.NEEDS_ME,
            kind="policy",
            icon="doc",
            matter=f"Draft policy revision: {draft.title}",
            url=reverse("policies:revision_detail", args=[draft.uid]),
            why=f"You signed for {lane.value}" if mine else f"{lane.value.capitalize()} signature",
            state="draft",
            state_text=f"Awaiting {_other(lane) if mine else lane.value.capitalize()}",
            since=mine.signed_at if mine else draft.created_at,
        )


def reports_to_sign(asker: Asker) -> Iterator[Item]:
    """Reports the person was named to sign."""
    rows = (
        Report.objects.filter(
            Q(legal_signatory=asker.user) | Q(engineering_signatory=asker.user),
            state__in=[ReportState.DRAFT, ReportState.SIGNED_BY_ONE],
        )
        .select_related("started_by")
        .prefetch_related("signatures")
    )
    for row in rows:
        mine = next((item for item in row.signatures.all() if item.person_id == asker.user.pk), None)
        yield Item(
            section=Section.WAITING if mine else Section.NEEDS_ME,
            kind="report",
            icon="seal",
            matter=f"Report {row.number}: {row.title}",
            url=reverse("reports:report_detail", args=[row.uid]),
            why="You signed it" if mine else "Named to sign it",
            state=row.state,
            with_whom=row.started_by.name,
            since=mine.signed_at if mine else row.frozen_at or row.created_at,
        )


def approvals_to_review(asker: Asker) -> Iterator[Item]:
    """Flagged approvals of categories the person owns."""
    categories = {pk for pk, _ in _editions(asker.user)}
    if not categories:
        return
    rows = Approval.objects.filter(state=ApprovalState.FLAGGED, category_id__in=categories).select_related("tool")
    for row in rows:
        yield _approval(row, Section.NEEDS_ME, "You own the category", row.review_due_on)


def changed_since_signed(asker: Asker) -> Iterable[Item]:
    """Approvals the person decided that were flagged, suspended or revoked since."""
    rows = (
        Approval.objects.filter(line__decisions__person=asker.user)
        .exclude(state=ApprovalState.ACTIVE)
        .select_related("tool")
        .distinct()
    )
    return [_approval(row, Section.CHANGED, "You decided it", None) for row in rows]


def _approval(row: Approval, section: Section, why: str, due: dt.date | None) -> Item:
    return Item(
        section=section,
        kind="approval",
        icon="flag",
        matter=f"Approval: {row.tool.name} until {row.ends_on:%d %b %Y}",
        url=reverse("policies:approval_detail", args=[row.uid]),
        why=why,
        state=row.state,
        since=row.state_changed_at or row.granted_at,
        due=due,
    )
