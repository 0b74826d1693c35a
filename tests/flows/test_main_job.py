"""The main job, as two counsel, one engineering owner, one requester and one auditor do it, from nothing to the PDF.

A real browser, a real web server, a real worker. Nothing is prepared but the people and their organisation.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from governance.accounts.models import Organisation, User
from governance.reports.models import Report
from policies.models import Approval, Decision
from tests.flows import counsel as desk
from tests.flows import lanes
from tests.flows.people import press, sign_in, told
from tests.harness.site import LiveSite
from vendors.models import Assessment, CanonicalText, TermsVersion

RULES = (
    "Owner of output",
    "Vendor does not train on our content",
    "Retention within limits",
    "Indemnity covers output",
)
QUOTES = (desk.OWNS, desk.NEVER, desk.THIRTY, desk.COVERS)


def words_of(pdf: bytes) -> str:
    """The text of every page, without any white space: lines break where the layout wants."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def packed(words: str) -> str:
    return "".join(words.split())


@pytest.mark.both_databases
def test_the_main_job_from_an_empty_database_to_the_signed_report(
    live_site: LiveSite,
    browse_as: Callable[..., Page],
    organisation: Organisation,
    counsel: User,
    second_counsel: User,
    engineering_owner: User,
    requester: User,
    auditor: User,
    tmp_path: Path,
) -> None:
    live_site.start_worker()
    clara, simon, edgar, rita, alma = (
        sign_in(browse_as(), user) for user in (counsel, second_counsel, engineering_owner, requester, auditor)
    )

    reads_the_terms(clara, simon)
    assert Assessment.objects.filter(state="approved", approved_by=second_counsel).count() == 4

    lanes.drafts_the_policy(edgar, counsel, engineering_owner, RULES)
    for page in (edgar, clara):
        lanes.signs_the_policy(page)
    edgar.goto("/policy/")
    assert "Policy revision 1" in told(edgar)

    lanes.registers_codebase_and_tool(rita)
    lanes.writes_the_statement(edgar)
    lanes.asks_for_the_tool(rita)
    decided = [lanes.decides(page, QUOTES) for page in (clara, edgar)]
    assert sorted(Decision.objects.values_list("sentence", flat=True)) == sorted(decided)
    rita.goto("/approvals/")
    rita.locator("main").get_by_role("link", name=lanes.TOOL).first.click()
    for condition in (lanes.CONDITION, lanes.OWN_CONDITION):
        assert condition in told(rita)
    approval = Approval.objects.get()

    lanes.starts_the_report(alma, counsel, engineering_owner)
    final, signed = jointly_signs_and_seals(alma, (edgar, clara), tmp_path)
    reads_back(words_of(final), signed, approval)
    proved_by_command(live_site, tmp_path)


def reads_the_terms(clara: Page, simon: Page) -> None:
    """One counsel registers, pastes and answers, by link and by selection in turn; the other approves."""
    desk.registers_the_vendor(clara)
    desk.pastes_the_terms(clara)
    for number, clause in enumerate(desk.CLAUSES):
        desk.answers_the_clause(clara, clause, by_selection=bool(number % 2))
    desk.approves_every_reading(simon)


def jointly_signs_and_seals(alma: Page, signatories: tuple[Page, Page], tmp_path: Path) -> tuple[bytes, list[str]]:
    """The auditor reads the draft, both people sign, the auditor downloads and verifies: the file and the sentences."""
    draft = lanes.downloads(alma, "Read the draft", tmp_path / "draft.pdf")
    assert "notsigned" in words_of(draft)
    signed = [lanes.signs_the_report(page) for page in signatories]
    lanes.waits_for_the_seal(alma)
    final = lanes.downloads(alma, "Download the sealed PDF", tmp_path / "final.pdf")
    press(alma, "Verify the sealed file")
    assert "Sealed and valid" in told(alma)
    alma.goto("/audit/")
    press(alma, "Verify now")
    assert "The trail held" in told(alma)
    return final, signed


def reads_back(text: str, signed: list[str], approval: Approval) -> None:
    """What the PDF says by itself: names, functions, sentences, hashes, quotes."""
    report = Report.objects.get()
    assert "notsigned" not in text
    for signature in report.signatures.all():
        for words in (signature.person_name, signature.job_title, signature.sentence, signature.content_hash):
            assert packed(words) in text
    assert sorted(report.signatures.values_list("sentence", flat=True)) == sorted(signed)
    for quote in (*QUOTES, desk.VOID):
        assert packed(quote) in text
    for digest in (TermsVersion.objects.get().sha256, CanonicalText.objects.get().sha256, approval.snapshot.sha256):
        assert digest in text
    for words in (lanes.TOOL, lanes.CATEGORY, lanes.CONDITION, lanes.OWN_CONDITION):
        assert packed(words) in text


def proved_by_command(site: LiveSite, folder: Path) -> None:
    """With one command each: the file, what is not the file, and the whole trail."""
    tampered = folder / "tampered.pdf"
    tampered.write_bytes((folder / "final.pdf").read_bytes() + b" ")
    for name, code in (("final.pdf", 0), ("draft.pdf", 1), ("tampered.pdf", 1), ("absent.pdf", 2)):
        assert (name, site.manage("verify_report", str(folder / name)).returncode) == (name, code)
    assert site.manage("verify_audit_trail").returncode == 0
