"""A real worker is killed while it draws the final PDF: the next takes the job over and yields exactly one report."""

from __future__ import annotations

import os
import signal

import pytest

from governance.audit.models import Event
from governance.audit.verify import verify_trail
from governance.jobs.models import Job, JobState
from governance.reports.models import LedgerEntry, Report, ReportState
from governance.reports.services import working
from governance.reports.services.signing import sign_report
from tests.flows.workers import ring, wait_until
from tests.governance.report_fixtures import sketch
from tests.governance.report_world import World, acting
from tests.harness.site import LiveSite


@pytest.fixture
def signed(live_site: LiveSite, world: World, monkeypatch: pytest.MonkeyPatch) -> Report:
    """A report signed by both, whose final PDF nobody has drawn yet."""
    report = world.start()
    with monkeypatch.context() as quick:
        quick.setattr(working, "compose", sketch)
        working.work(report.draft_job.uid)
    report = Report.objects.get(pk=report.pk)
    for person in (world.engineering_owner, world.counsel):
        report = sign_report(actor=acting(person), report=report, content_hash=report.content.sha256)
    return report


def test_a_killed_workers_report_is_finished_by_the_next_worker_once(live_site: LiveSite, signed: Report) -> None:
    live_site.environment["COUNTERSIGN_JOB_LEASE"] = "5"

    def job() -> Job:
        return Job.objects.get(pk=signed.final_job_id)

    first = live_site.start_worker()
    ring(live_site)
    wait_until(lambda: job().progress_label != "", live_site, "drawing")
    os.kill(first.pid, signal.SIGKILL)
    first.wait(timeout=5)
    live_site.stop_worker()  # what is left of the first one: Celery's clock
    left = job()
    assert (left.state, left.attempt) == (JobState.RUNNING, 1)
    assert Report.objects.get(pk=signed.pk).state == ReportState.SIGNED
    assert not LedgerEntry.objects.exists()

    live_site.start_worker()  # nobody rings: its sweep finds the row once the lease has run out
    wait_until(lambda: job().state == JobState.DONE, live_site, "the second worker finishing")
    report = Report.objects.get(pk=signed.pk)
    assert (report.state, job().attempt) == (ReportState.SEALED, 2)
    assert LedgerEntry.objects.count() == 1
    assert Event.objects.filter(action="report.sealed").count() == 1
    assert [path.name for path in (live_site.home / "reports").iterdir()] == ["countersign-report-0001.pdf"]
    verified = live_site.manage("verify_report", str(live_site.home / "reports" / "countersign-report-0001.pdf"))
    assert (verified.returncode, "Sealed and valid" in verified.stdout) == (0, True)
    assert verify_trail().holds
