"""Every page, as the right person, filled with the demo: no fault that axe knows, no sideways scrolling, no complaint.

Light and dark, 1440 and 320 pixels wide. A page is loaded once and then shown in each way.
"""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import URLPattern, reverse
from playwright.sync_api import Page

from tests.cast import SignedIn
from tests.flows.no_pages import NO_PAGES
from tests.flows.pages import VISITS
from tests.flows.places import NOBODY, Place, Visit, routes
from tests.harness.browser import axe

FACES = (("light", 1440), ("dark", 1440), ("dark", 320), ("light", 320))
SPACES = sorted({visit.route.partition(":")[0] for visit in VISITS})
TOO_WIDE = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const beyond = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > wide + 1);
  return beyond.slice(-3).map((e) => `${e.tagName}.${e.className} “${e.textContent.trim().slice(0, 40)}”`);
}"""


def named() -> dict[str, URLPattern]:
    """Routes that may be pages: all but the endpoints of the API."""
    return {name: entry for name, entry in routes() if not getattr(entry.callback, "cls", None)}


def test_every_route_is_visited_or_is_no_page(counsel: Any, signed_in: SignedIn) -> None:
    client = signed_in(counsel)
    visited = {visit.route for visit in VISITS}
    forgotten = []
    for name, entry in named().items():
        if name in visited or name in NO_PAGES:
            continue
        kinds = {
            key: uuid.uuid4() if "uuid" in type(kind).__name__.lower() else "x"
            for key, kind in entry.pattern.converters.items()
        }
        if client.get(reverse(name, kwargs=kinds)).status_code != 405:  # a deed: it answers to POST alone
            forgotten.append(name)
    assert forgotten == []


def test_no_visit_and_no_reason_outlives_its_route() -> None:
    known = {name for name, _ in routes()}
    assert {visit.route for visit in VISITS} | set(NO_PAGES) <= known


def look(page: Page, where: str, faces: tuple[tuple[str, int], ...]) -> list[str]:
    """What is wrong with the page that is open, in each of its faces."""
    faults = []
    for scheme, width in faces:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        said = [f"{fault['id']} {fault['nodes'][:3]}" for fault in axe(page)]
        said += [f"scrolls sideways: {beyond}" for beyond in page.evaluate(TOO_WIDE)]
        faults += [f"{where} {scheme} {width}: {one}" for one in said]
    return faults


def call(page: Page, visit: Visit, place: Place, faces: tuple[tuple[str, int], ...]) -> list[str]:
    """Open one place and look at it."""
    path = reverse(visit.route, kwargs=place.kwargs) + (f"?{place.query}" if place.query else "")
    where = f"{visit.route} {path} as {visit.who or 'nobody'}"
    answer = page.goto(path)
    if answer is None or answer.status != place.status:
        return [f"{where}: {answer.status if answer else 'no answer'} and not {place.status}"]
    if len(page.query_selector_all("h1")) != 1:
        return [f"{where}: not exactly one h1"]
    return look(page, where, faces)


@pytest.mark.parametrize("space", SPACES)
def test_every_page_can_be_used_by_everybody(demo_windows: Any, demo_person: Any, space: str) -> None:
    faults: list[str] = []
    windows: dict[str, Page] = {}
    seen: set[str] = set()
    for visit in VISITS:
        if visit.route.partition(":")[0] != space:
            continue
        if visit.who not in windows:
            person = demo_person(visit.who) if visit.who != NOBODY else None
            windows[visit.who] = demo_windows.open(person)
        places = visit.places()
        assert places, f"the demo has nothing for {visit.route}"
        for place in places:
            faces = FACES if visit.route not in seen else FACES[::2]
            seen.add(visit.route)
            faults += call(windows[visit.who], visit, place, faces)
    assert not faults, "\n".join(faults)
