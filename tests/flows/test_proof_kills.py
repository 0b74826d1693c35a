"""Slow proof: workers killed at random moments of a report's jobs. Exactly one report comes of each, none is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter

import pytest
from celery import Celery
from django.db import connection

from governance import neighbours
from governance.audit.models import Event
from governance.audit.verify import verify_trail
from governance.jobs.doorbell import TASK_OF_KIND
from governance.jobs.models import Job, JobState
from governance.reports.models import LedgerEntry, Report
from tests.flows.workers import is_done, now, signed_by_both, wait_until, yields_exactly_one
from tests.governance.report_world import World
from tests.harness.site import LiveSite

pytestmark = pytest.mark.prove("kills")
REPORTS = 12
"""Each is killed twice: in its draft and in its final file."""
LONGEST = 1.3
"""A kill comes up to so many spans of an undisturbed job after the ring: some come too late, which counts too."""


def kill(site: LiveSite, worker: subprocess.Popen[bytes]) -> None:
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(timeout=10)
    site.stop_worker()  # what is left of it: Celery's clock


def moment(job: Job) -> str:
    """Where a job stood when its worker died, as the row tells it."""
    if job.state != JobState.RUNNING:
        return {JobState.QUEUED: "before it was taken", JobState.DONE: "after it was done"}[JobState(job.state)]
    return "while drawing" if job.progress_label.startswith("Laid out") else "before drawing"


class Bell:
    """Messages to the workers, sent at once: a `manage.py` that rings would take longer than the job itself."""

    def __init__(self, site: LiveSite) -> None:
        self._site, self._app = site, Celery("proof", broker="filesystem://", set_as_current=False)
        self._app.conf.broker_transport_options = neighbours.broker_options("filesystem://", site.home / "broker")

    def ring(self, job: Job) -> None:
        """Ring twice: one of two messages must do nothing."""
        for _ in range(2):
            self._app.send_task(TASK_OF_KIND[job.kind], args=[str(job.uid)])

    def wait_until_heard(self) -> None:
        """Wait until a worker is up and hears: it has taken a message that makes no difference."""
        self._app.send_task("governance.jobs.tasks.sweep")
        messages = self._site.home / "broker" / "messages"
        wait_until(lambda: not any(messages.iterdir()), self._site, "a worker hearing")


def undisturbed(site: LiveSite, bell: Bell, job: Job | None) -> float:
    """Seconds from the ring to the end of a job nobody disturbs."""
    begun = time.monotonic()
    bell.ring(now(job))
    wait_until(lambda: is_done(job), site, "an undisturbed job")
    return time.monotonic() - begun


class Killer:
    """Kills the worker at a random moment of each job, and has the next one finish it."""

    def __init__(self, site: LiveSite, bell: Bell) -> None:
        self.seed = random.SystemRandom().randrange(10**6)
        self._chance, self._site, self._bell = random.Random(self.seed), site, bell
        self._worker = site.start_worker()
        self.moments: Counter[str] = Counter()
        bell.wait_until_heard()

    def strike(self, job: Job | None, span: float) -> None:
        """Ring, kill within `span` seconds or a little later, and wait for the sweep of the next worker to find it."""
        self._bell.ring(now(job))
        time.sleep(self._chance.uniform(0, LONGEST * span))
        kill(self._site, self._worker)
        left = now(job)
        self.moments[moment(left)] += 1
        self._worker = self._site.start_worker()
        wait_until(lambda: is_done(job), self._site, "the next worker finishing")
        assert now(job).attempt == left.attempt + (left.state != JobState.DONE)
        self._bell.wait_until_heard()


def test_workers_killed_at_random_moments_lose_no_report_and_make_none_twice(live_site: LiveSite, world: World) -> None:
    live_site.environment["COUNTERSIGN_JOB_LEASE"] = "5"
    bell = Bell(live_site)
    killer = Killer(live_site, bell)
    first = world.start("Undisturbed")
    of_draft = undisturbed(live_site, bell, first.draft_job)
    of_final = undisturbed(live_site, bell, signed_by_both(world, first).final_job)
    reports = [first]
    for number in range(1, REPORTS + 1):
        report = world.start(f"Killed {number}")
        killer.strike(report.draft_job, of_draft)
        killer.strike(signed_by_both(world, report).final_job, of_final)
        reports.append(report)

    kept = {f"countersign-report-{report.number:04d}.pdf": yields_exactly_one(report) for report in reports}
    assert Report.objects.count() == LedgerEntry.objects.count() == len(reports)
    assert Event.objects.filter(action="report.sealed").count() == len(reports)
    assert Job.objects.exclude(state=JobState.DONE).count() == 0
    on_disk = {path.name: path.read_bytes() for path in (live_site.home / "reports").iterdir()}
    assert on_disk == {name: kept[name] for name in on_disk}  # each whole and sealed
    assert verify_trail().holds
    print(
        f"\n{connection.vendor}: sample of {2 * REPORTS} kills (seed {killer.seed}; jobs of {of_draft:.1f} and "
        f"{of_final:.1f} s): {', '.join(f'{count} {words}' for words, count in killer.moments.most_common())}.\n"
        f"{len(reports)} reports started, {len(kept)} sealed, none twice; {len(on_disk)} of them lie on disk too."
    )
