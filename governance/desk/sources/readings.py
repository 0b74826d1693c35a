"""Readings in a queue: to review, one's own drafts, and approved ones whose text changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from governance.accounts.roles import Role
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker
from vendors.domain.terms import AREA_LABELS, AssessmentState, ClauseArea
from vendors.models import AffectedReading, Assessment, AssessmentContributor

REVIEW_DAYS = 7
"""Days a second counsel has for a reading."""
OPEN = (AssessmentState.DRAFT.value, AssessmentState.IN_REVIEW.value)


def _rows() -> QuerySet[Assessment]:
    return Assessment.objects.select_related("record__tier__product", "submitted_by", "drafted_by")


def _mine(asker: Asker) -> Exists:
    return Exists(AssessmentContributor.objects.filter(assessment=OuterRef("pk"), person=asker.user))


def readings_to_review(asker: Asker) -> Iterator[Item]:
    """Readings in review that the person may approve: counsel who never edited them."""
    if Role.COUNSEL not in asker.roles:
        return
    for row in _rows().filter(~_mine(asker), state=AssessmentState.IN_REVIEW):
        yield _reading(asker, row, Section.NEEDS_ME, "Second reader", row.submitted_at or row.created_at)


def own_readings(asker: Asker) -> Iterator[Item]:
    """Drafts the person works on, returned ones said to be so, and readings of theirs that wait for a second reader."""
    if Role.COUNSEL not in asker.roles:
        return
    for row in _rows().filter(_mine(asker), state__in=OPEN):
        since = row.submitted_at or row.created_at
        if row.state == AssessmentState.IN_REVIEW:
            yield _reading(asker, row, Section.WAITING, "You drafted it", since)
        else:
            why = "Returned to you" if row.return_note else "Your draft"
            yield _reading(asker, row, Section.NEEDS_ME, why, since, days=None)


def readings_to_look_at_again(asker: Asker) -> Iterator[Item]:
    """Approved readings that are stale, and those to be confirmed by a change that was read already; the others are
    answered for on the page of the change. Once somebody reads one anew, only who approved it still sees it."""
    if Role.COUNSEL not in asker.roles:
        return
    begun = Exists(Assessment.objects.filter(record=OuterRef("record"), state__in=OPEN))
    alone = AffectedReading.objects.filter(
        assessment=OuterRef("pk"), settled_at__isnull=True, review__confirmed_at__isnull=False
    )
    changed = Q(stale_since__isnull=False) | Q(confirm_since__isnull=False) & Exists(alone)
    for row in _rows().filter(changed, state=AssessmentState.APPROVED).annotate(begun=begun):
        since = row.stale_since or row.confirm_since or row.created_at
        approved = row.approved_by_id == asker.user.pk
        if not row.begun:
            why = "You approved it" if approved else "Its text changed"
            yield _reading(asker, row, Section.NEEDS_ME, why, since)
        elif approved:
            yield _reading(asker, row, Section.CHANGED, "You approved it", since, days=None)


def _reading(
    asker: Asker, row: Assessment, section: Section, why: str, since: dt.datetime, days: int | None = REVIEW_DAYS
) -> Item:
    state = "stale" if row.stale else "to_be_confirmed" if row.to_be_confirmed else row.state
    who = row.submitted_by or row.drafted_by
    return Item(
        section=section,
        kind="reading",
        icon="stale" if row.stale or row.to_be_confirmed else "doc",
        matter=f"{row.record.tier}, {AREA_LABELS[ClauseArea(row.record.area)].lower()}",
        url=reverse("vendors:assessment_detail", args=[row.uid]),
        why=why,
        state=state,
        with_whom=f"Drafted by {who.name}" if who and who.pk != asker.user.pk else "",
        since=since,
        due=asker.due(since, days) if days is not None else None,
    )
