"""Deeds that bring text in: a capture keeps the raw bytes once, a version per distinct bytes, and its canonical
text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils import timezone

from governance.accounts.access import Actor, require
from governance.audit.deeds import deed, record
from governance.blobs import store
from governance.blobs.models import Blob
from governance.canonical import sha256_bytes, sha256_text
from governance.errors import Conflict, Invalid
from governance.modelling import locked
from vendors.capture.reading import read, read_parts
from vendors.domain.drift import normal_sha256
from vendors.domain.terms import CaptureSource, CaptureState
from vendors.domain.text import CANONICALISER, CanonicalResult, TextRefused
from vendors.models import CanonicalText, Capture, CaptureRule, TermsDocument, TermsVersion
from vendors.models.search import index_text
from vendors.services.change_reviews import put_before_counsel
from vendors.services.changes import columns_of, drift_of
from vendors.services.consequences import tell_of_new_text
from vendors.services.licences import follow_licences

LONGEST_NAME = 500


@dataclass(frozen=True, slots=True)
class Captured:
    """What a capture led to: the capture, its version (None where it holds no terms), whether that is new; and what was
    left out, in words."""

    capture: Capture
    version: TermsVersion | None
    new: bool
    notes: tuple[str, ...] = ()


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
    """Take `data` in as what `document` said at `at`. The same bytes as before give a new capture of the old version;
    what does not look like terms gives a capture with a problem, and no version.

    Raises Invalid, in words that say what to do, for bytes that are no readable text.
    """
    require(actor, "document.capture", system=True)
    brought = read_text(data=data, media_type=media_type, source=source, source_name=source_name)
    return keep_text(actor=actor, document=document, brought=brought, effective_on=effective_on, at=at)


@dataclass(frozen=True, slots=True)
class BroughtText:
    """Bytes from outside with the canonical text that was read from them.

    Of a fetched page `data` is the part that is kept by `rule`, `page` all of it; `ours` says that the text differs
    from the one before only because another part is kept.
    """

    data: bytes
    result: CanonicalResult
    source: CaptureSource
    source_name: str
    page: bytes | None = None
    page_type: str = ""
    rule: CaptureRule | None = None
    ours: bool = False

    def columns(self) -> dict[str, Any]:
        """What a capture keeps of where it came from."""
        return {"source": self.source, "source_name": self.source_name, "rule": self.rule, "ours": self.ours}


def read_text(*, data: bytes, media_type: str, source: CaptureSource, source_name: str) -> BroughtText:
    """Read bytes before any row is locked: parsing may take seconds, and on SQLite a deed keeps all others waiting.

    Raises Invalid for bytes that are no readable text, or that break a limit.
    """
    try:
        return BroughtText(data, read(data, media_type, source_name), source, source_name[:LONGEST_NAME])
    except TextRefused as refusal:
        field = "file" if source == CaptureSource.UPLOAD else "text"
        raise Invalid(str(refusal), problems={field: [str(refusal)]}) from refusal


def read_page(page: bytes, media_type: str, rule: CaptureRule, address: str) -> BroughtText:
    """Read what `rule` keeps of a fetched page. Raises Invalid, as `read_text` does."""
    try:
        data, result = read_parts(page, media_type, rule.parts)
    except TextRefused as refusal:
        raise Invalid(str(refusal), problems={"address": [str(refusal)]}) from refusal
    return BroughtText(data, result, CaptureSource.WEB, address[:LONGEST_NAME], page, media_type, rule)


@deed
def keep_text(
    *,
    actor: Actor,
    document: TermsDocument,
    brought: BroughtText,
    effective_on: dt.date | None = None,
    at: dt.datetime | None = None,
    origin_key: str = "",
    accepts: Capture | None = None,
) -> Captured:
    """Keep a text that was read as what `document` said at `at`; `origin_key` names a look that was imported.

    `accepts` is the capture with a problem of which counsel says that it does hold terms.
    """
    require(actor, "document.capture", system=True)
    document = locked(document)
    at = at or timezone.now()
    former = document.captures.filter(version__isnull=False).order_by("-sequence").first()
    accepted = accepts is not None
    drift = drift_of(document, former, brought.data, brought.result, brought.source, accepted=accepted)
    version, new = (None, False) if drift.problem else _version(document, brought, effective_on, at)
    capture = Capture.objects.create(
        document=document,
        sequence=(document.captures.aggregate(last=Max("sequence"))["last"] or 0) + 1,
        captured_at=at,
        origin_key=origin_key,
        blob=_blob(brought, version),
        version=version,
        effective_on=effective_on,
        accepts=accepts,
        captured_by=actor.user,
        **brought.columns(),
        **columns_of(drift, first=former is None),
    )
    _record(actor, capture, new)
    if version and former and former.version and former.version != version:  # a return changes what binds, too
        put_before_counsel(actor=actor, former=former.version, version=version, drift=drift)
        layers = follow_licences(actor=actor, version=version)
        tell_of_new_text(actor=actor, version=version, layers=layers)
    return Captured(capture, version, new, brought.result.notes)


def accept_capture(*, actor: Actor, capture: Capture) -> Captured:
    """Take what a capture with a problem holds for the terms, on counsel's word.

    Raises NotAllowed for anybody else, a token included; Conflict where the document was looked at again since; Invalid
    for bytes that hold no readable text.
    """
    require(actor, "capture.accept")
    page, media_type, source = store.get(capture.blob), capture.blob.media_type, CaptureSource(capture.source)
    if capture.rule is None:
        brought = read_text(data=page, media_type=media_type, source=source, source_name=capture.source_name)
    else:
        brought = read_page(page, media_type, capture.rule, capture.source_name)
    return _accept(actor=actor, capture=capture, brought=brought)


@deed
def _accept(*, actor: Actor, capture: Capture, brought: BroughtText) -> Captured:
    document = locked(capture.document)
    newest = document.captures.order_by("-sequence").first()
    if newest is None or newest.pk != capture.pk or capture.state != CaptureState.CAPTURE_PROBLEM:
        raise Conflict("This document was looked at again since. Judge its newest capture.")
    kept = keep_text(
        actor=actor,
        document=document,
        brought=brought,
        effective_on=capture.effective_on,
        at=capture.captured_at,
        accepts=capture,
    )
    record(actor, "capture.accepted", subject=kept.capture, detail={"accepts": capture.uid, "problem": capture.problem})
    return kept


def _record(actor: Actor, capture: Capture, new: bool) -> None:
    document, version = capture.document.said, capture.version
    if version is not None and new:
        detail = {"document": document, "number": version.number, "sha256": version.sha256}
        record(actor, "version.added", subject=version, detail=detail)
    detail = {
        "document": document,
        "version": version.number if version else None,
        "source": capture.source,
        "new": new,
        "change": capture.change,
    }
    record(actor, "document.captured", subject=capture, detail=detail)


def _blob(brought: BroughtText, version: TermsVersion | None) -> Blob:
    """What a capture keeps as it came: the whole page where one was fetched, else the bytes of its version."""
    if brought.page is not None:
        return store.put(brought.page, brought.page_type)
    return version.blob if version else store.put(brought.data, brought.result.media_type)


def _version(
    document: TermsDocument, brought: BroughtText, effective_on: dt.date | None, at: dt.datetime
) -> tuple[TermsVersion, bool]:
    existing = document.versions.filter(sha256=sha256_bytes(brought.data)).first()
    if existing is not None:
        return existing, False
    number = (document.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    result = brought.result
    blob = store.put(brought.data, result.media_type)
    version = TermsVersion.objects.create(
        document=document,
        number=number,
        blob=blob,
        sha256=blob.sha256,
        media_type=result.media_type,
        effective_on=effective_on,
        created_at=at,
    )
    text = CanonicalText.objects.create(
        version=version,
        canonicaliser=CANONICALISER,
        text=result.text,
        sha256=sha256_text(result.text),
        normal_sha256=normal_sha256(result.text),
    )
    index_text(text)
    return version, True
