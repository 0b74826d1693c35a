"""Pages of reports: list, start, watch, read, sign, download, verify."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import Actor, actor_of, allowed, require
from governance.accounts.sent_once import sent_once
from governance.accounts.stepup import needs_step_up
from governance.blobs import store
from governance.blobs.models import Blob
from governance.errors import Invalid, Stale
from governance.jobs.doorbell import ring
from governance.jobs.models import JobState
from governance.reports.forms import DeclineForm, ReportForm, VerifyForm
from governance.reports.models import Report, ReportState
from governance.reports.overtaken import changed_since
from governance.reports.services import evidence, signing, starting
from governance.reports.services.starting import current_job
from governance.reports.services.verification import NotJudged
from governance.web.downloads import attachment
from governance.web.forms import apply_problems, posted_version
from governance.web.pagination import paginate
from policies.domain.types import Lane
from policies.models import Category

WAITING = frozenset({ReportState.REQUESTED, ReportState.FROZEN, ReportState.SIGNED})
"""States in which the worker is at it and the page looks again by itself."""


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require(actor, "report.read")
    return actor


def _report(request: HttpRequest, uid: uuid.UUID) -> Report:
    actor = actor_of(request)
    rows = Report.objects.visible_to(actor.person).select_related(
        "content", "draft_job", "final_job", "legal_signatory", "engineering_signatory", "started_by", "ledger_entry"
    )
    report: Report = get_object_or_404(rows, uid=uid)
    return report


@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    """All reports, newest first."""
    actor = _reader(request)
    rows = Report.objects.visible_to(actor.person).select_related(
        "started_by", "legal_signatory", "engineering_signatory", "content", "draft_job", "final_job"
    )
    state = request.GET.get("state", "")
    if state in {entry.value for entry in ReportState}:
        rows = rows.filter(state=state)
    context = {
        "page": paginate(request, rows.defer("content__body").prefetch_related("signatures")),
        "states": list(ReportState),
        "chosen": state,
        "may_start": allowed(actor, "report.start"),
    }
    return render(request, "reports/report_list.html", context)


@require_http_methods(["GET", "POST"])
@sent_once
def report_add(request: HttpRequest) -> HttpResponse:
    """Start a report and name who signs it."""
    actor = actor_of(request)
    require(actor, "report.start")
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data}
        values["categories"] = list(Category.objects.filter(uid__in=values["categories"]))
        try:
            report = starting.start_report(actor=actor, **values)
        except Invalid as error:
            apply_problems(form, error)
        else:
            _ring(report)
            messages.success(request, "The report was started. This page shows how far it is.")
            return redirect("reports:report_detail", uid=report.uid)
    return render(request, "reports/report_form.html", {"form": form}, status=422 if form.errors else 200)


def _ring(report: Report) -> None:
    job = current_job(report)
    if job is not None:
        ring(job)


@require_GET
def report_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One report: how far it is, who signed, what to do now."""
    _reader(request)
    return _detail(request, _report(request, uid), DeclineForm())


def _detail(request: HttpRequest, report: Report, form: DeclineForm, status: int = 200) -> HttpResponse:
    return render(request, "reports/report_detail.html", _context(request, report, form), status=status)


def _context(request: HttpRequest, report: Report, form: DeclineForm) -> dict[str, Any]:
    actor = actor_of(request)
    job = current_job(report)
    signatures = {row.lane: row for row in report.signatures.select_related("person")}
    lane = signing.lane_of(report, actor.person)
    open_to_sign = report.state in {ReportState.DRAFT, ReportState.SIGNED_BY_ONE}
    may_sign = open_to_sign and lane is not None and lane.value not in signatures
    return {
        "report": report,
        "job": job,
        "failed": job is not None and job.state == JobState.FAILED,
        "waiting": report.state in WAITING and (job is None or job.state != JobState.FAILED),
        "lanes": [
            (Lane.LEGAL, report.legal_signatory, signatures.get("legal")),
            (Lane.ENGINEERING, report.engineering_signatory, signatures.get("engineering")),
        ],
        "legal_signed": "legal" in signatures,
        "engineering_signed": "engineering" in signatures,
        "sentence": signing.sentence_of(report, actor.person, lane) if may_sign and lane else "",
        "lane": lane,
        "may_sign": may_sign,
        "may_cancel": report.state in {"requested", "frozen", "draft"} and allowed(actor, "report.cancel"),
        "may_start": allowed(actor, "report.start"),
        "changed": changed_since(report, actor.person),
        "scope": evidence.scope_in_words(report),
        "form": form,
    }


@require_GET
def report_progress(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The part of the page that shows progress; htmx asks for it again while the worker is at it."""
    _reader(request)
    report = _report(request, uid)
    context = _context(request, report, DeclineForm())
    response = render(request, "reports/report_progress.html", context)
    if not context["waiting"]:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@needs_step_up
def report_sign(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Sign in the lane one was named for."""
    report = _report(request, uid)
    report = signing.sign_report(
        actor=actor_of(request), report=report, content_hash=request.POST.get("content_hash", "")
    )
    if report.state == ReportState.SIGNED:
        _ring(report)
        messages.success(request, "Signed by both functions. The final PDF is being made and sealed.")
    else:
        messages.success(request, "Signed. The report waits for the other signature.")
    return redirect("reports:report_detail", uid=uid)


@require_POST
@needs_step_up
def report_decline(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Decline to sign, with the reason."""
    report = _report(request, uid)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _detail(request, report, form, status=422)
    reason = form.cleaned_data["reason"]
    try:
        signing.decline_report(actor=actor_of(request), report=report, reason=reason, version=posted_version(request))
    except Stale:
        form.add_error(None, "This report changed after you opened it. It is shown as it is now; your reason is kept.")
        return _detail(request, report, form, status=412)
    messages.success(request, "Declined. The report ends here; start another when the reason is gone.")
    return redirect("reports:report_detail", uid=uid)


@require_POST
def report_retry(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Try a failed job again."""
    report = starting.retry_report(actor=actor_of(request), report=_report(request, uid))
    _ring(report)
    messages.success(request, "The report is being tried again.")
    return redirect("reports:report_detail", uid=uid)


@require_POST
def report_cancel(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Cancel a report nobody signed."""
    starting.cancel_report(actor=actor_of(request), report=_report(request, uid), version=posted_version(request))
    messages.success(request, "The report was cancelled.")
    return redirect("reports:report_list")


@require_GET
def report_draft(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """The draft PDF."""
    report = _report(request, uid)
    return _download(request, report, report.draft_pdf, f"countersign-report-{report.number:04d}-draft.pdf")


@require_GET
def report_sealed(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """The sealed PDF."""
    report = _report(request, uid)
    return _download(request, report, report.sealed_pdf, f"countersign-report-{report.number:04d}.pdf")


def _download(request: HttpRequest, report: Report, blob: Blob | None, name: str) -> HttpResponseBase:
    if blob is None:
        raise Http404("not made yet")
    data = store.handed_out(blob)
    evidence.log_download(actor=actor_of(request), report=report, file_sha256=blob.sha256)
    return attachment(request, data, name, "application/pdf")


@require_GET
def report_content(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The frozen content, byte for byte as it is hashed."""
    report = _report(request, uid)
    if report.content is None:
        raise Http404("not frozen yet")
    return HttpResponse(report.content.body, content_type="application/json")


@require_POST
def report_verify(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One click: verify the sealed file as it lies in storage."""
    report = _report(request, uid)
    if report.sealed_pdf is None:
        raise Http404("not sealed yet")
    found = evidence.verify_file(actor=actor_of(request), data=store.handed_out(report.sealed_pdf))
    return render(request, "reports/verify_result.html", {"found": found, "report": report})


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Verify any PDF by uploading it."""
    actor = actor_of(request)
    require(actor, "report.verify")
    form = VerifyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = evidence.verify_file(actor=actor, data=form.cleaned_data["file"].read())
        except NotJudged as error:
            form.add_error("file", f"This file could not be judged: {error}")
        else:
            return render(request, "reports/verify_result.html", {"found": found, "report": found.report})
    return render(request, "reports/verify_form.html", {"form": form}, status=422 if form.errors else 200)
