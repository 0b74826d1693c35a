"""Readings a report rests on that changed after its content was frozen. Reads only: what was frozen stays as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from governance.accounts.models import User
from governance.reports.models import Report
from vendors.domain.terms import Effect
from vendors.models import AffectedReading, Assessment, ChangeReview

STALE, TO_CONFIRM, SUPERSEDED = "stale", "to_be_confirmed", "superseded"


@dataclass(frozen=True, slots=True)
class ChangedReading:
    """A reading as it stands now, and the change that touched it where the person may read that."""

    assessment: Assessment
    state: str
    change: UUID | None


def changed_since(report: Report, user: User) -> list[ChangedReading]:
    """What became of the readings in the frozen content of `report` since: superseded, stale, or to be confirmed. One
    that was touched and settled meanwhile is no change any more. Three queries."""
    if report.content is None or report.frozen_at is None:
        return []
    rows = Assessment.objects.filter(uid__in=_readings_in(report.content.body)).select_related("record__tier__product")
    readings = {row.pk: row for row in rows.order_by("record__tier__product__name", "record__area", "pk")}
    after = AffectedReading.objects.filter(assessment__in=readings, marked_at__gt=report.frozen_at, settled_at=None)
    seen = set(ChangeReview.objects.visible_to(user).filter(readings__in=after).values_list("pk", flat=True))
    marks: dict[int, AffectedReading] = {}
    for mark in after.select_related("review").order_by("-effect", "pk"):  # what is stale comes last, and counts
        marks[mark.assessment_id] = mark
    return list(_changed(readings.items(), marks, seen, report))


def _changed(
    readings: Iterable[tuple[int, Assessment]], marks: dict[int, AffectedReading], seen: set[int], report: Report
) -> Iterable[ChangedReading]:
    for pk, reading in readings:
        mark = marks.get(pk)
        change = mark.review.uid if mark is not None and mark.review_id in seen else None
        if reading.superseded_at is not None and report.frozen_at and reading.superseded_at > report.frozen_at:
            yield ChangedReading(reading, SUPERSEDED, change)
        elif mark is not None:
            yield ChangedReading(reading, STALE if mark.effect == Effect.STALE else TO_CONFIRM, change)


def _readings_in(body: str) -> list[str]:
    return [line["assessment"] for line in json.loads(body).get("readings", [])]


def naming(uids: Iterable[UUID]) -> Q:
    """Reports whose frozen content names any of these readings; matches nothing without one."""
    named = Q(pk__in=[])
    for uid in uids:
        named |= Q(content__body__contains=str(uid))
    return named
