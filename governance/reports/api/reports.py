"""Reports: what one says of itself, how far it is, its files, and the deeds on it."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.accounts.models import Team, User
from governance.blobs import store
from governance.blobs.models import Blob
from governance.jobs.doorbell import ring
from governance.jobs.models import Job, JobState
from governance.reports.api.files import Pdf
from governance.reports.models import Report, ReportSignature, ReportState
from governance.reports.services import evidence, signing, starting
from governance.web.api.fields import Entry, JsonText, Ref, RowField, RowsField, Text, column, prose
from governance.web.api.filters import Filters, by_choice, by_uid, instant
from governance.web.downloads import attachment
from policies.models import Category, Tool

SIGNING = ("report.sign.legal", "report.sign.engineering")
UIDS = {"type": "array", "items": {"type": "string", "format": "uuid"}}


@extend_schema_field({"type": "object", "properties": {"teams": UIDS, "categories": UIDS, "tools": UIDS}})
class Scope(JsonText):
    """Uids a report is limited to; an empty list means all."""


class ReportSignatureSerializer(serializers.ModelSerializer[ReportSignature]):
    """One lane signed the content hash."""

    person = Ref(read_only=True)

    class Meta:
        model = ReportSignature
        fields = [
            "uid",
            "lane",
            "person",
            "person_name",
            "job_title",
            "content_hash",
            "sentence",
            "face_note",
            "signed_at",
        ]


class ReportSerializer(serializers.ModelSerializer[Report]):
    """One audit report."""

    scope = Scope()
    started_by = Ref(read_only=True)
    legal_signatory = Ref(read_only=True)
    engineering_signatory = Ref(read_only=True)
    content_hash = serializers.CharField(source="content.sha256", read_only=True, allow_null=True)
    draft_sha256 = serializers.CharField(source="draft_pdf.sha256", read_only=True, allow_null=True)
    sealed_sha256 = serializers.CharField(source="sealed_pdf.sha256", read_only=True, allow_null=True)
    signatures = ReportSignatureSerializer(many=True, read_only=True)

    class Meta:
        model = Report
        fields = [
            "uid",
            "version",
            "number",
            "kind",
            "title",
            "scope",
            "as_of",
            "state",
            "started_by",
            "legal_signatory",
            "engineering_signatory",
            "content_hash",
            "signatures",
            "pages",
            "draft_sha256",
            "sealed_sha256",
            "decline_reason",
            "created_at",
            "frozen_at",
            "sealed_at",
        ]


class StatusSerializer(serializers.Serializer[Any]):
    """How far a report is."""

    state = serializers.ChoiceField(choices=[(state.value, state.value) for state in ReportState])
    job_state = serializers.ChoiceField(
        choices=[(state.value, state.value) for state in JobState], allow_null=True, help_text="Null: nothing to do."
    )
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment] # fields leave the class body
    error = serializers.CharField()


class VerificationSerializer(serializers.Serializer[Any]):
    """What verifying the sealed file found."""

    valid = serializers.BooleanField()
    reason = serializers.CharField()
    file_sha256 = serializers.CharField()


class ReportEntry(Entry):
    """A report to start: what it covers (empty lists: everything) and who signs it."""

    title = column(Report, "title")
    legal_signatory = RowField(lambda user: User.objects.all())
    engineering_signatory = RowField(lambda user: User.objects.all())
    teams = RowsField(lambda user: Team.objects.all(), default=list)
    categories = RowsField(lambda user: Category.objects.all(), default=list)
    tools = RowsField(lambda user: Tool.objects.all(), default=list)


class SignEntry(Entry):
    """The content hash that was read."""

    content_hash = Text(max_length=64)


class DeclineEntry(Entry):
    """Why. It stays with the report."""

    reason = prose()


class ReportFilters(Filters):
    """Which reports."""

    state = by_choice("state", ReportState, "State.")
    started_by = by_uid("started_by", "Uid of who started it.")
    since = instant("created_at", "gte", "Started at or after.")
    until = instant("created_at", "lt", "Started before.")


class Reports(Rows):
    """Audit reports: frozen, drafted, signed by both functions, sealed."""

    reading = "report.read"
    serializer_class = ReportSerializer
    filterset_class = ReportFilters
    deeds = {
        "create": Deed("report.start", ReportEntry),
        "retry": Deed("report.start"),
        "cancel": Deed("report.cancel"),
        "sign": Deed(SIGNING, SignEntry),
        "decline": Deed(SIGNING, DeclineEntry),
    }

    def rows(self) -> QuerySet[Report]:
        people = ("started_by", "legal_signatory", "engineering_signatory")
        rows: QuerySet[Report] = Report.objects.visible_to(self.actor.person)
        joined = rows.select_related(*people, "content", "draft_pdf", "sealed_pdf", "draft_job", "final_job")
        signatures = ReportSignature.objects.select_related("person")
        return joined.defer("content__body").prefetch_related(Prefetch("signatures", queryset=signatures))

    def create(self, request: Request) -> Response:
        """Start a report. The worker freezes and drafts it; `status` says how far it is."""
        report = starting.start_report(actor=self.actor, **self.entry)
        _ring(report)
        return self.created(report)

    @extend_schema(responses=StatusSerializer)
    @action(detail=True, methods=["get"])
    def status(self, request: Request, uid: Any) -> Response:
        """How far a report is."""
        report = self.get_object()
        return Response(StatusSerializer(_status(report, starting.current_job(report))).data)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], url_path="draft", renderer_classes=[Pdf])
    def draft_pdf(self, request: Request, uid: Any) -> HttpResponseBase:
        """The draft, marked as such on every page. The download is on record."""
        report = self.get_object()
        return self._file(report, report.draft_pdf, f"countersign-report-{report.number:04d}-draft.pdf")

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], url_path="sealed", renderer_classes=[Pdf])
    def sealed_pdf(self, request: Request, uid: Any) -> HttpResponseBase:
        """The sealed file, byte for byte as the ledger knows it. The download is on record."""
        report = self.get_object()
        return self._file(report, report.sealed_pdf, f"countersign-report-{report.number:04d}.pdf")

    @extend_schema(responses=VerificationSerializer)
    @action(detail=True, methods=["get"])
    def verification(self, request: Request, uid: Any) -> Response:
        """Verify the sealed file as it lies in storage, as `manage.py verify_report` does. That it was is on record."""
        report = self.get_object()
        if report.sealed_pdf is None:
            raise Http404("not sealed yet")
        found = evidence.verify_file(actor=self.actor, data=store.handed_out(report.sealed_pdf))
        return Response(VerificationSerializer(found).data)

    def _file(self, report: Report, blob: Blob | None, name: str) -> HttpResponseBase:
        if blob is None:
            raise Http404("not made yet")
        data = store.handed_out(blob)
        evidence.log_download(actor=self.actor, report=report, file_sha256=blob.sha256)
        return attachment(self.request._request, data, name, "application/pdf")

    @action(detail=True, methods=["post"])
    def retry(self, request: Request, uid: Any) -> Response:
        """Try a failed job again."""
        report = starting.retry_report(actor=self.actor, report=self.row)
        _ring(report)
        return self.again(report)

    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, uid: Any) -> Response:
        """Cancel a report nobody has signed. Needs a session."""
        return self.again(starting.cancel_report(actor=self.actor, report=self.row, version=self.row.version))

    @action(detail=True, methods=["post"])
    def sign(self, request: Request, uid: Any) -> Response:
        """Sign in the lane you were named for. Needs a session and a fresh step-up."""
        report = signing.sign_report(actor=self.actor, report=self.row, **self.entry)
        if report.state == ReportState.SIGNED:
            _ring(report)
        return self.again(report)

    @action(detail=True, methods=["post"])
    def decline(self, request: Request, uid: Any) -> Response:
        """Decline to sign, with the reason. Needs a session and a fresh step-up."""
        row = self.row
        return self.again(signing.decline_report(actor=self.actor, report=row, version=row.version, **self.entry))


def _ring(report: Report) -> None:
    job = starting.current_job(report)
    if job is not None:
        ring(job)


def _status(report: Report, job: Job | None) -> dict[str, Any]:
    return {
        "state": report.state,
        "job_state": job.state if job else None,
        "done": job.progress_done if job else 0,
        "total": job.progress_total if job else 0,
        "label": job.progress_label if job else "",
        "error": job.error if job else "",
    }
