"""In a browser: n and p, or two buttons, go from change to change of a redline; without script, links do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page

from governance.accounts.access import Actor
from governance.accounts.models import User
from tests.cast import AsActor
from tests.factories.vendors import make_document, make_tier
from tests.harness.browser import axe
from tests.vendors.redline_texts import CLAUSE, NEW, OLD
from tests.vendors.test_capture_deeds import capture

LONG = "\n\n".join(
    f"{number}.9 Nothing changes in this paragraph, however often it is read." for number in range(20, 60)
)


@pytest.fixture
def address(live_site: object, counsel: User, as_actor: AsActor) -> str:
    """The redline of two long versions with several changes and one passage moved."""
    actor: Actor = as_actor(counsel)
    document = make_document(actor, make_tier(actor), f"{OLD}\n\nIt is “ours”.\n\n{LONG}\n\nBought for 30 days.")
    newest = capture(actor, document, f'{NEW}\n\nIt is "ours".\n\n{LONG}\n\nBought for 90 days.').version
    return f"/versions/{newest.uid}/redline/"


def test_n_and_p_go_from_change_to_change_and_the_counter_follows(
    browse_as: Callable[..., Page], counsel: User, address: str
) -> None:
    page = browse_as(counsel)
    page.goto(address)
    last = page.locator(".chg").count()
    counter = page.locator("[data-jump-at]")
    assert counter.inner_text() == f"{last} changes"
    for key, number in (("n", 1), ("n", 2), ("n", 3), ("p", 2)):
        page.keyboard.press(key)
        assert counter.inner_text() == f"Change {number} of {last}"
        assert page.locator(f"#chg-{number} .ref").evaluate("link => link === document.activeElement")
    for _ in range(last + 1):
        page.keyboard.press("n")
    assert counter.inner_text() == f"Change {last} of {last}"
    assert page.locator(f"#chg-{last}").evaluate("change => change.getBoundingClientRect().bottom < innerHeight")
    button = page.get_by_role("link", name="Previous").bounding_box()
    assert button
    for _ in range(2):  # with the mouse itself: Playwright would scroll a bar that sticks back to where it comes from
        page.mouse.click(button["x"] + 5, button["y"] + 5)
    assert counter.inner_text() == f"Change {last - 2} of {last}"


def test_after_scrolling_the_next_change_is_the_next_in_view(
    browse_as: Callable[..., Page], counsel: User, address: str
) -> None:
    page = browse_as(counsel)
    page.goto(address)
    page.locator(".fold").last.evaluate("fold => { fold.open = true }")
    page.keyboard.press("n")
    page.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
    page.keyboard.press("p")
    last = page.locator(".chg").count()
    assert page.locator("[data-jump-at]").inner_text() != f"Change 1 of {last}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_formatting_shown_and_folds_opened_can_be_read_by_everybody(
    scheme: Literal["light", "dark"], browse_as: Callable[..., Page], counsel: User, address: str
) -> None:
    page = browse_as(counsel, color_scheme=scheme)
    page.goto(f"{address}?formatting=shown")
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    page.keyboard.press("n")
    for width in (1440, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_move_is_followed_to_its_other_end(browse_as: Callable[..., Page], counsel: User, address: str) -> None:
    page = browse_as(counsel)
    page.goto(address)
    page.get_by_role("link", name="moved from 13.4").click()
    left = page.locator("del:target")
    assert CLAUSE in left.inner_text()
    page.get_by_role("link", name="moved to 6.2").click()
    assert CLAUSE in page.locator("ins:target").inner_text()


def test_without_script_links_lead_from_change_to_change(
    browse_as: Callable[..., Page], counsel: User, address: str
) -> None:
    page = browse_as(counsel, java_script_enabled=False)
    page.goto(address)
    page.get_by_role("link", name="Next n").click()
    assert page.url.endswith("#chg-1")
    page.locator("#chg-1").get_by_role("link", name="Next change").click()
    assert page.url.endswith("#chg-2")
