"""The part of a page that holds the terms: what CSS selectors keep of it, less what they drop.

Nothing of the page runs. A tree is built here, unlike in `markup`, so a page nested deeper than trees go is refused and
not cut short. Parsing is for a process under limits only (`vendors.capture.reading`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import cssselect2
from lxml import etree

from vendors.domain.text.decode import decode, refuse_unread
from vendors.domain.text.refusals import EmptyText, TooHeavy

MOST_SELECTORS = 20
LONGEST_SELECTOR = 200
_DEEPEST = 2_000
"""libxml2 lets go of whatever lies deeper than 2,048."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Selectors of what is kept of a page (nothing named: all of it) and of what is dropped from that."""

    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.keep or self.drop)


def selector_problem(selector: str) -> str:
    """What is wrong with a selector, in words; empty for a good one."""
    if len(selector) > LONGEST_SELECTOR:
        return f"A selector has at most {LONGEST_SELECTOR} characters."
    try:
        compiled = cssselect2.compile_selector_list(selector)
    except (cssselect2.SelectorError, ValueError, RecursionError):
        return f"“{selector}” is no CSS selector, such as main, #terms or .legal-text."
    if any(each.pseudo_element for each in compiled):
        return f"“{selector}” names no part of a page. Leave out what begins with two colons."
    return ""


def select_parts(data: bytes, media_type: str, parts: Parts) -> bytes:
    """The parts of an HTML page that are kept, as HTML in UTF-8, in their order.

    Raises a TextRefused, also where nothing is left: then the page was rebuilt, or the selector names another part.
    """
    refuse_unread(data, media_type)
    source = decode(data, media_type, html=True).encode("utf-8")
    root = etree.fromstring(source, etree.HTMLParser(encoding="utf-8", huge_tree=True))
    if root is None or _too_deep(root):
        raise TooHeavy("The page is nested too deeply to choose a part of it. Upload its text instead.")
    for element in _found(root, parts.drop):
        _drop(element)
    kept = _outermost(_found(root, parts.keep)) if parts.keep else [root]
    if not kept:
        raise EmptyText(
            f"The page has no part that {', '.join(parts.keep)[:200]} names. See whether it was rebuilt, choose anew."
        )
    return b"\n".join(etree.tostring(each, method="html", encoding="utf-8", with_tail=False) for each in kept)


def _too_deep(root: Any) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            return True
    return False


def _found(root: Any, selectors: Sequence[str]) -> list[Any]:
    """The elements that any of the selectors names, in the order of the page."""
    if not selectors:
        return []
    compiled = cssselect2.compile_selector_list(", ".join(selectors))
    return [match.etree_element for match in cssselect2.ElementWrapper.from_html_root(root).query_all(*compiled)]


def _outermost(elements: Iterable[Any]) -> list[Any]:
    """Without those that lie inside another of them."""
    chosen: list[Any] = []
    inside: set[Any] = set()
    for element in elements:
        if not any(ancestor in inside for ancestor in element.iterancestors()):
            chosen.append(element)
            inside.add(element)
    return chosen


def _drop(element: Any) -> None:
    """Take an element out; the words that follow it stay. The page itself cannot be dropped."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail or "", element.getprevious()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
