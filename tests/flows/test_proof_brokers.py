"""Slow proof: over a real Redis and a real RabbitMQ, a supervised worker killed in mid-job still yields one report."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from governance.audit.verify import verify_trail
from governance.jobs.models import JobState
from governance.reports.models import Report
from tests.flows.workers import SupervisedWorker, is_done, now, ring, signed_by_both, yields_exactly_one
from tests.governance.report_world import World
from tests.harness import servers
from tests.harness.site import LiveSite, running

pytestmark = pytest.mark.prove("brokers")


@pytest.fixture(params=[servers.redis, servers.rabbitmq], ids=["redis", "rabbitmq"])
def broker(request: pytest.FixtureRequest) -> Iterator[str]:
    with request.param() as url:
        yield url


@pytest.fixture
def site(own_database: str, tmp_path: Path, broker: str) -> Iterator[LiveSite]:
    with running(own_database, tmp_path, {"CELERY_BROKER_URL": broker, "COUNTERSIGN_JOB_LEASE": "5"}) as made:
        yield made


@pytest.fixture
def worker(site: LiveSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[SupervisedWorker]:
    made = SupervisedWorker(site, monkeypatch)
    yield made
    made.end()


def readiness(site: LiveSite) -> Any:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{site.url}/readyz", timeout=20) as answer:
        return json.load(answer)


def test_a_report_is_made_over_a_real_broker_though_its_worker_is_killed_in_mid_job(
    site: LiveSite, world: World, worker: SupervisedWorker, broker: str
) -> None:
    assert readiness(site) == {"ready": True, "missing": {}}
    report = world.start()
    ring(site)
    worker.start()
    for job_of in ("draft_job", "final_job"):
        if job_of == "final_job":
            report = signed_by_both(world, report)
            ring(site)
        job = getattr(Report.objects.get(pk=report.pk), job_of)
        worker.tend(lambda job=job: now(job).progress_label != "", "drawing")
        worker.kill()
        left = now(job)
        assert (left.state, left.attempt) == (JobState.RUNNING, 1)
        worker.tend(lambda job=job: is_done(job), "the next worker finishing")
        assert now(job).attempt == 2
    assert yields_exactly_one(report).startswith(b"%PDF-")
    assert verify_trail().holds
    assert not (site.home / "broker" / "messages").exists()  # nothing went round the broker
    print(f"\n{broker.partition(':')[0]}: sample of 1 report, 2 jobs, each killed once in mid-job; 1 file sealed")
