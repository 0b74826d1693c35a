"""The canonicaliser: raw bytes of a version to the one text that is read, cited and compared.

Its number is kept with every text. A better one gets the next number and is run over history beside this one, since
citations point at texts by their number and hash.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vendors.domain.text.decode import decode, essence_of
from vendors.domain.text.lines import settle
from vendors.domain.text.markdown import markdown_html
from vendors.domain.text.markup import html_lines
from vendors.domain.text.plain import plain_lines
from vendors.domain.text.refusals import EmptyText, TooLarge

CANONICALISER = 1

MAX_TEXT = 2_000_000
"""Characters of canonical text."""

HTML, MARKDOWN, PLAIN = "text/html", "text/markdown", "text/plain"
_TYPES = {
    "text/html": HTML,
    "application/xhtml+xml": HTML,
    "text/markdown": MARKDOWN,
    "text/x-markdown": MARKDOWN,
}
_SUFFIXES = {"html": HTML, "htm": HTML, "xhtml": HTML, "md": MARKDOWN, "markdown": MARKDOWN}
_PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CanonicalResult:
    """The canonical text, the format it was read as, and what was left out of it, in words."""

    text: str
    media_type: str
    notes: tuple[str, ...]


def canonicalise(data: bytes, media_type: str, filename: str = "") -> CanonicalResult:
    """The canonical text of `data`. The format is told by media type, then file name, then the first characters.

    Raises a TextRefused, whose sentence says what to do, for bytes that are no readable text.
    """
    form = format_of(data, media_type, filename)
    source = decode(data, media_type, html=form == HTML)
    if form == MARKDOWN and len(source) > MAX_TEXT:
        raise _too_long()
    notes: tuple[str, ...] = ()
    if form == PLAIN:
        lines = plain_lines(source)
    else:
        lines, notes = html_lines(markdown_html(source) if form == MARKDOWN else source)
    text = "\n\n".join(settle(lines))
    if not any(char.isalnum() for char in text):
        raise EmptyText("There is no text in this. Paste the terms, or choose the file that holds them.")
    if len(text) > MAX_TEXT:
        raise _too_long()
    return CanonicalResult(text, form, notes)


def format_of(data: bytes, media_type: str, filename: str) -> str:
    """Which of the three formats `data` is read as."""
    known = _TYPES.get(essence_of(media_type))
    suffix = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    return known or _SUFFIXES.get(suffix) or (HTML if _PAGE.match(data[:1000]) else PLAIN)


def _too_long() -> TooLarge:
    return TooLarge(f"The text is longer than {MAX_TEXT:,} characters. Bring one document at a time.")
