"""On a phone, where the shell has no room for its search field, search is one tap away."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from governance.accounts.models import User

PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["Clara Counsel", "Bartholomew Featherstonehaugh-Cholmondeley of Larkspur"])
def test_search_is_one_tap_away_and_pushes_nothing_off_the_page(
    browse_as: Callable[..., Page], counsel: User, theme: str, name: str
) -> None:
    User.objects.filter(pk=counsel.pk).update(name=name)
    page = browse_as(counsel, viewport=PHONE, color_scheme=theme)
    page.goto("/")
    link = page.get_by_role("link", name="Search", exact=True)
    box = link.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.locator("header.top").bounding_box()["height"] < 100  # type: ignore[index] # it is there
    link.click()
    page.locator("main [name=q]").fill("Larkspur")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=Larkspur$"))


def test_where_there_is_room_the_field_stands_alone(browse_as: Callable[..., Page], counsel: User) -> None:
    page = browse_as(counsel, viewport={"width": 768, "height": 900})
    page.goto("/")
    expect(page.get_by_role("searchbox", name="Search everything")).to_be_visible()
    expect(page.get_by_role("link", name="Search", exact=True)).to_be_hidden()
