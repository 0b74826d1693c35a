"""What both lanes, the requester and the auditor do in the browser, from the policy to the signed report."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from playwright.sync_api import Page, expect

from governance.accounts.models import User
from tests.cast import PASSWORD
from tests.flows.counsel import PRODUCT, TIER, VENDOR
from tests.flows.people import field, press, proving_it, told

CATEGORY, TOOL, CODEBASE, REPORT = "Proprietary services", "Thornfield for Payments", "ledger", "First portfolio audit"
CONDITION = "Output the indemnity is relied on for is used unmodified."
OWN_CONDITION = "Every change is reviewed by a person."


def drafts_the_policy(page: Page, legal: User, engineering: User, rules: tuple[str, ...]) -> None:
    """One category with rules at their defaults."""
    page.goto("/policy/revisions/new/")
    field(page, "Title").fill("First policy")
    press(page, "Start the draft")
    page.get_by_role("link", name="Add a category").first.click()
    field(page, "Name").fill(CATEGORY)
    field(page, "Attested").check()
    field(page, "Legal owner").select_option(label=legal.name)
    field(page, "Engineering owner").select_option(label=engineering.name)
    field(page, "Repository").check()
    field(page, "Proprietary").check()
    press(page, "Save the category")
    address = page.url
    for rule in rules:
        page.goto(address)
        page.get_by_role("link", name=rule).click()
        press(page, "Use this rule")


def signs_the_policy(page: Page) -> str:
    """Read the draft and sign it; returns the sentence signed."""
    page.goto("/policy/revisions/")
    page.locator("main").get_by_role("link", name="First policy").first.click()
    sentence = told(page.locator(".signbar .say"))
    press(page, "Sign for")
    assert proving_it(page)
    return sentence


def registers_codebase_and_tool(page: Page) -> None:
    """A codebase in its category; the tool and how it is held, settings with proof."""
    page.goto("/codebases/new/")
    field(page, "Name").fill(CODEBASE)
    field(page, "Team").select_option(label="Payments")
    field(page, "Repository").check()
    field(page, "Proprietary").check()
    press(page, "Register it")
    field(page, CATEGORY).check()
    press(page, "Put it there from now on")
    page.goto("/tools/new/")
    field(page, "Tier").select_option(label=f"{VENDOR}: {PRODUCT} {TIER}")
    field(page, "Name").fill(TOOL)
    field(page, "Team").select_option(label="Payments")
    press(page, "Register and go on")
    field(page, "Region").fill("EEA")
    field(page, "Output filter").select_option(label="On")
    proof = page.locator("[name=proof_output_filter]")
    proof.fill("Console export, page 2")
    page.locator("[name=checked_output_filter]").fill(dt.date.today().isoformat())
    press(page, "Record it")


def writes_the_statement(page: Page) -> None:
    """Engineering says what output is."""
    page.goto("/tools/")
    page.locator("main").get_by_role("link", name=TOOL).first.click()
    page.get_by_role("link", name="Write an output statement").click()
    field(page, "Chat").check()
    field(page, "What is sent").fill("Open files and the question.")
    field(page, "What comes back").fill("Text and code.")
    field(page, "What “output” is here").fill("Code that somebody accepts.")
    field(page, "Where it is kept").fill("In the commit.")
    press(page, "Put it on record")


def asks_for_the_tool(page: Page) -> None:
    """Tool, category, purpose; at once the page says what the policy makes of it."""
    page.goto("/requests/new/")
    page.locator("main").get_by_role("link", name=TOOL).click()
    assert "Permitted on conditions" in told(page)
    field(page, f"Ask for {CATEGORY}").check()
    press(page, "Go on")
    field(page, "Purpose").fill("Daily work on the ledger.")
    press(page, "Send it to both lanes")
    assert "is with both lanes" in told(page)


def decides(page: Page, quotes: tuple[str, ...]) -> str:
    """Find the request, read the chain, decide with the password; returns the sentence signed."""
    page.goto("/requests/")
    page.locator("main tbody").get_by_role("link").first.click()
    shown = told(page)
    for quote in quotes:
        assert quote in shown
    field(page, "Reasons").fill("I have read the chain down to the quotes.")
    conditions = field(page, "Conditions")
    if conditions.count():
        assert CONDITION in conditions.input_value()
        conditions.fill(f"{conditions.input_value()}\n{OWN_CONDITION}")
        field(page, "Last day of the approval").fill(str(dt.date.today() + dt.timedelta(days=90)))
    for _ in range(3):  # what was entered changes the sentence: it is shown again before it counts
        if page.locator("[name=step_up_password]").count():
            page.locator("[name=step_up_password]").fill(PASSWORD)
        sentence = page.locator("[name=say_approve]").input_value()
        assert told(page.locator(".signbar .say")).startswith(sentence)
        press(page, "Approve for")
        if page.locator("#decide").count() == 0:
            return sentence
    raise AssertionError(told(page))


def starts_the_report(page: Page, legal: User, engineering: User) -> None:
    """The auditor names both signatories and watches the worker until the draft is there."""
    page.goto("/reports/new/")
    field(page, "Title").fill(REPORT)
    field(page, "Signs for Legal").select_option(label=legal.name)
    field(page, "Signs for Engineering").select_option(label=engineering.name)
    press(page, "Start the report")
    expect(page.locator("#progress")).to_be_visible()
    expect(page.get_by_role("link", name="Read the draft")).to_be_visible(timeout=90_000)


def downloads(page: Page, link: str, where: Path) -> bytes:
    """The file behind a link."""
    with page.expect_download() as coming:
        page.get_by_role("link", name=link).click()
    coming.value.save_as(where)
    return where.read_bytes()


def signs_the_report(page: Page) -> str:
    """Find the report in the queue, sign it; returns the sentence signed."""
    page.goto("/")
    page.locator("main").get_by_role("link", name=REPORT).first.click()
    sentence = told(page.locator(".signbar .say"))
    press(page, "Sign for")
    proving_it(page)
    assert "Signed" in told(page)
    return sentence


def waits_for_the_seal(page: Page) -> None:
    """The auditor's page tells by itself when the final PDF is sealed."""
    page.goto("/reports/")
    page.locator("main").get_by_role("link", name=REPORT).first.click()
    expect(page.get_by_role("link", name="Download the sealed PDF")).to_be_visible(timeout=90_000)
