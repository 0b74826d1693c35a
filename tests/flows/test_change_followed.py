"""Issue 3 in a browser: a history is imported, one real change among noise is seen, followed to a stale reading and a
flagged approval, and cleared by reading it anew and confirming the whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from governance.accounts.access import Actor
from governance.accounts.models import Organisation, Team, User
from policies.domain.types import ApprovalState
from policies.models import Approval
from tests.cast import AsActor
from tests.factories.policies import make_approval, make_policy, make_request, make_tool
from tests.factories.vendors import OWNERSHIP_SENTENCE, TERMS, cite, make_approved, make_tier, make_vendor
from tests.flows.people import press, told
from tests.harness.site import LiveSite
from tests.vendors.changes import TRAINS
from tests.vendors.test_history_imports import git, repository, write
from vendors.domain.terms import ClauseArea
from vendors.models import AnswerCitation, Assessment, TermsDocument
from vendors.services.assessments import submit_assessment
from vendors.services.clauses import start_draft
from vendors.services.documents import add_link

FILE = "Larkspur/Commercial Terms.md"
PAID = OWNERSHIP_SENTENCE.replace("Customer owns", "once all fees are paid Customer owns")
BASE = f"Last updated: 3 March 2026\n\n{TERMS}"
CHANGED = BASE.replace(OWNERSHIP_SENTENCE, PAID)
NOISE = (
    BASE.replace("Larkspur assigns", "[Larkspur](https://x.example/1f) **assigns**"),
    BASE.replace("3 March", "4 April"),
    BASE.replace("- The assignment covers code.", "*   The assignment covers code."),
)
LATER = (CHANGED.replace("3 March", "5 May"), CHANGED.replace("3 March", "5 May").replace("- The", "* The"))


@pytest.fixture
def actors(
    counsel: User, second_counsel: User, engineering_owner: User, requester: User, as_actor: AsActor
) -> list[Actor]:
    return [as_actor(person) for person in (counsel, second_counsel, engineering_owner, requester)]


def import_history(site: LiveSite, folder: Path) -> str:
    done = site.manage("import_terms", str(folder), "--vendor", "Larkspur=Larkspur Systems")
    assert done.returncode == 0, done.stderr
    return done.stdout


def goes_on(folder: Path) -> None:
    """Six more commits: three of noise, the change, and noise again."""
    for number, text in enumerate((*NOISE, CHANGED, *LATER), start=2):
        at = f"2026-0{number}-01T00:00:00+00:00"
        write(folder, {FILE: text})
        git(folder, "add", "-A", at=at)
        git(folder, "commit", "-q", "-m", "Record new changes", at=at)


def reads_and_approves(actors: list[Actor], payments: Team) -> Approval:
    """Two readings of the imported text, a tool of its tier, and an approval that rests on them."""
    legal, second, engineering, asker = actors
    document = TermsDocument.objects.get()
    tier = make_tier(legal, document.vendor)
    add_link(actor=legal, document=document, tier=tier)
    make_approved(legal, second, tier, document)
    area, answers = ClauseArea.TRAINING_RESTRICTIONS, {"train_vendor_use": "opt_in"}
    make_approved(legal, second, tier, document, area=area, answers=answers, exact=TRAINS)
    make_policy(legal, engineering)
    request = make_request(asker, make_tool(asker, tier, "Larkspur for Payments"), payments)
    return make_approval(legal, engineering, request.lines.get())


def reads_anew(legal: Actor) -> None:
    """The next reading of ownership, on the sentence as it is now, sent to a second counsel."""
    old = Assessment.objects.get(record__area=ClauseArea.OUTPUT_OWNERSHIP, state="approved")
    draft = start_draft(actor=legal, record_row=old.record)
    AnswerCitation.objects.filter(answer__assessment=draft).delete()
    draft.refresh_from_db()
    cite(legal, draft, TermsDocument.objects.get(), ["own_owner"], PAID)
    submit_assessment(actor=legal, assessment=draft, version=None)


def sees_the_change(page: Page) -> str:
    """From the watch page to the one change, with noise in it folded; its address."""
    page.goto("/watch/")
    page.get_by_role("link", name="Read what changed").click()
    assert "version 4 to version 7" in told(page) and "Change of content" in told(page)
    assert page.locator("article ins", has_text="once all fees are paid").count() == 1
    assert page.locator(".chg").count() == 2, "the sentence, and the line that dates the text"
    return page.url


def follows_it(page: Page, change: str) -> None:
    """To the stale reading and to the flagged approval, and from there back."""
    page.get_by_role("link", name="Output ownership of").first.click()
    assert "Stale since" in told(page)
    page.goto(change)
    page.get_by_role("link", name="Larkspur for Payments").click()
    assert "What it was flagged for" in told(page) and "Review due" in told(page)
    page.get_by_role("link", name="The change and the readings it touched").click()
    assert page.url == change


def approves_the_new_reading(page: Page) -> None:
    page.goto("/")
    page.locator("main").get_by_role("link", name="output ownership").first.click()
    press(page, "Approve")


def finds_it_cleared(page: Page, change: str) -> None:
    page.goto(change)
    assert "Read anew" in told(page) and "Settled for this change" in told(page)
    page.get_by_role("link", name="Larkspur for Payments").click()
    assert "Nothing was lost by it." in told(page)
    page.goto("/")
    assert "Larkspur" not in page.locator("main").inner_text()


def test_a_real_change_among_noise_is_followed_to_what_rests_on_it_and_cleared(
    live_site: LiveSite, browse_as: Callable[..., Page], actors: list[Actor], organisation: Organisation,
    payments: Team, counsel: User, second_counsel: User, tmp_path: Path,
) -> None:  # fmt: skip
    make_vendor(actors[0], "Larkspur Systems")
    folder = repository(tmp_path / "archive-versions", [("2026-01-01T00:00:00+00:00", {FILE: BASE})])
    assert "1 looks taken in" in import_history(live_site, folder)
    approval = reads_and_approves(actors, payments)
    goes_on(folder)
    assert "6 looks taken in" in import_history(live_site, folder)

    page = browse_as(counsel)
    change = sees_the_change(page)
    follows_it(page, change)
    page.get_by_label("It still holds").check()
    press(page, "Confirm the change")
    assert "Read and confirmed by" in told(page) and "To be read anew" in told(page)
    approval.refresh_from_db()
    assert approval.state == ApprovalState.FLAGGED

    reads_anew(actors[0])
    approves_the_new_reading(browse_as(second_counsel))
    finds_it_cleared(page, change)
    approval.refresh_from_db()
    assert approval.state == ApprovalState.ACTIVE
