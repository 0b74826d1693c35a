"""Reports in a queue: to sign, and those one started."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse

from governance.desk.items import Item, Section
from governance.desk.sources.asker import Asker
from governance.jobs.models import JobState
from governance.reports.models import Report, ReportState

UNDER_WAY = (
    ReportState.REQUESTED,
    ReportState.FROZEN,
    ReportState.DRAFT,
    ReportState.SIGNED_BY_ONE,
    ReportState.SIGNED,
)


def _reports() -> QuerySet[Report]:
    return Report.objects.select_related(
        "started_by", "legal_signatory", "engineering_signatory", "draft_job", "final_job"
    ).prefetch_related("signatures")


def reports_to_sign(asker: Asker) -> Iterator[Item]:
    """Reports the person was named to sign."""
    named = Q(legal_signatory=asker.user) | Q(engineering_signatory=asker.user)
    for row in _reports().filter(named, state__in=[ReportState.DRAFT, ReportState.SIGNED_BY_ONE]):
        mine = next((item for item in row.signatures.all() if item.person_id == asker.user.pk), None)
        partner = row.engineering_signatory if row.legal_signatory_id == asker.user.pk else row.legal_signatory
        yield _report(
            row,
            Section.WAITING if mine else Section.NEEDS_ME,
            "You signed it" if mine else "Named to sign it",
            f"With {partner.name}" if mine else f"Started by {row.started_by.name}",
        )


def own_reports(asker: Asker) -> Iterator[Item]:
    """Reports the person started: failed ones need them, declined ones changed, the others are under way."""
    named = Q(legal_signatory=asker.user) | Q(engineering_signatory=asker.user)
    rows = _reports().filter(started_by=asker.user, state__in=[*UNDER_WAY, ReportState.DECLINED])
    for row in rows.exclude(named, state__in=[ReportState.DRAFT, ReportState.SIGNED_BY_ONE]):
        job = row.final_job or row.draft_job
        if row.state == ReportState.DECLINED:
            yield _report(row, Section.CHANGED, "You started it", "A signatory declined")
        elif job is not None and job.state == JobState.FAILED:
            yield _report(row, Section.NEEDS_ME, "You started it", "Rendering failed", state="failed")
        else:
            yield _report(row, Section.WAITING, "You started it", _waits_for(row))


def _waits_for(row: Report) -> str:
    if row.state not in (ReportState.DRAFT, ReportState.SIGNED_BY_ONE):
        return "Being made"
    signed = {item.person_id for item in row.signatures.all()}
    people = (row.legal_signatory, row.engineering_signatory)
    return "With " + " and ".join(person.name for person in people if person.pk not in signed)


def _report(row: Report, section: Section, why: str, with_whom: str, state: str = "") -> Item:
    signed = max((item.signed_at for item in row.signatures.all()), default=None)
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
    )
