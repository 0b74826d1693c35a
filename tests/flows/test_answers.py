"""Pages that no address leads to: what is shown on the way, and what answers a press of a button."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from governance.jobs.models import Job, JobState
from governance.reports.models import Report
from governance.reports.services.starting import start_report
from tests.flows.people import press
from tests.flows.places import AUDITOR, COUNSEL, OWNER
from tests.flows.test_every_page import FACES, look
from tests.governance.report_world import acting
from vendors.models import Vendor


def started(demo_person: Any) -> Report:
    """A report nobody works on: there is no worker here."""
    return start_report(
        actor=acting(demo_person(AUDITOR)),
        title="In the making",
        legal_signatory=demo_person(COUNSEL),
        engineering_signatory=demo_person(OWNER),
    )


def test_a_report_in_the_making_and_one_that_failed(demo_windows: Any, demo_person: Any) -> None:
    report = started(demo_person)
    job, page = Job.objects.filter(pk=report.draft_job_id), demo_windows.open(demo_person(AUDITOR))
    job.update(state=JobState.RUNNING, progress_done=3, progress_total=9, progress_label="Laid out page 3")
    page.goto(f"/reports/{report.uid}/")
    page.get_by_role("progressbar").wait_for()
    faults = look(page, "in the making", FACES)
    job.update(state=JobState.FAILED, error="Drawing the document took longer than 300 seconds and was ended.")
    page.get_by_role("button", name="Try again").wait_for()  # the page looked again by itself
    assert faults + look(page, "failed", FACES) == []


def test_what_verifying_answers(demo_windows: Any, demo_person: Any) -> None:
    page: Page = demo_windows.open(demo_person(AUDITOR))
    page.goto(f"/reports/{Report.objects.get(state='sealed').uid}/")
    press(page, "Verify the sealed file")
    faults = look(page, "sealed and valid", FACES)
    page.goto("/reports/verify/")
    page.locator("[type=file]").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"}
    )
    press(page, "Verify")
    faults += look(page, "not valid", FACES)
    page.goto("/audit/")
    press(page, "Verify now")
    assert faults + look(page, "the trail held", FACES) == []


def test_a_form_that_was_refused_and_one_that_was_overtaken(demo_windows: Any, demo_person: Any) -> None:
    page: Page = demo_windows.open(demo_person(COUNSEL))
    vendor = Vendor.objects.order_by("pk")[0]
    page.goto(f"/vendors/{vendor.uid}/edit/")
    page.locator("[name=name]").fill(Vendor.objects.order_by("pk")[1].name)
    press(page, "Save")
    faults = look(page, "refused", FACES)
    page.goto(f"/vendors/{vendor.uid}/edit/")
    page.locator("[name=country]").fill("Norway")
    Vendor.objects.filter(pk=vendor.pk).update(version=vendor.version + 1, country="Sweden")
    press(page, "Save")
    assert "Norway" in page.inner_text("main") or page.locator("[value=Norway]").count()
    assert faults + look(page, "overtaken", FACES) == []


def test_a_judgement_that_asks_for_the_password(demo_windows: Any, demo_person: Any) -> None:
    report = Report.objects.get(state="draft")
    page: Page = demo_windows.open(report.legal_signatory, stepped_up=False)
    page.goto(f"/reports/{report.uid}/")
    press(page, "Sign for")
    assert look(page, "confirm it is you", FACES) == []
