"""What everybody does in the browser: sign in, press a button, prove who they are."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

from governance.accounts.models import User
from tests.cast import PASSWORD


def sign_in(page: Page, user: User) -> Page:
    """Through the door, as everybody."""
    page.goto("/")
    field(page, "Work e-mail").fill(user.email)
    field(page, "Password").fill(PASSWORD)
    press(page, "Sign in")
    assert page.url.endswith("/"), page.inner_text("main")
    return page


def field(page: Page, label: str) -> Locator:
    """The control with exactly this label; the label of a required one says so."""
    return page.get_by_label(re.compile(rf"^{re.escape(label)}( required)?$"))


def press(page: Page, name: str) -> None:
    """Press the button of this name and wait for the page that follows."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def proving_it(page: Page) -> bool:
    """Give the password where the page asks for it; whether it did."""
    if page.get_by_role("heading", name="Confirm it is you").count() == 0:
        return False
    field(page, "Your password").fill(PASSWORD)
    press(page, "Confirm and go on")
    return True


def told(where: Page | Locator) -> str:
    """All words that are shown there, white space made even."""
    shown = where.locator("body") if isinstance(where, Page) else where
    return " ".join(shown.inner_text().split())
