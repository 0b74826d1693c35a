"""Steps of tests in which real workers run, die and are replaced, and what must hold of a report afterwards."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable

import pytest

from governance.audit.models import Event
from governance.blobs import store
from governance.bootstrap import supervisor
from governance.jobs.models import Job, JobState
from governance.reports.models import LedgerEntry, Report, ReportState
from governance.reports.services.signing import sign_report
from governance.reports.services.verification import verify_pdf
from tests.governance.report_world import World, acting
from tests.harness.site import LiveSite

PATIENCE = 180
"""Seconds: only what never happens is waited for so long, and a busy machine makes everything slow."""
RING = "from governance.jobs.doorbell import sweep; sweep()"
ONCE = ("report.frozen", "report.drafted", "report.sealed")


def wait_until(true: Callable[[], bool], site: LiveSite, what: str) -> None:
    """Wait until something is true; in vain, and the worker's log is shown."""
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, f"{what} did not happen:\n{site.log('worker')[-3000:]}"
        time.sleep(0.02)


def ring(site: LiveSite) -> None:
    """Ring for every waiting job, over the broker the site is configured with."""
    rung = site.manage("shell", "-c", RING)
    assert (rung.returncode, "doorbell.unheard" in rung.stderr + rung.stdout) == (0, False), rung.stderr


class SupervisedWorker:
    """The worker as `make run` keeps it going: killed, it is started again."""

    def __init__(self, site: LiveSite, patch: pytest.MonkeyPatch) -> None:
        for name, value in site.environment.items():
            patch.setenv(name, value)  # the supervisor hands its own environment on
        with socket.create_server(("127.0.0.1", 0)) as door:
            self._child = supervisor._children(site.home, site.home, door)[1]
        self._site = site

    def start(self) -> None:
        self._child.start()

    def kill(self) -> None:
        """kill -9, and nothing else: what follows is the supervisor's."""
        assert self._child._process is not None
        os.kill(self._child._process.pid, signal.SIGKILL)
        self._child._process.wait(timeout=10)

    def tend(self, true: Callable[[], bool], what: str) -> None:
        """Supervise until something is true."""

        def tended() -> bool:
            self._child.keep_going()
            return true()

        wait_until(tended, self._site, what)

    def end(self) -> None:
        self._child.ask_to_end()
        self._child.end()


def now(job: Job | None) -> Job:
    """The row as it is now."""
    assert job is not None
    return Job.objects.get(pk=job.pk)


def is_done(job: Job | None) -> bool:
    """Whether the job is done; that it failed is said at once."""
    row = now(job)
    assert row.state != JobState.FAILED, row.error
    return row.state == JobState.DONE


def signed_by_both(world: World, report: Report) -> Report:
    """The report after both functions signed its draft."""
    report = Report.objects.get(pk=report.pk)
    for person in (world.counsel, world.engineering_owner):
        report = sign_report(actor=acting(person), report=report, content_hash=report.content.sha256)
    return report


def yields_exactly_one(report: Report) -> bytes:
    """Exactly one sealed file came of the report: one of each event, one entry in the ledger, valid. Returns it."""
    report = Report.objects.get(pk=report.pk)
    assert report.state == ReportState.SEALED
    for action in ONCE:
        assert Event.objects.filter(action=action, subject_uid=report.uid).count() == 1, action
    assert LedgerEntry.objects.filter(report=report).count() == 1
    pdf = store.get(report.sealed_pdf)
    judged = verify_pdf(pdf)
    assert (judged.valid, judged.report) == (True, report), judged.reason
    return pdf
