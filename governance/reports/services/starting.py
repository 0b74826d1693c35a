"""Starting, retrying and cancelling a report."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max
from django.utils import timezone

from governance.accounts.access import Actor, organisation, require, roles_of, visible_team_ids
from governance.accounts.models import Team, User
from governance.accounts.roles import Role
from governance.audit.deeds import deed, record
from governance.canonical import canonical_json
from governance.errors import Conflict, Invalid
from governance.jobs import lease
from governance.jobs.models import Job, JobState
from governance.modelling import check_version, locked
from governance.reports.lifecycle import next_state
from governance.reports.models import Report, ReportKind, ReportState
from policies.models import Category, PolicyRevision, Tool


@deed
def start_report(
    *,
    actor: Actor,
    title: str,
    legal_signatory: User,
    engineering_signatory: User,
    teams: Sequence[Team] = (),
    categories: Sequence[Category] = (),
    tools: Sequence[Tool] = (),
) -> Report:
    """Start a portfolio audit for a scope (empty means all) and name who signs it. The worker does the rest.

    Raises Invalid for a signatory without the role, one person in both lanes, or no title.
    """
    locked(organisation())  # the lock of the numbers: two reports at once would take the same
    require(actor, "report.start")
    _check(title, legal_signatory, engineering_signatory, _beyond(actor.person, teams))
    number = (Report.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    now = timezone.now()
    report = Report(
        number=number,
        kind=ReportKind.PORTFOLIO,
        title=title.strip(),
        scope=_scope(teams, categories, tools),
        as_of=now,
        started_by=actor.person,
        legal_signatory=legal_signatory,
        engineering_signatory=engineering_signatory,
        created_at=now,
    )
    report.draft_job = lease.enqueue("report.draft", f"report.draft:{report.uid}", requested_by_id=actor.person.pk)
    report.save()
    names = {"legal_signatory": legal_signatory.uid, "engineering_signatory": engineering_signatory.uid}
    facts = {"number": number, "title": report.title, "scope": report.scope, "as_of": report.as_of}
    record(actor, "report.started", subject=report, detail={**facts, **names})
    return report


def _scope(teams: Sequence[Team], categories: Sequence[Category], tools: Sequence[Tool]) -> str:
    rows: dict[str, Sequence[Team | Category | Tool]] = {"teams": teams, "categories": categories, "tools": tools}
    return canonical_json({noun: sorted(str(row.uid) for row in chosen) for noun, chosen in rows.items()})


def _beyond(person: User, teams: Sequence[Team]) -> list[str]:
    """Why these teams are more than the person may read of; an auditor may be limited to some."""
    seen = visible_team_ids(person)
    if seen is None or (teams and all(team.pk in seen for team in teams)):
        return []
    return ["Your account is limited to some teams. Choose among those, at least one."]


def _check(title: str, legal: User, engineering: User, beyond: list[str]) -> None:
    problems: dict[str, list[str]] = {"teams": beyond} if beyond else {}
    if not title.strip():
        problems["title"] = ["Give the report a title."]
    if Role.COUNSEL not in roles_of(legal):
        problems["legal_signatory"] = [f"{legal.name} is not counsel."]
    if Role.ENGINEERING_OWNER not in roles_of(engineering):
        problems["engineering_signatory"] = [f"{engineering.name} is not an engineering owner."]
    if legal == engineering:
        problems["engineering_signatory"] = ["One person never fills both lanes: name two."]
    if not PolicyRevision.objects.filter(published_at__isnull=False).exists():
        problems[""] = ["No policy revision is published yet, so there is nothing to report on."]
    if problems:
        raise Invalid("The report could not be started.", problems=problems)


def current_job(report: Report) -> Job | None:
    """The job the report waits for now, if any."""
    return report.final_job if report.state == ReportState.SIGNED else report.draft_job


@deed
def retry_report(*, actor: Actor, report: Report) -> Report:
    """Put the failed job of a report back in the queue. Raises Conflict when nothing failed."""
    report = locked(report)
    require(actor, "report.start")
    job = current_job(report)
    if job is None or job.state != JobState.FAILED:
        raise Conflict("Nothing failed here. Wait for the report, or cancel it.")
    lease.requeue(job)
    record(actor, "report.retried", subject=report, detail={"error": job.error})
    return report


@deed
def cancel_report(*, actor: Actor, report: Report, version: int | None) -> Report:
    """Cancel a report nobody has signed yet. What was frozen stays on record."""
    report = locked(report)
    require(actor, "report.cancel")
    check_version(report, version)
    report.state = next_state(ReportState(report.state), "cancel")
    report.version += 1
    report.save(update_fields=["state", "version"])
    if report.draft_job is not None:
        lease.cancel(report.draft_job)
    record(actor, "report.cancelled", subject=report)
    return report
