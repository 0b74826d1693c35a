"""Is this file a sealed report, and valid? One meaning for the page and the command.

Valid means: the ledger knows the SHA-256 of the whole file; the trail holds the event of its sealing with that hash;
the frozen content still gives the content hash; and both signatures are on that hash.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass

from governance.audit.models import Event
from governance.canonical import sha256_bytes, sha256_text
from governance.reports.models import LedgerEntry, Report
from policies.domain.types import Lane

MAX_FILE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found. `report` is the report the file is, or claims to be, where that is known."""

    valid: bool
    reason: str
    file_sha256: str
    report: Report | None = None


class NotJudged(Exception):
    """The file could not be judged at all; the message says why."""


def verify_pdf(data: bytes) -> Verification:
    """Judge a file. Raises NotJudged when it is empty, too large or no PDF."""
    if not data:
        raise NotJudged("The file is empty.")
    if len(data) > MAX_FILE:
        raise NotJudged("The file is larger than any report this product makes (64 MB).")
    if not data.lstrip()[:5] == b"%PDF-":
        raise NotJudged("This is not a PDF file.")
    digest = sha256_bytes(data)
    entry = LedgerEntry.objects.select_related("report__content").filter(file_sha256=digest).first()
    if entry is None:
        return _unknown(data, digest)
    fault = _fault(entry)
    if fault:
        return Verification(False, fault, digest, entry.report)
    return Verification(True, "Sealed and valid.", digest, entry.report)


def _fault(entry: LedgerEntry) -> str:
    report, content = entry.report, entry.report.content
    if content is None or content.sha256 != entry.content_sha256:
        return "The ledger names another content hash than the report."
    if sha256_text(content.body) != content.sha256:
        return "The frozen content no longer gives its content hash."
    signatures = {row.lane: row.content_hash for row in report.signatures.all()}
    if signatures != {lane.value: content.sha256 for lane in Lane}:
        return "The report is not signed by both functions on this content hash."
    for event in Event.objects.filter(action="report.sealed", subject_uid=report.uid):
        detail = json.loads(event.body)["detail"]
        if sha256_text(event.body) == event.hash and detail.get("file_sha256") == entry.file_sha256:
            return ""
    return "The audit trail holds no record of sealing this file."


def _unknown(data: bytes, digest: str) -> Verification:
    """Not in the ledger: say what the file claims to be, if it can be read."""
    report = _claimed(data)
    if report is None:
        return Verification(False, "The ledger does not know this file: it is not a report sealed here.", digest)
    if report.draft_pdf is not None and report.draft_pdf.sha256 == digest:
        return Verification(
            False, f"This is the draft of report {report.number}: it is not signed and not sealed.", digest, report
        )
    return Verification(
        False,
        f"This file claims to be report {report.number}, but it is not the file that was sealed: it was altered.",
        digest,
        report,
    )


def _claimed(data: bytes) -> Report | None:
    """The report whose content the file carries as attachment. None where reading a hostile file fails."""
    from pypdf import PdfReader

    try:
        attachments = PdfReader(io.BytesIO(data)).attachments
        body = next(iter(attachments["content.json"]))
        return Report.objects.filter(content__sha256=sha256_bytes(body)).first()
    except Exception:  # pypdf raises whatever a broken file leads it to; nothing of it says the file is valid
        return None
