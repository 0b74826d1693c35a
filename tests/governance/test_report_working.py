"""What the worker makes of a report's job when things go wrong: in words, nothing half stored, nothing lost."""

from __future__ import annotations

from typing import Any

import pytest

from governance.audit.models import Event
from governance.blobs.models import Blob
from governance.errors import Conflict
from governance.jobs import lease
from governance.jobs.models import Job, JobState
from governance.reports.models import LedgerEntry, Report, ReportState
from governance.reports.pdf import RenderingFailed
from governance.reports.services import working
from governance.reports.services.signing import sign_report
from governance.reports.services.starting import retry_report
from tests.governance.report_fixtures import sketch
from tests.governance.report_world import World, acting


def again(report: Report) -> Report:
    return Report.objects.select_related("content", "draft_job", "final_job").get(pk=report.pk)


def pen(monkeypatch: pytest.MonkeyPatch, compose: Any) -> None:
    monkeypatch.setattr(working, "compose", compose)


def breaks(error: Exception) -> Any:
    def compose(content: str, signatures: Any, tell: Any) -> Any:
        raise error

    return compose


def fully_signed(world: World) -> Report:
    report = world.start()
    working.work(report.draft_job.uid)
    for person in (world.engineering_owner, world.counsel):
        report = sign_report(actor=acting(person), report=again(report), content_hash=again(report).content.sha256)
    return again(report)


def test_a_rendering_that_fails_is_tried_again_and_given_up_in_words(
    governed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    pen(monkeypatch, breaks(RenderingFailed("Drawing the document took longer than 300 seconds and was ended.")))
    report = governed.start()
    working.work(report.draft_job.uid)
    report = again(report)
    assert (report.state, report.draft_job.state, report.draft_job.attempt) == ("frozen", JobState.QUEUED, 1)
    frozen = report.content.sha256
    for _ in range(report.draft_job.max_attempts):
        working.work(report.draft_job.uid)
    report = again(report)
    assert report.draft_job.state == JobState.FAILED
    assert report.draft_job.error == "Drawing the document took longer than 300 seconds and was ended."
    assert (report.state, report.draft_pdf, report.content.sha256) == (ReportState.FROZEN, None, frozen)


def test_a_failed_report_is_tried_again_by_a_person_with_the_content_frozen_before(
    governed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    pen(monkeypatch, breaks(RenderingFailed("no")))
    report = governed.start()
    for _ in range(report.draft_job.max_attempts):
        working.work(report.draft_job.uid)
    frozen = again(report).content.sha256
    retry_report(actor=acting(governed.auditor), report=report)
    assert again(report).draft_job.state == JobState.QUEUED
    pen(monkeypatch, sketch)
    working.work(report.draft_job.uid)
    report = again(report)
    assert (report.state, report.content.sha256) == (ReportState.DRAFT, frozen)
    assert Event.objects.filter(action="report.retried").count() == 1
    with pytest.raises(Conflict, match="Nothing failed"):
        retry_report(actor=acting(governed.auditor), report=report)


def test_a_crash_in_the_product_is_logged_and_said_without_its_insides(
    governed: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pen(monkeypatch, breaks(ZeroDivisionError("secret inside")))
    report = governed.start()
    working.work(report.draft_job.uid)
    job = again(report).draft_job
    assert job.error == "The report could not be made because of a fault in the product. It is in the log."
    assert "secret inside" in caplog.text


def test_gathering_that_crashes_freezes_nothing(governed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def gather(report: Report) -> str:
        raise RuntimeError("half way")

    monkeypatch.setattr(working, "gather", gather)
    report = governed.start()
    working.work(report.draft_job.uid)
    report = again(report)
    assert (report.state, report.content, report.draft_job.state) == (ReportState.REQUESTED, None, JobState.QUEUED)


@pytest.mark.parametrize("stage", ["draft", "final"])
def test_a_worker_that_was_overtaken_writes_nothing(
    governed: World, monkeypatch: pytest.MonkeyPatch, quick_pen: None, stage: str
) -> None:
    report = governed.start() if stage == "draft" else fully_signed(governed)
    job = report.draft_job if stage == "draft" else report.final_job
    state = ReportState.FROZEN if stage == "draft" else ReportState.SIGNED

    def slow(content: str, signatures: Any, tell: Any) -> Any:
        drawn = sketch(content, signatures, tell)
        Job.objects.filter(pk=job.pk).update(lease_token="00000000-0000-4000-8000-000000000000")
        return drawn

    blobs = Blob.objects.count()
    pen(monkeypatch, slow)
    working.work(job.uid)
    report = again(report)
    assert report.state == state
    assert Blob.objects.count() == blobs
    assert not LedgerEntry.objects.exists()
    assert Job.objects.get(pk=job.pk).state == JobState.RUNNING  # the other worker's


def test_a_cancelled_report_stops_the_worker_at_its_next_sign_of_life(
    governed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = governed.start()
    drawn: list[str] = []

    def cancelled(content: str, signatures: Any, tell: Any) -> Any:
        lease.cancel(report.draft_job)
        drawn.append("before")
        result = sketch(content, signatures, tell)
        drawn.append("after")
        return result

    pen(monkeypatch, cancelled)
    working.work(report.draft_job.uid)
    assert drawn == ["before"]
    assert again(report).draft_pdf is None


def test_a_seal_that_cannot_be_recorded_leaves_no_ledger_entry(
    governed: World, monkeypatch: pytest.MonkeyPatch, quick_pen: None
) -> None:
    report = fully_signed(governed)

    def record(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the trail is full")

    with monkeypatch.context() as broken:
        broken.setattr(working, "record", record)
        working.work(report.final_job.uid)
    assert not LedgerEntry.objects.exists()
    report = again(report)
    assert (report.state, report.sealed_pdf, report.final_job.state) == (ReportState.SIGNED, None, JobState.QUEUED)
    working.work(report.final_job.uid)
    assert again(report).state == ReportState.SEALED


def test_the_final_job_failing_loses_no_signature_and_is_tried_again(
    governed: World, monkeypatch: pytest.MonkeyPatch, quick_pen: None
) -> None:
    report = fully_signed(governed)
    pen(monkeypatch, breaks(RenderingFailed("no font")))
    for _ in range(report.final_job.max_attempts):
        working.work(report.final_job.uid)
    report = again(report)
    assert (report.state, report.final_job.state) == (ReportState.SIGNED, JobState.FAILED)
    assert report.signatures.count() == 2
    retry_report(actor=acting(governed.auditor), report=report)
    pen(monkeypatch, sketch)
    working.work(report.final_job.uid)
    working.work(report.final_job.uid)
    assert again(report).state == ReportState.SEALED
    assert LedgerEntry.objects.count() == 1
