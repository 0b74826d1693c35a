"""HTML to lines, event by event: no tree is built, so that no depth of nesting can exhaust the stack or lose words.

Nothing is executed, fetched or kept but words and their structure: scripts, styles, options of controls, images and
link targets fall away. (A cleaner before this would build a tree: html5ever's hangs on deep nesting, and libxml2's ends
at a depth of 2,048, words and all.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from lxml import etree

from vendors.domain.text.lines import one_line, starts_block
from vendors.domain.text.plain import plain_lines
from vendors.domain.text.tables import Tables

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CELLS = frozenset({"td", "th"})
_PREFORMATTED = frozenset({"pre", "textarea"})
_BLOCK_ELEMENTS = """
p div section article main header footer nav aside ul ol menu dir li dl dt dd blockquote table thead tbody tfoot tr
td th caption form fieldset legend hr address figure figcaption details summary center body html select optgroup
button dialog search hgroup pre textarea h1 h2 h3 h4 h5 h6
"""
_BLOCKS = frozenset(_BLOCK_ELEMENTS.split())
_DROPPED = {
    "script": "script",
    "style": "style sheet",
    "title": "",
    "iframe": "embedded page",
    "option": "form control",
}
_COUNTED = {"img": "image", "input": "form control", "select": "form control", "form": "form"}
_LONGEST_HEADING = 400


def html_lines(html: str) -> tuple[list[str], tuple[str, ...]]:
    """The blocks of an HTML text, one line each, and notes on what was left out."""
    reader = _Reader()
    target: Any = reader  # the stubs promise bytes to it, which no lxml of Python 3 passes
    # The text goes in as UTF-8 whatever it declares, so the declaration inside is not believed a second time.
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    try:
        parser.feed(html.encode("utf-8"))
        parser.close()
    except etree.LxmlError:
        # Only an input without any markup or words ends here; what was read until then stands.
        reader.close()
    return reader.lines, reader.notes()


class _Reader:
    """Receives the parser's events. Text gathers in a buffer that every block boundary empties into a line."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._tables = Tables(self.lines)
        self._buffer: list[str] = []
        self._level = 0
        self._marker = ""
        self._lists: list[tuple[str, int]] = []
        self._preformatted = 0
        self._dropping = ""
        self._link_opens = False
        self._left_out: Counter[str] = Counter()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element opens."""
        tag = tag.lower()
        if self._dropping:
            # Options are seldom closed: whatever is no option ends them.
            if self._dropping != "option":
                return
            self._dropping = ""
        if tag in _COUNTED:
            self._left_out[_COUNTED[tag]] += 1
        if tag in _DROPPED:
            self._dropping = tag
            self._left_out[_DROPPED[tag]] += tag != "option"
        elif tag == "a":
            self._link_opens = True
        elif tag == "br":
            self._buffer.append("\n")
        elif tag in _BLOCKS:
            self._flush()
            self._open(tag, attributes)

    def end(self, tag: str) -> None:
        """An element closes."""
        tag = tag.lower()
        if self._dropping:
            if tag == self._dropping or self._dropping == "option":
                self._dropping = ""
            return
        if tag not in _BLOCKS:
            return
        self._flush()
        if tag in _HEADINGS:
            self._level = 0
        elif tag in {"ul", "ol", "menu", "dir"} and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._marker = ""
        elif tag in _PREFORMATTED:
            self._preformatted = max(0, self._preformatted - 1)
        elif tag == "table" or tag == "tr" or tag in _CELLS:
            self._tables.close(tag)

    def data(self, data: str) -> None:
        """Characters."""
        if self._dropping:
            return
        before = self._buffer[-1][-1:] if self._buffer else ""
        if self._link_opens and data[:1].isupper() and (before.islower() or before.isdigit()):
            # Menus put links side by side without a space; a word cut into two links goes on in lower case.
            self._buffer.append(" ")
        self._link_opens = False
        self._buffer.append(data if self._preformatted else data.replace("\n", " ").replace("\r", " "))

    def comment(self, text: str) -> None:
        """A comment: no words of the page."""

    def pi(self, target: str, data: str | None = None) -> None:
        """A processing instruction: no words of the page."""

    def close(self) -> None:
        """The end: what is still open closes."""
        self._flush()
        self._tables.finish()

    def notes(self) -> tuple[str, ...]:
        """What was left out, in words."""
        return tuple(
            f"1 {name} was left out." if count == 1 else f"{count} {name}s were left out."
            for name, count in sorted(self._left_out.items())
            if name and count
        )

    def _open(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _HEADINGS:
            self._level = _HEADINGS[tag]
        elif tag in {"ul", "menu", "dir"}:
            self._lists.append(("", 0))
        elif tag == "ol":
            self._lists.append((attributes.get("type") or "1", _whole(attributes.get("start"), 1) - 1))
        elif tag == "li":
            self._marker = self._next_marker(attributes)
        elif tag in _PREFORMATTED:
            self._preformatted += 1
        elif tag == "table" or tag == "tr" or tag in _CELLS:
            self._tables.open(tag)

    def _next_marker(self, attributes: Mapping[str, str]) -> str:
        if not self._lists or not self._lists[-1][0]:
            return "- "
        style, last = self._lists[-1]
        number = _whole(attributes.get("value"), last + 1)
        self._lists[-1] = (style, number)
        return f"{_numeral(style, number)}. "

    def _flush(self) -> None:
        text = "".join(self._buffer)
        self._buffer.clear()
        if not text.strip():
            return
        marker, self._marker = self._marker, ""
        if self._level and len(text) <= _LONGEST_HEADING:
            number = marker if marker != "- " else ""
            self._tables.add(f"{'#' * self._level} {number}{one_line(text)}")
            return
        lines = plain_lines(text) if self._preformatted else _broken(text)
        for index, line in enumerate(lines):
            self._tables.add(marker + line if index == 0 else line)


def _broken(text: str) -> list[str]:
    """The paragraphs of a run of text whose line breaks are meant: an empty line parts them, as does a new number."""
    lines: list[str] = []
    gap = True
    for part in text.split("\n"):
        line = one_line(part)
        if line and (gap or starts_block(line)):
            lines.append(line)
        elif line:
            lines[-1] = f"{lines[-1]} {line}"
        gap = not line
    return lines


def _whole(value: str | None, otherwise: int) -> int:
    text = (value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise


def _numeral(style: str, number: int) -> str:
    if style in {"a", "A"} and 1 <= number <= 26:
        letter = "abcdefghijklmnopqrstuvwxyz"[number - 1]
        return letter if style == "a" else letter.upper()
    if style in {"i", "I"} and 1 <= number <= 39:
        roman = "x" * (number // 10) + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[number % 10]
        return roman if style == "i" else roman.upper()
    return str(number)
