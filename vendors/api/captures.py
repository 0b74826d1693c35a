"""Captures, and the versions and texts they led to."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from governance.accounts.api_endpoints import Deed, Rows
from governance.errors import Invalid
from governance.web.api.fields import Entry, Ref, RowField, Text
from governance.web.api.filters import Filters, by_choice, by_uid, instant
from governance.web.api.parsing import StrictJson
from governance.web.api.preconditions import etag_of, unchanged
from vendors.api.redlines import RedlineSerializer, other_version, redline_of
from vendors.domain.suggestion import suggest
from vendors.domain.terms import CaptureSource, CaptureState, ClauseArea, DriftKind
from vendors.domain.text import MAX_RAW
from vendors.models import CanonicalText, Capture, TermsDocument, TermsVersion
from vendors.services.captures import capture_document

AREAS = [area.value for area in ClauseArea]
MOST = 10
"""Suggestions of an area in one answer."""
TEXT_TYPES = ["text/plain", "text/markdown", "text/html"]


class CaptureSerializer(serializers.ModelSerializer[Capture]):
    """One look at a document, what it is to the text before (`change`), and the version it found. One that does not
    look like terms (`state` capture_problem) has none, until counsel accepts it: a capture that names it."""

    document = Ref(read_only=True)
    terms_version = serializers.UUIDField(source="version.uid", read_only=True, allow_null=True)
    captured_by = Ref(read_only=True, allow_null=True)
    accepts = serializers.UUIDField(source="accepts.uid", read_only=True, allow_null=True)
    sha256 = serializers.CharField(source="blob.sha256", read_only=True)

    class Meta:
        model = Capture
        fields = [
            "uid",
            "document",
            "sequence",
            "captured_at",
            "source",
            "source_name",
            "state",
            "problem_kind",
            "problem",
            "change",
            "change_reason",
            "accepts",
            "terms_version",
            "captured_by",
            "sha256",
        ]


class CaptureEntry(Entry):
    """What a document says now: `text`, or a `file` (then as multipart/form-data)."""

    document = RowField(lambda user: TermsDocument.objects.visible_to(user))
    text = Text(max_length=MAX_RAW, allow_blank=True, trim_whitespace=False, default="")
    media_type = serializers.ChoiceField(choices=TEXT_TYPES, default="text/markdown", help_text="Of `text`.")
    file = serializers.FileField(default=None, allow_empty_file=True, help_text="Markdown, text, HTML, PDF or DOCX.")
    source_name = Text(max_length=500, allow_blank=True, default="")
    effective_on = serializers.DateField(allow_null=True, default=None)


class CaptureFilters(Filters):
    """Which captures."""

    document = by_uid("document", "Uid of the document.")
    state = by_choice("state", CaptureState, "Terms, or a capture problem.")
    change = by_choice("change", DriftKind, "What it is to the text before.")
    since = instant("captured_at", "gte", "Captured at or after.")
    until = instant("captured_at", "lt", "Captured before.")


class Captures(Rows):
    """Looks at documents, in their order. The same bytes as before are a new capture of the old version."""

    serializer_class = CaptureSerializer
    filterset_class = CaptureFilters
    parser_classes = [StrictJson, MultiPartParser]
    versioned = False
    deeds = {"create": Deed("document.capture", CaptureEntry)}

    def rows(self) -> QuerySet[Capture]:
        seen = TermsDocument.objects.visible_to(self.actor.person).values("pk")
        return Capture.objects.filter(document__in=seen).select_related(
            "document", "version", "blob", "captured_by", "accepts"
        )

    def create(self, request: Request) -> Response:
        """Take in what a document says now."""
        entry = self.entry
        captured = capture_document(
            actor=self.actor, document=entry["document"], effective_on=entry["effective_on"], **_brought(entry)
        )
        return self.created(captured.capture)


def _brought(entry: dict[str, Any]) -> dict[str, Any]:
    """The bytes and where they came from. Raises Invalid for both a text and a file, or neither."""
    upload, text, name = entry["file"], entry["text"], entry["source_name"]
    if bool(text) == (upload is not None):
        sentence = "Send either a text or a file."
        raise Invalid(sentence, problems={"text": [sentence]})
    if upload is None:
        source = CaptureSource.PASTE
        return {"data": text.encode(), "media_type": entry["media_type"], "source": source, "source_name": name}
    return {
        "data": upload.read(),
        "media_type": upload.content_type or "",
        "source": CaptureSource.UPLOAD,
        "source_name": name or str(upload.name or "")[:500],
    }


class VersionSerializer(serializers.ModelSerializer[TermsVersion]):
    """Distinct bytes of a document, with the hash of its canonical text."""

    document = Ref(read_only=True)
    text_sha256 = serializers.SerializerMethodField()
    change = serializers.CharField(read_only=True, help_text="What it was to the text before; empty for the first.")

    class Meta:
        model = TermsVersion
        fields = [
            "uid",
            "document",
            "number",
            "change",
            "sha256",
            "text_sha256",
            "media_type",
            "effective_on",
            "created_at",
        ]

    def get_text_sha256(self, version: TermsVersion) -> str:
        return next((text.sha256 for text in version.texts.all()), "")


class TextSerializer(serializers.ModelSerializer[CanonicalText]):
    """The text citations point into. Positions count characters of `text`."""

    terms_version = serializers.UUIDField(source="version.uid", read_only=True)

    class Meta:
        model = CanonicalText
        fields = ["uid", "terms_version", "canonicaliser", "sha256", "text", "created_at"]


class SuggestionSerializer(serializers.Serializer[Any]):
    """Where to look: positions count characters of the canonical text; the reasons are words found and headings."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField()
    score = serializers.FloatField()
    reasons = serializers.ListField(child=serializers.CharField())
    direction = serializers.CharField(allow_null=True)


class VersionFilters(Filters):
    """Which versions."""

    document = by_uid("document", "Uid of the document.")
    sha256 = filters.CharFilter(field_name="sha256", help_text="SHA-256 of the bytes.")


class Versions(Rows):
    """Immutable versions of documents, each with its text."""

    serializer_class = VersionSerializer
    filterset_class = VersionFilters
    versioned = False

    def rows(self) -> QuerySet[TermsVersion]:
        texts = CanonicalText.objects.order_by("-canonicaliser")
        if self.action not in ("text", "suggestions"):
            texts = texts.defer("text")
        rows = TermsVersion.objects.visible_to(self.actor.person)
        return rows.select_related("document").with_change().prefetch_related(Prefetch("texts", queryset=texts))

    @extend_schema(
        responses=SuggestionSerializer(many=True), parameters=[OpenApiParameter("area", enum=AREAS, required=True)]
    )
    @action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def suggestions(self, request: Request, uid: Any) -> Response:
        """Passages of the newest canonical text that counsel should see for `area`, best first. No answers."""
        asked = request.query_params.get("area", "")
        if asked not in AREAS:
            sentence = f"Name one of the areas: {', '.join(AREAS)}."
            raise Invalid(sentence, problems={"area": [sentence]})
        text = self.get_object().texts.all()[0].text
        found = [{**asdict(one), "text": text[one.start : one.end]} for one in suggest(text, ClauseArea(asked), MOST)]
        return Response(SuggestionSerializer(found, many=True).data)

    @extend_schema(responses=TextSerializer)
    @action(detail=True, methods=["get"])
    def text(self, request: Request, uid: Any) -> Response:
        """The newest canonical text of a version."""
        return _tagged(request, TextSerializer(self.get_object().texts.all()[0]).data)

    @extend_schema(
        responses=RedlineSerializer,
        parameters=[
            OpenApiParameter("with", UUID, description="Another version of the document; by default the one before.")
        ],
    )
    @action(detail=True, methods=["get"])
    def redline(self, request: Request, uid: Any) -> Response:
        """What changed between two versions of a document, word by word, from the older to the newer."""
        version: TermsVersion = self.get_object()
        other = other_version(self.rows(), version, request.query_params.get("with", ""))
        return _tagged(request, RedlineSerializer(redline_of(version, other)).data)


def _tagged(request: Request, data: Any) -> Response:
    tag = etag_of(data)
    if unchanged(request._request, tag):
        return Response(status=304, headers={"ETag": tag})
    return Response(data, headers={"ETag": tag})
