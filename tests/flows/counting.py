"""Counting what people do in the browser: every click, field filled or chosen and key that acts, whoever calls for it.

Playwright's own methods are wrapped for the length of a test, so that no helper can act uncounted. Going to an address
by hand counts as two, for it is typed and sent off; waiting, reading and scrolling count as nothing.
"""

from __future__ import annotations

import contextlib
import functools
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Keyboard, Locator, Mouse, Page

_ON_AN_ELEMENT = (
    "check", "click", "dblclick", "dispatch_event", "fill", "press", "select_option", "set_checked", "set_input_files",
    "tap", "type", "uncheck",
)  # fmt: skip
ACTS: dict[type[Any], dict[str, int]] = {
    Locator: dict.fromkeys([*_ON_AN_ELEMENT, "drag_to", "press_sequentially"], 1),
    Page: dict.fromkeys([*_ON_AN_ELEMENT, "drag_and_drop"], 1)
    | dict.fromkeys(["goto", "go_back", "go_forward", "reload"], 2),
    Keyboard: dict.fromkeys(["down", "insert_text", "press", "type"], 1),
    Mouse: dict.fromkeys(["click", "dblclick", "down"], 1),
}
"""Every method with which a test acts on a page, and for how many interactions it stands."""


class Tally:
    """How many interactions so far, by the part of the journey and by what was done."""

    def __init__(self) -> None:
        self.by_part: Counter[str] = Counter()
        self.by_act: Counter[str] = Counter()
        self._part = "elsewhere"
        self._within = False

    @property
    def total(self) -> int:
        return self.by_part.total()

    @contextlib.contextmanager
    def part(self, name: str) -> Iterator[None]:
        """What is done inside belongs to the part `name`."""
        before, self._part = self._part, name
        try:
            yield
        finally:
            self._part = before

    def wrapped(self, act: str, weight: int, method: Callable[..., Any]) -> Callable[..., Any]:
        """`method`, counted; what it calls by itself is not counted again."""

        @functools.wraps(method)
        def run(*args: Any, **kwargs: Any) -> Any:
            if self._within:
                return method(*args, **kwargs)
            self._within = True
            try:
                found = method(*args, **kwargs)
            finally:
                self._within = False
            self.by_part[self._part] += weight
            self.by_act[act] += weight
            return found

        return run


@pytest.fixture
def tally(monkeypatch: pytest.MonkeyPatch) -> Tally:
    """Counts from here to the end of the test."""
    counted = Tally()
    for kind, acts in ACTS.items():
        for name, weight in acts.items():
            monkeypatch.setattr(kind, name, counted.wrapped(name, weight, getattr(kind, name)))
    return counted
