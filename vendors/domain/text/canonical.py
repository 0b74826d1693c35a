"""The canonicaliser: raw bytes of a version to the one text that is read, cited and compared.

Its number is kept with every text. A better one gets the next number and is run over history beside this one, since
citations point at texts by their number and hash.
"""

from __future__ import annotations

from dataclasses import dataclass

from vendors.domain.text.decode import decode, refuse_unread
from vendors.domain.text.formats import DOCX, HTML, MARKDOWN, PDF, PLAIN, format_of
from vendors.domain.text.lines import settle
from vendors.domain.text.markdown import markdown_html
from vendors.domain.text.markup import html_lines
from vendors.domain.text.paper import paper_lines
from vendors.domain.text.plain import plain_lines
from vendors.domain.text.refusals import EmptyText, TooLarge
from vendors.domain.text.word import word_lines

CANONICALISER = 1

MAX_TEXT = 2_000_000
"""Characters of canonical text."""


@dataclass(frozen=True, slots=True)
class CanonicalResult:
    """The canonical text, the format it was read as, and what was left out of it, in words."""

    text: str
    media_type: str
    notes: tuple[str, ...]


def canonicalise(data: bytes, media_type: str, filename: str = "") -> CanonicalResult:
    """The canonical text of `data`. The format is told by its first bytes, its media type, its file name.

    Texts from outside go through `vendors.capture.reading`, which does this in a process under limits.

    Raises a TextRefused, whose sentence says what to do, for bytes that are no readable text.
    """
    form = format_of(data, media_type, filename)
    refuse_unread(data, media_type)
    lines, notes = _lines(data, media_type, form)
    text = "\n\n".join(settle(lines))
    if not any(char.isalnum() for char in text):
        raise EmptyText("There is no text in this. Paste the terms, or choose the file that holds them.")
    if len(text) > MAX_TEXT:
        raise _too_long()
    return CanonicalResult(text, form, notes)


def _lines(data: bytes, media_type: str, form: str) -> tuple[list[str], tuple[str, ...]]:
    if form == PDF:
        return paper_lines(data)
    if form == DOCX:
        return word_lines(data)
    source = decode(data, media_type, html=form == HTML)
    if form == PLAIN:
        return plain_lines(source), ()
    if form == MARKDOWN and len(source) > MAX_TEXT:
        raise _too_long()
    return html_lines(markdown_html(source) if form == MARKDOWN else source)


def _too_long() -> TooLarge:
    return TooLarge(f"The text is longer than {MAX_TEXT:,} characters. Bring one document at a time.")
