"""Policy in a queue: the draft revision to sign, approvals to review, approvals that end, what changed since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from governance.accounts.access import organisation
from governance.accounts.roles import Role
from governance.desk.items import Item, Section
from governance.desk.sources.asker import LANE_ROLE, Asker, other, own
from governance.web.markup.times import say_day
from policies.domain.lifecycle import Standing, approval_standing
from policies.domain.types import ApprovalState, Lane, RevisionState
from policies.models import Approval, CategoryEdition, PolicyRevision

ENDING_DAYS = 30
"""Days before its end that an approval asks to be renewed."""


def revisions_to_sign(asker: Asker) -> Iterator[Item]:
    """The draft revision: to be signed by its owners, or waiting for the other function."""
    lanes = [lane for lane, role in LANE_ROLE.items() if role in asker.roles]
    if not lanes:
        return
    draft = PolicyRevision.objects.filter(state=RevisionState.DRAFT).prefetch_related("signatures", "editions").first()
    if draft is None:
        return
    house = organisation()
    for lane in lanes:
        field = "legal_owner_id" if lane == Lane.LEGAL else "engineering_owner_id"
        owners = {getattr(edition, field) for edition in draft.editions.all()} | {getattr(house, field)}
        if asker.user.pk in owners:
            yield _revision(asker, draft, lane)


def _revision(asker: Asker, draft: PolicyRevision, lane: Lane) -> Item:
    signatures = list(draft.signatures.all())
    standing = [row for row in signatures if draft.content_hash and row.content_hash == draft.content_hash]
    mine = next((row for row in standing if row.lane == lane.value), None)
    earlier = any(row.person_id == asker.user.pk for row in signatures)
    partner = next((row.person_name for row in standing if row.lane != lane.value), "")
    if mine is not None:
        section, why, text = Section.WAITING, f"{own(lane)} has signed", f"Awaiting {other(lane)}"
    else:
        why = "Changed since you signed" if earlier else f"{own(lane)} signature"
        section, text = Section.NEEDS_ME, f"Awaiting {own(lane)}"
    return Item(
        section=section,
        kind="policy",
        icon="doc",
        matter=f"Draft policy revision: {draft.title}",
        url=reverse("policies:revision_detail", args=[draft.uid]),
        why=why,
        state="waiting" if mine else "open",
        state_text=text,
        with_whom=f"{partner} signed" if partner else "",
        since=mine.signed_at if mine else draft.created_at,
    )


def _approvals() -> QuerySet[Any]:
    """Approvals no newer one took the place of, each with `category_name` as the policy in force calls it, or None."""
    named = CategoryEdition.objects.filter(category=OuterRef("category"), revision__state=RevisionState.PUBLISHED)
    rows = Approval.objects.select_related("tool").exclude(line__state="superseded")
    found: QuerySet[Any] = rows.annotate(category_name=Subquery(named.values("name")[:1]))
    return found


def approvals_to_review(asker: Asker) -> Iterator[Item]:
    """Flagged approvals, still running, of categories the person owns."""
    if not asker.editions:
        return
    rows = _approvals().filter(state=ApprovalState.FLAGGED, category_id__in=list(asker.editions))
    for row in rows.filter(ends_on__gte=asker.today):
        lane, edition = asker.editions[row.category_id]
        yield _approval(asker, row, Section.NEEDS_ME, f"{own(lane)} owner", edition.name, row.review_due_on)


def approvals_ending(asker: Asker) -> Iterator[Item]:
    """For whoever asked: approvals that end soon and were not asked for anew."""
    if Role.ENGINEERING_MANAGER not in asker.roles:
        return
    until = asker.today + dt.timedelta(days=ENDING_DAYS)
    rows = (
        _approvals()
        .filter(Q(line__request__requester=asker.user) | Q(line__request__team_id__in=asker.teams))
        .filter(state__in=[ApprovalState.ACTIVE, ApprovalState.FLAGGED], ends_on__range=(asker.today, until))
    )
    for row in rows:
        yield _approval(asker, row, Section.NEEDS_ME, "Your team uses it", row.category_name or "", row.ends_on)


def changed_since_signed(asker: Asker) -> Iterator[Item]:
    """Approvals the person decided that were flagged, suspended or revoked since."""
    decided = Approval.objects.filter(line__decisions__person=asker.user).values("pk")
    rows = _approvals().filter(pk__in=decided, ends_on__gte=asker.today).exclude(state=ApprovalState.ACTIVE)
    for row in rows:
        yield _approval(asker, row, Section.CHANGED, "You decided it", row.category_name or "", None)


def _approval(asker: Asker, row: Approval, section: Section, why: str, category: str, due: dt.date | None) -> Item:
    standing = approval_standing(ApprovalState(row.state), row.starts_on, row.ends_on, asker.today)
    return Item(
        section=section,
        kind="approval",
        icon="hourglass" if standing == Standing.EXPIRING else "flag",
        matter=f"Approval: {row.tool.name}" + (f" for {category}" if category else ""),
        url=reverse("policies:approval_detail", args=[row.uid]),
        why=why,
        state=standing.value,
        with_whom=f"Ends {say_day(row.ends_on)}",
        since=row.state_changed_at or row.granted_at,
        due=due,
    )
