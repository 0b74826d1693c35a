"""What the worker does with a report's jobs: freeze, render the draft, render and seal the final file.

Each result is stored in the same deed that ends its job, under the lease: a worker that was killed, or that another one
overtook, leaves either everything or nothing.
"""

from __future__ import annotations

import logging
import uuid
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from governance.accounts.access import Actor, system_actor
from governance.audit.deeds import deed, record
from governance.blobs import store
from governance.canonical import sha256_bytes
from governance.database.snapshot import read_snapshot
from governance.jobs import lease
from governance.jobs.models import Job
from governance.modelling import locked
from governance.reports.domain.content import REPORT_SCHEMA, content_hash
from governance.reports.gathering import gather
from governance.reports.lifecycle import next_state
from governance.reports.models import LedgerEntry, Report, ReportContent, ReportState
from governance.reports.pdf import Drawn, Progress, RenderingFailed, compose
from governance.reports.services.signing import signature_facts

log = logging.getLogger(__name__)
WORKER = system_actor("report worker")


def work(uid: uuid.UUID) -> None:
    """Do the job if nobody else holds it. Never raises for what the report's own content makes go wrong."""
    job = lease.claim(uid)
    if job is None:
        return
    try:
        _steps(job)
    except lease.LeaseLost:
        log.info("report.overtaken", extra={"job": str(uid)})
    except RenderingFailed as error:
        _failed(job, str(error), final=False)
    except Exception:
        log.exception("report.crashed", extra={"job": str(uid)})
        _failed(job, "The report could not be made because of a fault in the product. It is in the log.", final=False)


def _steps(job: Job) -> None:
    if job.kind == "report.draft":
        report = Report.objects.get(draft_job=job)
        if report.state == ReportState.REQUESTED:
            lease.heartbeat(job, done=0, total=3, label="Reading the evidence")
            with read_snapshot():
                body = gather(report)
            report = freeze(actor=WORKER, report=report, body=body, job=job)
        store_draft(actor=WORKER, report=report, drawn=_drawn(report, job), job=job)
        return
    report = Report.objects.get(final_job=job)
    seal(actor=WORKER, report=report, drawn=_drawn(report, job), job=job)


def _drawn(report: Report, job: Job) -> Drawn:
    content = report.content
    if content is None:
        raise RenderingFailed("The content of this report was never frozen.")
    signatures = signature_facts(report) if job.kind == "report.final" else ()

    def tell(progress: Progress) -> None:
        lease.heartbeat(job, done=progress.done, total=progress.total, label=progress.label)

    return compose(content.body, signatures, tell)


def _failed(job: Job, error: str, *, final: bool) -> None:
    try:
        lease.fail(job, error, final=final)
    except lease.LeaseLost:
        log.info("report.overtaken", extra={"job": str(job.uid)})


@deed
def freeze(*, actor: Actor, report: Report, body: str, job: Job) -> Report:
    """Write the content once; its SHA-256 is the content hash. Raises LeaseLost when overtaken."""
    report = locked(report)
    lease.heartbeat(job, done=1, total=3, label="Content frozen")
    digest = content_hash(body)
    content, _ = ReportContent.objects.get_or_create(sha256=digest, defaults={"schema": REPORT_SCHEMA, "body": body})
    report.state = next_state(ReportState(report.state), "freeze")
    report.content, report.frozen_at = content, timezone.now()
    report.version += 1
    report.save(update_fields=["state", "content", "frozen_at", "version"])
    record(actor, "report.frozen", subject=report, detail={"number": report.number, "content_hash": digest})
    return report


@deed
def store_draft(*, actor: Actor, report: Report, drawn: Drawn, job: Job) -> Report:
    """Keep the draft PDF and end the job."""
    report = locked(report)
    lease.finish(job)
    report.state = next_state(ReportState(report.state), "draft")
    report.draft_pdf, report.pages = store.put(drawn.pdf, "application/pdf"), drawn.pages
    report.version += 1
    report.save(update_fields=["state", "draft_pdf", "pages", "version"])
    record(
        actor,
        "report.drafted",
        subject=report,
        detail={"number": report.number, "pages": drawn.pages, "file": report.draft_pdf.sha256},
    )
    return report


@deed
def seal(*, actor: Actor, report: Report, drawn: Drawn, job: Job) -> Report:
    """Keep the final PDF, enter its hash in the ledger and end the job."""
    report = locked(report)
    lease.finish(job)
    report.state = next_state(ReportState(report.state), "seal")
    now = timezone.now()
    report.sealed_pdf, report.pages, report.sealed_at = (
        store.put(drawn.pdf, "application/pdf"),
        drawn.pages,
        now,
    )
    report.version += 1
    report.save(update_fields=["state", "sealed_pdf", "pages", "sealed_at", "version"])
    digest = sha256_bytes(drawn.pdf)
    content = report.content
    if content is None:
        raise ValueError("a signed report has content (constraint)")
    LedgerEntry.objects.create(
        report=report, file_sha256=digest, content_sha256=content.sha256, size=len(drawn.pdf), sealed_at=now
    )
    record(
        actor,
        "report.sealed",
        subject=report,
        detail={
            "number": report.number,
            "file_sha256": digest,
            "content_hash": content.sha256,
            "pages": drawn.pages,
        },
    )
    # Only after commit: nothing but sealed reports may lie in that folder.
    transaction.on_commit(lambda: leave_on_disk(report, drawn.pdf))
    return report


def path_on_disk(report: Report) -> Path:
    """Where the sealed file of a report lies: COUNTERSIGN_HOME/reports, where nothing else does."""
    return Path(settings.HOME) / "reports" / f"countersign-report-{report.number:04d}.pdf"


def leave_on_disk(report: Report, pdf: bytes) -> None:
    """Leave the sealed file where people find it: COUNTERSIGN_HOME/reports. Written whole or not at all."""
    target = path_on_disk(report)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = settings.HOME / f".report-{report.number:04d}.part"
    draft.write_bytes(pdf)
    draft.replace(target)
