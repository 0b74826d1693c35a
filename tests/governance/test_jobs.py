"""Jobs are held by one worker at a time, given back when it dies, and found by the sweep when nobody heard the bell."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from typing import Any

import pytest
import time_machine
from celery import current_app
from django.db import connections
from django.utils import timezone

from governance.jobs import doorbell, lease, tasks
from governance.jobs.models import Job, JobState

HEARD = "governance.reports.tasks.work"


def queued(key: str = "report.draft:1", **fields: Any) -> Job:
    job = lease.enqueue("report.draft", key, requested_by_id=None)
    Job.objects.filter(pk=job.pk).update(**fields) if fields else None
    return now(job)


def now(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def claimed(key: str = "report.draft:1") -> Job:
    job = lease.claim(queued(key).uid)
    assert job is not None
    return job


@pytest.fixture
def bell(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """What would have been sent to the broker."""
    rung: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args: rung.append((name, args)))
    return rung


def test_asking_twice_is_asking_once(db: None) -> None:
    assert queued("same").pk == queued("same").pk
    assert Job.objects.count() == 1


def test_a_claimed_job_says_who_holds_it_until_when(db: None) -> None:
    job = claimed()
    assert (job.state, job.attempt) == (JobState.RUNNING, 1)
    assert job.lease_token is not None
    assert timezone.now() < job.lease_until <= timezone.now() + lease.LEASE


def test_a_job_that_is_held_done_or_unknown_is_not_claimed(db: None) -> None:
    job = claimed()
    assert lease.claim(job.uid) is None
    lease.finish(job)
    assert lease.claim(job.uid) is None
    assert lease.claim(uuid.uuid4()) is None
    assert now(job).state == JobState.DONE


def test_a_heartbeat_renews_the_lease_and_says_how_far_the_work_is(db: None) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
        job = claimed()
        clock.shift(lease.LEASE - dt.timedelta(seconds=1))
        lease.heartbeat(job, done=3, total=9, label="Laid out page 3")
        clock.shift(lease.LEASE - dt.timedelta(seconds=1))
        assert lease.claim(job.uid) is None
    job = now(job)
    assert (job.progress_done, job.progress_total, job.progress_label) == (3, 9, "Laid out page 3")


def test_a_silent_workers_job_goes_to_the_next_and_the_first_writes_nothing_more(db: None) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
        first = claimed()
        clock.shift(lease.LEASE + dt.timedelta(seconds=1))
        second = lease.claim(first.uid)
    assert second is not None
    assert second.attempt == 2
    for attempt in (
        lambda: lease.heartbeat(first),
        lambda: lease.finish(first),
        lambda: lease.fail(first, "x", final=True),
    ):
        with pytest.raises(lease.LeaseLost):
            attempt()
    lease.finish(second)
    assert now(first).state == JobState.DONE


def test_a_failure_puts_the_job_back_until_its_attempts_run_out(db: None) -> None:
    job = queued(max_attempts=2)
    for state in (JobState.QUEUED, JobState.FAILED):
        held = lease.claim(job.uid)
        assert held is not None
        lease.fail(held, "No font.", final=False)
        assert (now(job).state, now(job).error) == (state, "No font.")
    assert now(job).finished_at is not None
    assert lease.claim(job.uid) is None


def test_a_failure_that_is_final_is_not_tried_again(db: None) -> None:
    job = claimed()
    lease.fail(job, "x" * 5000, final=True)
    assert now(job).state == JobState.FAILED
    assert len(now(job).error) == 2000


def test_a_job_whose_workers_all_died_is_given_up_in_words(db: None) -> None:
    job = queued(max_attempts=1)
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), tick=False) as clock:
        assert lease.claim(job.uid) is not None
        clock.shift(lease.LEASE + dt.timedelta(seconds=1))
        assert lease.claim(job.uid) is None
    assert now(job).state == JobState.FAILED
    assert "Given up" in now(job).error


def test_a_failed_job_is_requeued_with_fresh_attempts_and_no_other(db: None) -> None:
    failed, running = claimed("one"), claimed("two")
    lease.fail(failed, "x", final=True)
    for job in (failed, running):
        lease.requeue(job)
    assert (now(failed).state, now(failed).attempt, now(failed).error) == (JobState.QUEUED, 0, "")
    assert now(running).state == JobState.RUNNING


def test_a_cancelled_job_is_noticed_at_the_next_heartbeat(db: None) -> None:
    job = claimed()
    assert lease.cancel(job)
    assert not lease.cancel(job)
    with pytest.raises(lease.LeaseLost):
        lease.heartbeat(job)
    assert lease.claim(job.uid) is None


def test_the_bell_rings_after_commit_only(
    db: None, bell: list[tuple[str, list[str]]], django_capture_on_commit_callbacks: Any
) -> None:
    job = queued()
    with django_capture_on_commit_callbacks(execute=True):
        doorbell.ring(job)
        assert bell == []
    assert bell == [(HEARD, [str(job.uid)])]


def test_a_dead_broker_loses_nothing_and_the_sweep_rings_again(
    db: None, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any, caplog: Any
) -> None:
    rung: list[str] = []

    def dead(name: str, args: list[str]) -> None:
        raise ConnectionError("no broker")

    job = queued()
    monkeypatch.setattr(current_app, "send_task", dead)
    with django_capture_on_commit_callbacks(execute=True):
        doorbell.ring(job)
    assert now(job).state == JobState.QUEUED
    assert doorbell.sweep() == 1
    assert "doorbell.unheard" in caplog.text
    monkeypatch.setattr(current_app, "send_task", lambda name, args: rung.extend(args))
    assert tasks.sweep() == 1
    assert rung == [str(job.uid)]


def test_the_sweep_finds_what_nobody_holds_and_nothing_else(db: None, bell: list[tuple[str, list[str]]]) -> None:
    waiting, held, dead, done = queued("waiting"), claimed("held"), claimed("dead"), claimed("done")
    Job.objects.filter(pk=dead.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    lease.finish(done)
    assert doorbell.sweep() == 2
    assert {args[0] for _, args in bell} == {str(waiting.uid), str(dead.uid)}
    assert str(held.uid) not in str(bell)


def test_every_kind_of_job_has_a_task_that_exists() -> None:
    current_app.loader.import_default_modules()
    assert set(doorbell.TASK_OF_KIND.values()) <= set(current_app.tasks)


def test_of_many_workers_exactly_one_gets_the_job(own_database: str) -> None:
    """Threads with connections of their own, released together, on jobs one after the other."""
    rounds, workers = 10, 6
    jobs = [queued(f"report.draft:{number}") for number in range(rounds)]
    start = threading.Barrier(workers)
    held: list[tuple[uuid.UUID, uuid.UUID | None]] = []
    broken: list[BaseException] = []

    def worker() -> None:
        try:
            for job in jobs:
                start.wait(timeout=30)
                got = lease.claim(job.uid)
                if got is not None:
                    held.append((got.uid, got.lease_token))
        except BaseException as error:
            broken.append(error)
            start.abort()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=worker) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert broken == []
    assert sorted(uid for uid, _ in held) == sorted(job.uid for job in jobs)
    for uid, token in held:
        row = Job.objects.get(uid=uid)
        assert (row.lease_token, row.attempt) == (token, 1)
