"""Pages of reports: who sees them, what they say at each stage, and what never leaves through them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from governance.accounts.models import User
from governance.audit.models import Event
from governance.blobs import store
from governance.canonical import sha256_bytes
from governance.jobs.models import Job, JobState
from governance.reports.models import Report, ReportState
from governance.reports.pdf import render
from governance.reports.services import working
from governance.reports.services.signing import sign_report, signature_facts
from tests.cast import PASSWORD, SignedIn
from tests.governance.report_world import MARKER, QUOTE, World, acting

ONE_REPORT = ("detail", "progress", "draft", "sealed", "content")
DEEDS = ("sign", "decline", "retry", "cancel", "verify")


def address(name: str, report: Report) -> str:
    return reverse(f"reports:report_{name}", args=[report.uid])


def again(report: Report) -> Report:
    return Report.objects.select_related("content", "draft_job", "final_job").get(pk=report.pk)


def drafted(world: World) -> Report:
    report = world.start()
    working.work(report.draft_job.uid)
    return again(report)


def sealed(world: World) -> Report:
    report = drafted(world)
    for person in (world.counsel, world.engineering_owner):
        report = sign_report(actor=acting(person), report=report, content_hash=report.content.sha256)
    working.work(report.final_job.uid)
    return again(report)


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_auditor_starts_a_report_and_lands_on_its_page(governed: World, signed_in: SignedIn) -> None:
    client = signed_in(governed.auditor)
    page = client.get(reverse("reports:report_add"))
    assert f'value="{governed.counsel.uid}" selected' in page.content.decode()  # the organisation's owners are offered
    entry = {
        "title": "Portfolio in spring",
        "legal_signatory": str(governed.counsel.uid),
        "engineering_signatory": str(governed.engineering_owner.uid),
        "categories": [str(governed.category.uid)],
    }
    answer = client.post(reverse("reports:report_add"), entry)
    report = Report.objects.get()
    assert answer["Location"] == address("detail", report)
    assert str(governed.category.uid) in report.scope
    assert "Waiting for the worker" in words(client.get(answer["Location"]))


def test_a_report_without_a_title_comes_back_with_what_was_entered(governed: World, signed_in: SignedIn) -> None:
    entry = {"title": "", "legal_signatory": "nobody", "engineering_signatory": str(governed.engineering_owner.uid)}
    answer = signed_in(governed.auditor).post(reverse("reports:report_add"), entry)
    assert answer.status_code == 422
    assert f'value="{governed.engineering_owner.uid}" selected' in answer.content.decode()
    assert not Report.objects.exists()


def test_an_engineering_manager_and_an_administrator_see_no_report(
    governed: World, quick_pen: None, signed_in: SignedIn, outsider: User, administrator: User
) -> None:
    report = sealed(governed)
    for person in (outsider, administrator, governed.requester):
        client = signed_in(person)
        for name in ("report_list", "report_add", "verify"):
            assert client.get(reverse(f"reports:{name}")).status_code == 403
        for name in ONE_REPORT:
            assert client.get(address(name, report)).status_code in {403, 404}
        for name in DEEDS:
            assert client.post(address(name, report), {"reason": "x"}).status_code in {403, 404}
    assert again(report).version == report.version


def test_nobody_signed_in_is_sent_to_sign_in(governed: World, quick_pen: None) -> None:
    report = drafted(governed)
    for name in ONE_REPORT:
        answer = Client().get(address(name, report))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("accounts:sign_in"))


def test_progress_is_shown_and_the_page_reloads_when_it_is_over(
    governed: World, quick_pen: None, signed_in: SignedIn
) -> None:
    report, client = governed.start(), signed_in(governed.auditor)
    Job.objects.filter(pk=report.draft_job_id).update(
        state=JobState.RUNNING, progress_done=2, progress_total=8, progress_label="Laid out page 2"
    )
    shown = client.get(address("progress", report))
    assert "Laid out page 2" in words(shown)
    assert "HX-Refresh" not in shown
    Job.objects.filter(pk=report.draft_job_id).update(state=JobState.QUEUED)
    working.work(report.draft_job.uid)
    assert client.get(address("progress", report))["HX-Refresh"] == "true"


def test_a_failure_is_said_in_words_with_a_way_on(governed: World, quick_pen: None, signed_in: SignedIn) -> None:
    report, client = governed.start(), signed_in(governed.auditor)
    Job.objects.filter(pk=report.draft_job_id).update(state=JobState.FAILED, error="Too large.")
    assert "This report could not be made: Too large." in words(client.get(address("detail", report)))
    assert client.post(address("retry", report)).status_code == 302
    assert again(report).draft_job.state == JobState.QUEUED
    assert client.post(address("retry", report)).status_code == 409


def test_signing_asks_for_the_password_first_and_signs_with_it(
    governed: World, quick_pen: None, signed_in: SignedIn
) -> None:
    report, client = drafted(governed), signed_in(governed.counsel, stepped_up=False)
    page = words(client.get(address("detail", report)))
    assert "I, Clara Counsel, Senior counsel, have read the report" in page
    entry = {"content_hash": report.content.sha256}
    asked = client.post(address("sign", report), entry)
    assert asked.status_code == 403
    assert again(report).state == ReportState.DRAFT
    assert report.content.sha256 in asked.content.decode()  # what was entered is carried
    signed = client.post(address("sign", report), {**entry, "step_up_password": PASSWORD})
    assert signed.status_code == 302
    assert again(report).state == ReportState.SIGNED_BY_ONE
    twice = client.post(address("sign", report), entry)
    assert twice.status_code == 409
    assert "Nothing was signed twice" in words(twice)


def test_a_decline_without_a_reason_comes_back_and_one_on_an_old_page_is_refused(
    governed: World, quick_pen: None, signed_in: SignedIn
) -> None:
    report, client = drafted(governed), signed_in(governed.counsel)
    assert client.post(address("decline", report), {"version": report.version}).status_code == 422
    stale = client.post(address("decline", report), {"version": report.version - 1, "reason": "My long reason"})
    assert stale.status_code == 412
    assert "My long reason" in words(stale)
    assert client.post(address("decline", report), {"version": report.version, "reason": "No"}).status_code == 302
    assert "Declined: No" in words(client.get(address("detail", report)))


def test_downloads_are_on_record(governed: World, quick_pen: None, signed_in: SignedIn) -> None:
    report, client = sealed(governed), signed_in(governed.auditor)
    answer = client.get(address("sealed", report))
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert sha256_bytes(data) == report.ledger_entry.file_sha256
    assert "attachment" in answer["Content-Disposition"]
    event = Event.objects.get(action="report.downloaded")
    assert report.ledger_entry.file_sha256 in event.body
    assert event.actor_uid == governed.auditor.uid


def test_a_damaged_file_is_not_handed_out(governed: World, quick_pen: None, signed_in: SignedIn) -> None:
    report, client = sealed(governed), signed_in(governed.auditor)
    with store.blob_storage().open(report.sealed_pdf.path, "wb") as handle:
        handle.write(b"%PDF-other")
    for answer in (client.get(address("sealed", report)), client.post(address("verify", report))):
        assert answer.status_code == 409
        assert "damaged" in words(answer)


def test_one_click_verifies_the_sealed_file_and_an_upload_any_file(
    governed: World, quick_pen: None, signed_in: SignedIn
) -> None:
    report, client = sealed(governed), signed_in(governed.auditor)
    assert "Sealed and valid" in words(client.post(address("verify", report)))
    good = store.get(report.sealed_pdf)
    for data, status, said in (
        (good, 200, "Sealed and valid"),
        (good + b"x", 200, "Not valid"),
        (b"words", 422, "This is not a PDF file"),
        (b"", 422, "empty"),
    ):
        upload = SimpleUploadedFile("report.pdf", data, content_type="application/pdf")
        answer = client.post(reverse("reports:verify"), {"file": upload})
        assert answer.status_code == status
        assert said in words(answer)
    assert client.post(reverse("reports:verify"), {"file": ""}).status_code == 422


def test_privileged_text_is_in_nothing_that_leaves(world: World, signed_in: SignedIn) -> None:
    """The one test with the real pen here: everything a report hands out, read back for what must stay inside."""
    report = sealed(world)
    body, pdf = report.content.body, store.get(report.sealed_pdf)
    assert QUOTE in body
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
    handed_out = [body, text, pdf.decode("latin-1")]
    for person in (world.auditor, world.counsel, world.engineering_owner):
        client = signed_in(person)
        handed_out += [client.get(address(name, report)).content.decode() for name in ("detail", "content")]
    assert QUOTE.split(",")[0] in text
    assert not [one for one in handed_out if MARKER in one]
    assert render(body, signature_facts(report)) == pdf  # same input, same bytes


@pytest.mark.parametrize("state", ["draft", "nonsense", ""])
def test_the_list_filters_by_state(governed: World, quick_pen: None, signed_in: SignedIn, state: str) -> None:
    drafted(governed)
    governed.start("Still waiting")
    page = words(signed_in(governed.auditor).get(reverse("reports:report_list"), {"state": state}))
    assert "Portfolio in spring" in page
    assert ("Still waiting" in page) == (state != "draft")
