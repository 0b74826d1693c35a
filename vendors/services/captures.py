"""Deeds that bring text in: a capture keeps the raw bytes once, a version per distinct bytes, and its canonical
text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, record
from governance.blobs import store
from governance.canonical import sha256_bytes, sha256_text
from governance.errors import Invalid
from governance.modelling import locked
from vendors.domain.terms import CaptureSource, CaptureState
from vendors.domain.text import CANONICALISER, CanonicalResult, TextRefused, canonicalise
from vendors.models import CanonicalText, Capture, TermsDocument, TermsVersion
from vendors.services.consequences import tell_of_new_version
from vendors.services.staleness import mark_readings

LONGEST_NAME = 500


@dataclass(frozen=True, slots=True)
class Captured:
    """What a capture led to: the capture, its version, and whether that version is new."""

    capture: Capture
    version: TermsVersion
    new: bool


@deed
def capture_document(
    *,
    actor: Actor,
    document: TermsDocument,
    data: bytes,
    media_type: str,
    source: CaptureSource,
    source_name: str = "",
    effective_on: dt.date | None = None,
    at: dt.datetime | None = None,
) -> Captured:
    """Take `data` in as what `document` said at `at`. The same bytes as before give a new capture of the old version.

    Raises Invalid, in words that say what to do, for bytes that are no readable text.
    """
    require(actor, "document.capture", system=True)
    document = locked(document)
    result = _read(data, media_type, source, source_name)
    at = at or timezone.now()
    former = document.captures.filter(version__isnull=False).order_by("-sequence").first()
    version, new = _version(document, data, result, effective_on, at)
    sequence = (document.captures.aggregate(last=Max("sequence"))["last"] or 0) + 1
    capture = Capture.objects.create(
        document=document,
        sequence=sequence,
        captured_at=at,
        source=source,
        source_name=source_name[:LONGEST_NAME],
        blob=version.blob,
        state=CaptureState.TERMS,
        version=version,
        captured_by=actor.user,
    )
    _record(actor, capture, version, new)
    if former is not None and former.version_id != version.pk:  # a return to an earlier text changes what binds, too
        touched = mark_readings(actor=actor, version=version)
        tell_of_new_version(actor=actor, version=version, touched=touched)
    return Captured(capture, version, new)


def _read(data: bytes, media_type: str, source: CaptureSource, source_name: str) -> CanonicalResult:
    try:
        return canonicalise(data, media_type, source_name)
    except TextRefused as refusal:
        field = "file" if source == CaptureSource.UPLOAD else "text"
        raise Invalid(str(refusal), problems={field: [str(refusal)]}) from refusal


def _record(actor: Actor, capture: Capture, version: TermsVersion, new: bool) -> None:
    if new:
        record(
            actor,
            "version.added",
            subject=version,
            detail={"document": version.document.said, "number": version.number, "sha256": version.sha256},
        )
    record(
        actor,
        "document.captured",
        subject=capture,
        detail={"document": version.document.said, "version": version.number, "source": capture.source, "new": new},
    )


def _version(
    document: TermsDocument, data: bytes, result: CanonicalResult, effective_on: dt.date | None, at: dt.datetime
) -> tuple[TermsVersion, bool]:
    existing = document.versions.filter(sha256=sha256_bytes(data)).first()
    if existing is not None:
        return existing, False
    number = (document.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    blob = store.put(data, result.media_type)
    version = TermsVersion.objects.create(
        document=document,
        number=number,
        blob=blob,
        sha256=blob.sha256,
        media_type=result.media_type,
        effective_on=effective_on,
        created_at=at,
    )
    CanonicalText.objects.create(
        version=version, canonicaliser=CANONICALISER, text=result.text, sha256=sha256_text(result.text)
    )
    return version, True
