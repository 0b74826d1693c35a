"""Reports in a queue: to sign, and those one started."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, OuterRef, Q, When
from django.urls import reverse

from governance.database.within import instant_of, rows_within
from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker
from governance.jobs.models import JobState
from governance.reports.models import Report, ReportSignature, ReportState

UNDER_WAY = (
    ReportState.REQUESTED,
    ReportState.FROZEN,
    ReportState.DRAFT,
    ReportState.SIGNED_BY_ONE,
    ReportState.SIGNED,
)


def reports(asker: Asker) -> Iterator[Item]:
    """Reports the person was named to sign, and others they started: failed ones need them, declined ones changed, the
    others are under way."""
    named = Q(legal_signatory=asker.user) | Q(engineering_signatory=asker.user)
    to_sign = Q(named, state__in=[ReportState.DRAFT, ReportState.SIGNED_BY_ONE])
    started = Q(started_by=asker.user, state__in=[*UNDER_WAY, ReportState.DECLINED])
    people = ("started_by", "legal_signatory", "engineering_signatory")
    rows = Report.objects.filter(to_sign | started).select_related(*people, "draft_job", "final_job")
    signed = ReportSignature.objects.filter(report=OuterRef("pk"))
    for row in rows.annotate(
        to_sign=Case(When(to_sign, then=True), default=False),
        signed=rows_within(signed, person="person_id", at="signed_at"),
    ):
        yield _to_sign(asker, row) if row.to_sign else _started(row)


def _to_sign(asker: Asker, row: Any) -> Item:
    mine = asker.user.pk in _signers(row)
    partner = row.engineering_signatory if row.legal_signatory_id == asker.user.pk else row.legal_signatory
    section = Section.WAITING if mine else Section.NEEDS_ME
    with_whom = f"With {partner.name}" if mine else f"Started by {row.started_by.name}"
    return _report(row, section, "You signed it" if mine else "Named to sign it", with_whom)


def _started(row: Any) -> Item:
    job = row.final_job or row.draft_job
    if row.state == ReportState.DECLINED:
        return _report(row, Section.CHANGED, "You started it", "A signatory declined")
    if job is not None and job.state == JobState.FAILED:
        return _report(row, Section.NEEDS_ME, "You started it", "Rendering failed", state="failed")
    return _report(row, Section.WAITING, "You started it", _waits_for(row))


def _signers(row: Any) -> set[int]:
    return {signature["person"] for signature in row.signed or ()}


def _waits_for(row: Any) -> str:
    if row.state not in (ReportState.DRAFT, ReportState.SIGNED_BY_ONE):
        return "Being made"
    signed = _signers(row)
    people = (row.legal_signatory, row.engineering_signatory)
    return "With " + " and ".join(person.name for person in people if person.pk not in signed)


def _report(row: Any, section: Section, why: str, with_whom: str, state: str = "") -> Item:
    signed = max((instant_of(signature["at"]) for signature in row.signed or ()), default=None)
    return Item(
        section=section,
        kind="report",
        icon="seal",
        matter=f"Report {row.number}: {row.title}",
        url=reverse("reports:report_detail", args=[row.uid]),
        why=why,
        state=state or ReportState(row.state),
        with_whom=with_whom,
        since=signed or row.frozen_at or row.created_at,
        about=row.uid,
        step=state or (section.value if section != Section.NEEDS_ME else "sign"),
    )
