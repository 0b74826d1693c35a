"""Is this file a sealed report, and valid? One answer from page and command, on good and on tampered input."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pypdf import PdfWriter

from governance.audit.models import Event
from governance.blobs import store
from governance.canonical import sha256_bytes
from governance.database.triggers import catalogue, declared, install, remove
from governance.reports.models import LedgerEntry, Report, ReportContent, ReportSignature
from governance.reports.services import verification, working
from governance.reports.services.evidence import verify_file
from governance.reports.services.signing import sign_report
from governance.reports.services.verification import NotJudged, verify_pdf
from tests.governance.report_world import World, acting


@pytest.fixture
def sealed(governed: World, quick_pen: None) -> Report:
    """A report from start to seal."""
    report = governed.start()
    working.work(report.draft_job.uid)
    report = Report.objects.get(pk=report.pk)
    for person in (report.legal_signatory, report.engineering_signatory):
        report = sign_report(actor=acting(person), report=report, content_hash=report.content.sha256)
    working.work(report.final_job.uid)
    return Report.objects.get(pk=report.pk)


@contextmanager
def behind_the_triggers() -> Iterator[None]:
    """What somebody with the database's own keys could do."""
    remove(connection, {name for name in catalogue(connection) if name.startswith("cs_")})
    try:
        yield
    finally:
        install(connection, declared())


def foreign() -> bytes:
    writer, sink = PdfWriter(), io.BytesIO()
    writer.add_blank_page(50, 50)
    writer.write(sink)
    return sink.getvalue()


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def renamed(data: bytes) -> bytes:
    """A byte changed where the attachment stays readable: the name of a signatory under the report."""
    before, name, after = data.partition(b"/Signed (Clara Counsel")
    assert name
    return before + b"/Signed (Clara Counsek" + after


def test_the_sealed_file_is_valid_and_the_draft_is_not(sealed: Report) -> None:
    good = verify_pdf(store.get(sealed.sealed_pdf))
    assert (good.valid, good.reason, good.report) == (True, "Sealed and valid.", sealed)
    draft = verify_pdf(store.get(sealed.draft_pdf))
    assert not draft.valid
    assert draft.reason == "This is the draft of report 1: it is not signed and not sealed."


@pytest.mark.parametrize(
    "tamper", [flipped, renamed, lambda data: data + b"\n", lambda data: data + data, lambda data: data[:-1]]
)
def test_any_byte_that_differs_makes_it_invalid(sealed: Report, tamper: Callable[[bytes], bytes]) -> None:
    found = verify_pdf(tamper(store.get(sealed.sealed_pdf)))
    assert not found.valid
    assert found.reason


def test_an_altered_file_is_named_as_the_report_it_claims_to_be(sealed: Report) -> None:
    found = verify_pdf(renamed(store.get(sealed.sealed_pdf)))
    assert found.report == sealed
    assert "claims to be report 1" in found.reason
    assert "altered" in found.reason


def test_a_foreign_pdf_is_not_a_report_of_ours(sealed: Report) -> None:
    found = verify_pdf(foreign())
    assert (found.valid, found.report) == (False, None)
    assert "The ledger does not know this file" in found.reason


@pytest.mark.parametrize("data", [b"", b"just words", b"PK\x03\x04", b"\x00" * 100])
def test_what_is_no_pdf_is_not_judged(sealed: Report, data: bytes) -> None:
    with pytest.raises(NotJudged):
        verify_pdf(data)


def test_a_huge_file_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "MAX_FILE", 10)
    with pytest.raises(NotJudged, match="larger"):
        verify_pdf(b"%PDF-" + b"x" * 20)


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\xff" * 500, b"%PDF-1.7\ntrailer<</Root 1 0 R>>"])
def test_a_broken_pdf_is_not_valid_and_breaks_nothing(sealed: Report, data: bytes) -> None:
    assert not verify_pdf(data).valid


def test_a_ledger_entry_taken_away_makes_the_file_unknown(sealed: Report) -> None:
    data = store.get(sealed.sealed_pdf)
    with behind_the_triggers():
        LedgerEntry.objects.all().delete()
    found = verify_pdf(data)
    assert not found.valid
    assert "is not the file that was sealed" in found.reason


def test_a_ledger_entry_added_by_hand_is_not_believed(sealed: Report) -> None:
    forged = renamed(store.get(sealed.sealed_pdf))
    with behind_the_triggers():
        LedgerEntry.objects.all().delete()
        LedgerEntry.objects.create(
            report=sealed,
            file_sha256=sha256_bytes(forged),
            content_sha256=sealed.content.sha256,
            size=len(forged),
            sealed_at=timezone.now(),
        )
    found = verify_pdf(forged)
    assert (found.valid, found.reason) == (False, "The audit trail holds no record of sealing this file.")


def test_content_altered_behind_the_triggers_is_found(sealed: Report) -> None:
    with behind_the_triggers():
        ReportContent.objects.update(body='{"other":1}')
    found = verify_pdf(store.get(sealed.sealed_pdf))
    assert found.reason == "The frozen content no longer gives its content hash."


def test_a_signature_taken_away_is_found(sealed: Report) -> None:
    with behind_the_triggers():
        ReportSignature.objects.filter(lane="legal").delete()
    found = verify_pdf(store.get(sealed.sealed_pdf))
    assert found.reason == "The report is not signed by both functions on this content hash."


def test_a_verification_is_on_record_whatever_it_found(sealed: Report, governed: World) -> None:
    verify_file(actor=acting(governed.auditor), data=store.get(sealed.sealed_pdf))
    verify_file(actor=acting(governed.auditor), data=foreign())
    said = list(Event.objects.filter(action="report.verified").order_by("sequence").values_list("body", flat=True))
    assert '"valid":true' in said[0]
    assert '"valid":false' in said[1]


def command(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and words of `manage.py verify_report`."""
    code = 0
    try:
        call_command("verify_report", str(path))
    except SystemExit as ending:
        code = int(ending.code or 0)
    said = capsys.readouterr()
    return code, said.out + said.err


def test_the_command_exits_0_1_and_2(sealed: Report, tmp_path: Path, capsys: Any) -> None:
    good = store.get(sealed.sealed_pdf)
    cases = {
        "good.pdf": (good, 0, "valid: Sealed and valid."),
        "tampered.pdf": (renamed(good), 1, "not valid: This file claims to be report 1"),
        "appended.pdf": (good + b"%", 1, "not valid"),
        "draft.pdf": (store.get(sealed.draft_pdf), 1, "not valid: This is the draft of report 1"),
        "foreign.pdf": (foreign(), 1, "not valid: The ledger does not know this file"),
        "words.txt": (b"words", 2, "could not be judged: This is not a PDF file."),
        "empty.pdf": (b"", 2, "could not be judged: The file is empty."),
    }
    for name, (data, code, words) in cases.items():
        (tmp_path / name).write_bytes(data)
        found, said = command(tmp_path / name, capsys)
        assert (name, found) == (name, code)
        assert words in said
    assert command(tmp_path / "absent.pdf", capsys)[0] == 2
    assert command(tmp_path, capsys)[0] == 2
    _, said = command(tmp_path / "good.pdf", capsys)
    assert "Clara Counsel" in said
    assert "Edgar Engineer" in said
    assert sealed.content.sha256 in said


def test_what_the_reader_of_pdf_mutters_is_no_part_of_the_answer(
    sealed: Report, tmp_path: Path, capsys: Any, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = b"%PDF-1.7\n" + b"x" * 20 + store.get(sealed.sealed_pdf)
    with caplog.at_level("WARNING", logger="pypdf"):
        verify_pdf(damaged)
    assert caplog.records  # it does mutter over this one
    caplog.clear()
    (tmp_path / "damaged.pdf").write_bytes(damaged)
    code, said = command(tmp_path / "damaged.pdf", capsys)
    assert (code, caplog.records) == (1, [])
    begun = [line.split("  ")[0].split(":")[0] for line in said.splitlines()]
    assert begun == ["file SHA-256", "report", "content hash", "not valid"]
