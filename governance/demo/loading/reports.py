"""The main job, driven once: reports are started, drafted, signed and sealed, by the real clock.

Each report is brought to the state its row names, from wherever it is: a load that was broken off here is finished by
the next one. The jobs are done in this process; where a worker is running too, whoever is first does them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone

from governance.accounts.access import Actor
from governance.accounts.models import Team, User
from governance.demo.loading.book import Row, data
from governance.jobs.models import Job, JobState
from governance.reports.models import Report, ReportState
from governance.reports.services.signing import decline_report, sign_report
from governance.reports.services.starting import cancel_report, start_report
from governance.reports.services.working import path_on_disk, work
from policies.models import Category, Tool

PATIENCE = 180
"""Seconds to wait for a job that a worker beside us has taken."""


class NotFinished(Exception):
    """A report could not be brought to its state; the text says why."""


def finished() -> bool:
    """Whether every report of the portfolio is in the state its row names."""
    rows = {row["title"]: row["state"] for row in data("reports")["reports"]}
    there = dict(Report.objects.filter(title__in=rows).values_list("title", "state"))
    return there == rows


def bring_about() -> list[Path]:
    """Bring each report to its state; returns where the sealed files lie. Raises NotFinished."""
    return [path for row in data("reports")["reports"] for path in _bring(row)]


def _bring(row: Row) -> Iterator[Path]:
    report = Report.objects.filter(title=row["title"]).first() or _start(row)
    if row["state"] == ReportState.CANCELLED:
        if report.state != ReportState.CANCELLED:
            cancel_report(actor=_act(row["started_by"]), report=report, version=None)
        return
    if report.draft_job is not None:
        _see_through(report.draft_job)
    for signature in row["signatures"]:
        report = Report.objects.get(pk=report.pk)
        if report.content is not None and not report.signatures.filter(lane=signature["lane"]).exists():
            sign_report(actor=_act(signature["by"]), report=report, content_hash=report.content.sha256)
    report = Report.objects.get(pk=report.pk)
    if row["state"] == ReportState.DECLINED and report.state != ReportState.DECLINED:
        declined = row["declined"]
        decline_report(actor=_act(declined["by"]), report=report, reason=declined["reason"], version=None)
    if report.final_job is not None:
        _see_through(report.final_job)
        yield path_on_disk(report)


def _start(row: Row) -> Report:
    scope = row["scope"]
    named = {entry["key"]: entry["name"] for entry in data("organisation")["teams"]}
    held = {entry["key"]: entry["name"] for entry in data("tools")["tools"]}
    return start_report(
        actor=_act(row["started_by"]),
        title=row["title"],
        legal_signatory=_person(row["legal_signatory"]),
        engineering_signatory=_person(row["engineering_signatory"]),
        teams=list(Team.objects.filter(name__in=[named[key] for key in scope["teams"]])),
        categories=list(Category.objects.filter(slug__in=scope["categories"])),
        tools=list(Tool.objects.filter(name__in=[held[key] for key in scope["tools"]])),
    )


def _person(key: str) -> User:
    email = next(row["email"] for row in data("organisation")["people"] if row["key"] == key)
    person: User = User.objects.get(email=email)
    return person


def _act(key: str) -> Actor:
    return Actor(user=_person(key), via="session", stepped_up_at=timezone.now())


def _see_through(job: Job) -> None:
    """Do the job, or wait while a worker does. Raises NotFinished when it failed for good."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        work(job.uid)
        job.refresh_from_db()
        if job.state == JobState.DONE:
            return
        if job.state == JobState.FAILED:
            raise NotFinished(job.error)
        time.sleep(0.2)
    raise NotFinished("A worker took the report and did not finish it in time.")
