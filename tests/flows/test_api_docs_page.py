"""The page of the API in a browser: legible, accessible, both themes, wide and narrow, nothing cut off."""

from __future__ import annotations

import pytest

from tests.harness.browser import axe


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_the_page_of_the_api_has_no_barrier(theme, width, windows, outsider):
    page = windows.open(outsider, viewport={"width": width, "height": 900}, color_scheme=theme)
    for path in ("/api/docs/", "/api/docs/assessments/", "/api/docs/me/"):
        page.goto(path)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


def test_every_noun_is_reached_by_links(windows, outsider):
    page = windows.open(outsider)
    page.goto("/api/docs/")
    page.get_by_role("navigation", name="Nouns").get_by_role("link", name="Vendors").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Vendors"
    assert page.get_by_role("region", name="Example of POST /api/v1/vendors/").is_visible()
