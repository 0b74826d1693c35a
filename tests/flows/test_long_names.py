"""A name of one long word is broken where it stands; the page does not scroll sideways for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from governance.accounts.access import Actor
from governance.accounts.models import User
from tests.factories.policies import make_tool
from tests.factories.vendors import make_document, make_tier, make_vendor

WORD = "Uninterruptedlyconcatenatedappellation" * 3


@pytest.mark.parametrize("width", [1440, 320])
def test_a_name_of_one_long_word_does_not_widen_the_page(
    browse_as: Callable[..., Page], counsel: User, requester: User, as_actor: Callable[[User], Actor], width: int
) -> None:
    vendor = make_vendor(as_actor(counsel), WORD)
    tier = make_tier(as_actor(counsel), vendor)
    document = make_document(as_actor(counsel), tier, title=WORD)
    tool = make_tool(as_actor(requester), tier, WORD)
    page = browse_as(counsel, viewport={"width": width, "height": 900})
    records = (f"/vendors/{vendor.uid}/", f"/documents/{document.uid}/", f"/tiers/{tier.uid}/", f"/tools/{tool.uid}/")
    lists = ("/vendors/", "/documents/", "/watch/", "/matrix/", "/tools/", "/search/?q=uninter")
    beyond = {}
    for place in (*records, *lists):
        answer = page.goto(place)
        assert answer is not None and answer.ok, place
        beyond[place] = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert {place: by for place, by in beyond.items() if by > 0} == {}
