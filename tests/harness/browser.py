"""Chromium over the live site, one window per person, and axe in it. A page that breaks its rules fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from governance.accounts.models import User
from tests.harness.site import LiveSite

CANDIDATES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ARGUMENTS = (
    "--no-sandbox",  # as root there is none
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--force-color-profile=srgb",
)
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
EXPECTED_CONSOLE = "Failed to load resource: the server responded with a status of 4"
Violation = dict[str, Any]


def chromium() -> str:
    """Path of a Chromium: CHROMIUM, then the usual names. Raises RuntimeError saying what to do."""
    for candidate in (os.environ.get("CHROMIUM", ""), *CANDIDATES):
        found = shutil.which(candidate) if candidate else None
        if found:
            return found
    raise RuntimeError(
        "No Chromium was found. Run `make setup`, set CHROMIUM, or leave browser tests out: BROWSER=off."
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright keeps a loop running in this thread; nothing awaits
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        yield program
        program.close()


class Windows:
    """Opens windows on the live site and remembers what they complained of."""

    def __init__(self, browser: Browser, site: LiveSite, signed_in: Callable[..., Client]) -> None:
        self._browser, self._site, self._signed_in = browser, site, signed_in
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def open(self, user: User | None = None, *, stepped_up: bool = True, **options: Any) -> Page:
        """A new window with a session of its own: nobody's, or `user`'s. `options` go to Browser.new_context."""
        options = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", **options}
        context = self._browser.new_context(base_url=self._site.url, **options)
        context.set_default_timeout(15_000)
        self._contexts.append(context)
        if user is not None:
            cookies = self._signed_in(user, stepped_up=stepped_up).cookies
            context.add_cookies([{"name": c.key, "value": c.value, "url": self._site.url} for c in cookies.values()])
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED_CONSOLE):
            self.complaints.append(f"{message.type}: {message.text}")

    def close(self) -> None:
        """Close every window."""
        for context in self._contexts:
            context.close()


@pytest.fixture
def windows(browser: Browser, live_site: LiveSite, signed_in: Callable[..., Client]) -> Iterator[Windows]:
    """Windows of one test. None may have complained (content policy, script errors, warnings) in the end."""
    opened = Windows(browser, live_site, signed_in)
    yield opened
    opened.close()
    assert opened.complaints == []


@pytest.fixture
def page(windows: Windows) -> Page:
    """One window in which nobody is signed in."""
    return windows.open()


@pytest.fixture
def browse_as(windows: Windows) -> Callable[..., Page]:
    """browse_as(user) -> a window in the session of `user`, with a fresh step-up unless stepped_up=False."""
    return windows.open


def axe(page: Page) -> list[Violation]:
    """What axe finds on the page as it is shown now (WCAG 2.2 A and AA, target size included); [] when nothing."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text())
    options = {"runOnly": list(AXE_TAGS), "rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
    found = page.evaluate("(options) => window.axe.run(document, options)", options)
    return [
        {"id": v["id"], "help": v["help"], "nodes": [(n["target"], n.get("failureSummary", "")) for n in v["nodes"]]}
        for v in found["violations"]
    ]
