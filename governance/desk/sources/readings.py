"""Readings in a queue: to review, one's own drafts, and approved ones whose text changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from governance.accounts.roles import Role
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker
from vendors.domain.cadence import WARNED_DAYS
from vendors.domain.terms import AREA_LABELS, AssessmentState, ClauseArea
from vendors.due import due_by
from vendors.models import AffectedReading, Assessment, AssessmentContributor, ReadingNote

REVIEW_DAYS = 7
"""Days a second counsel has for a reading."""
OWN_DRAFT = "finish"
OPEN = (AssessmentState.DRAFT.value, AssessmentState.IN_REVIEW.value)


def readings(asker: Asker) -> Iterator[Item]:
    """What counsel has to do with readings: those in review that the person never edited, to approve; drafts they work
    on, and readings of theirs that wait for a second reader; approved ones that are stale, those to be confirmed by a
    change that was read already (the others are answered for on the page of the change), and those whose review is due
    by the clock."""
    if Role.COUNSEL not in asker.roles:
        return
    mine = Exists(AssessmentContributor.objects.filter(assessment=OuterRef("pk"), person=asker.user))
    begun = Exists(Assessment.objects.filter(record=OuterRef("record"), state__in=OPEN))
    alone = AffectedReading.objects.filter(
        assessment=OuterRef("pk"), settled_at__isnull=True, review__confirmed_at__isnull=False
    )
    changed = Q(stale_since__isnull=False) | Q(confirm_since__isnull=False) & Exists(alone)
    rows = Assessment.objects.select_related("record__tier__product", "submitted_by", "drafted_by")
    noted = Exists(ReadingNote.objects.open().filter(assessment=OuterRef("pk")))
    rows = rows.annotate(mine=mine, begun=begun, noted=noted)
    in_hand = Q(state=AssessmentState.IN_REVIEW) | Q(state=AssessmentState.DRAFT, mine=True)
    due = due_by(asker.today + dt.timedelta(days=WARNED_DAYS))
    unchanged = Q(stale_since__isnull=True, confirm_since__isnull=True)
    for row in rows.filter(in_hand | Q(changed, state=AssessmentState.APPROVED) | due & unchanged):
        if row.state != AssessmentState.APPROVED:
            yield from _in_hand(asker, row)
        elif row.stale or row.to_be_confirmed:
            yield from _again(asker, row)
        elif not row.begun:
            yield from _by_the_clock(asker, row)


def _in_hand(asker: Asker, row: Any) -> Iterator[Item]:
    """A reading that is not approved: somebody else's to review, or one's own, those with open notes said to be so."""
    since = row.submitted_at or row.created_at
    if not row.mine and row.reviewer_id not in (None, asker.user.pk):
        yield _reading(asker, row, Section.WAITING, "named", "Somebody else was named", since, due=row.review_by)
    elif not row.mine:
        why = "Named to review it" if row.reviewer_id else "Second reader"
        yield _reading(asker, row, Section.NEEDS_ME, "review", why, since, due=row.review_by)
    elif row.state == AssessmentState.IN_REVIEW:
        yield _reading(asker, row, Section.WAITING, "wait", "You drafted it", since)
    else:
        why, step = ("Changes requested", "mend") if row.noted else ("Your draft", OWN_DRAFT)
        yield _reading(asker, row, Section.NEEDS_ME, step, why, since, days=None)


def _again(asker: Asker, row: Any) -> Iterator[Item]:
    """An approved reading to look at again. Once somebody reads it anew, only who approved it still sees it."""
    since = row.stale_since or row.confirm_since or row.created_at
    approved = row.approved_by_id == asker.user.pk
    if not row.begun:
        why = "You approved it" if approved else "Its text changed"
        yield _reading(asker, row, Section.NEEDS_ME, "again", why, since)
    elif approved:
        yield _reading(asker, row, Section.CHANGED, "changed", "You approved it", since, days=None)


def _by_the_clock(asker: Asker, row: Any) -> Iterator[Item]:
    """An approved reading whose review is due: the named counsel's, else every counsel's. It suspends nothing."""
    mine = row.reviewer_id in (None, asker.user.pk)
    why = "Its review is due" if not row.reviewer_id else "Named to review it" if mine else "Somebody else was named"
    due = row.review_due or asker.today
    state = "review_overdue" if due < asker.today else "review_due"
    section = Section.NEEDS_ME if mine else Section.WAITING
    since = row.reviewed_at or row.approved_at
    yield _reading(asker, row, section, f"stand-{due}", why, since, due=due, days=None, state=state)


def _reading(
    asker: Asker,
    row: Assessment,
    section: Section,
    step: str,
    why: str,
    since: dt.datetime,
    days: int | None = REVIEW_DAYS,
    due: dt.date | None = None,
    state: str = "",
) -> Item:
    state = state or ("stale" if row.stale else "to_be_confirmed" if row.to_be_confirmed else row.state)
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
        due=due or (asker.due(since, days) if days is not None else None),
        about=row.uid,
        step=step,
        quiet=step == OWN_DRAFT,
    )
