"""Words that were typed and not saved survive a dead server and an ended session, and no sign-out."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from django.contrib.sessions.models import Session
from playwright.sync_api import Error, Page, expect

from governance.accounts.access import Actor
from governance.accounts.models import User
from tests.cast import PASSWORD
from tests.factories.vendors import make_draft, make_tier
from tests.flows.people import field, press, sign_in, told
from tests.harness.site import LiveSite
from vendors.domain.terms import ClauseArea
from vendors.models import Assessment
from vendors.services.clauses import AnswerInput, ReadingInput, save_draft

WORDS, NOTE = "What comes back is ours, with one exception.", "Privileged: ask outside counsel."
KEPT = "() => Object.entries(localStorage).filter(([key]) => key.startsWith('countersign-kept')).map(String).join()"


def types(page: Page) -> None:
    field(page, "In plain language").fill(WORDS)
    field(page, "Privileged note").fill(NOTE)
    page.locator("#a-own_owner").get_by_label("Shared", exact=True).check()
    page.wait_for_function(f"() => ({KEPT})().includes('one exception') && ({KEPT})().includes('shared')")


def offered(page: Page) -> None:
    expect(page.get_by_role("region", name="Words you had not saved")).to_be_visible()
    page.get_by_role("button", name="Put them back").click()
    assert field(page, "In plain language").input_value() == WORDS
    assert field(page, "Privileged note").input_value() == NOTE
    assert page.locator("#a-own_owner").get_by_label("Shared", exact=True).is_checked()


def saved(assessment: Assessment) -> tuple[str, str]:
    assessment.refresh_from_db()
    return assessment.plain_reading, assessment.privileged_note


def test_words_survive_a_killed_server_and_an_ended_session_and_are_merged(
    live_site: LiveSite, browse_as: Callable[..., Page], counsel: User, second_counsel: User,
    as_actor: Callable[[User], Actor],
) -> None:  # fmt: skip
    drafter, other = as_actor(counsel), as_actor(second_counsel)
    draft = make_draft(drafter, make_tier(drafter), ClauseArea.OUTPUT_OWNERSHIP)
    page = sign_in(browse_as(), counsel)
    page.on("dialog", lambda dialog: dialog.accept())
    desk = f"{live_site.url}/assessments/{draft.uid}/"
    page.goto(desk)
    types(page)
    live_site.stop()
    with contextlib.suppress(Error):  # nobody answers: the browser shows its own page, and the form is gone with it
        page.get_by_role("button", name="Save draft").click()
        page.wait_for_load_state()
    assert page.locator("#desk").count() == 0
    live_site.start_again()
    page.goto(desk)
    offered(page)

    Session.objects.all().delete()
    press(page, "Save draft")
    assert saved(draft) == ("", "")
    save_draft(
        actor=other, assessment=draft, version=None, reading=ReadingInput(draft.rating, plain_reading="Theirs."),
        answers={"own_mechanism": AnswerInput("assignment")},
    )  # fmt: skip
    field(page, "Work e-mail").fill(counsel.email)
    field(page, "Password").fill(PASSWORD)
    press(page, "Sign in")
    assert page.url == desk and "The reading was saved since" in told(page)
    offered(page)
    press(page, "Save draft")
    assert "somebody else saved meanwhile" in told(page) and "Theirs." in told(page) and WORDS in told(page)
    press(page, "Save what is chosen")
    assert (saved(draft), page.evaluate(KEPT)) == ((WORDS, NOTE), "")


def test_nothing_privileged_stays_in_the_browser_after_signing_out(
    live_site: LiveSite, browse_as: Callable[..., Page], counsel: User, as_actor: Callable[[User], Actor]
) -> None:
    drafter = as_actor(counsel)
    draft = make_draft(drafter, make_tier(drafter), ClauseArea.OUTPUT_OWNERSHIP)
    page = sign_in(browse_as(), counsel)
    page.goto(f"{live_site.url}/assessments/{draft.uid}/")
    types(page)
    second = page.context.new_page()
    second.goto(f"{live_site.url}/account/")
    press(second, "Sign out")
    assert second.evaluate(KEPT) == ""
    field(page, "Privileged note").fill("A third secret.")
    page.wait_for_timeout(500)  # twice as long as it takes the other window to keep a word
    assert "secret" not in second.evaluate("() => JSON.stringify(localStorage)")


def test_words_of_another_person_are_gone_before_the_page_is_shown_and_thrown_away_when_asked(
    live_site: LiveSite, browse_as: Callable[..., Page], counsel: User, second_counsel: User,
    as_actor: Callable[[User], Actor],
) -> None:  # fmt: skip
    drafter = as_actor(counsel)
    draft = make_draft(drafter, make_tier(drafter), ClauseArea.OUTPUT_OWNERSHIP)
    page = sign_in(browse_as(), counsel)
    page.on("dialog", lambda dialog: dialog.accept())
    desk = f"{live_site.url}/assessments/{draft.uid}/"
    page.goto(desk)
    types(page)
    page.goto(desk)
    page.get_by_role("button", name="Throw them away").click()
    assert page.evaluate(KEPT) == ""
    types(page)
    Session.objects.all().delete()
    sign_in(page, second_counsel)
    assert page.evaluate(KEPT) == ""
    page.goto(desk)
    expect(page.get_by_role("region", name="Words you had not saved")).to_be_hidden()
