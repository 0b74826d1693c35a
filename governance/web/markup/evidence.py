"""Saying what a claim rests on: digests and citations. Takes a domain fact, a row or a snapshot's dict alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from governance.web.markup.times import say_day

READER = "vendors:version_detail"
"""The page that shows one terms version; the look links to it by name and knows nothing else of vendors."""


def short(digest: str) -> str:
    """First four and last four of a digest; a short identifier is left whole."""
    return digest if len(digest) <= 12 else f"{digest[:4]}…{digest[-4:]}"


def hash_(digest: str | None) -> SafeString:
    """A digest in short, the whole of it in the title; nothing for none."""
    if not digest:
        return SafeString("")
    return format_html('<code class="hash" title="{}">{}</code>', digest, short(digest))


def fullhash(digest: str | None) -> SafeString:
    """A whole digest; `wbr` after every four lets it break without adding a character to what is copied."""
    if not digest:
        return SafeString("")
    groups = ((digest[at : at + 4],) for at in range(0, len(digest), 4))
    return format_html('<code class="hash whole">{}</code>', format_html_join("", "{}<wbr>", groups))


def _part(citation: Any, name: str) -> Any:
    value = citation.get(name) if isinstance(citation, Mapping) else getattr(citation, name, None)
    return "" if value is None else value


def _date(value: Any) -> str:
    if isinstance(value, str):
        value = dt.date.fromisoformat(value[:10]) if value else None
    return say_day(value) if value else ""


def reader_address(citation: Any) -> str:
    """Where the cited passage can be read in place; "" when the citation names no version."""
    version = _part(citation, "version_uid")
    if not version:
        return ""
    try:
        address = reverse(READER, args=[version])
    except NoReverseMatch:
        return ""
    uid = _part(citation, "uid")
    return f"{address}#c-{uid}" if uid else address


def _source(citation: Any) -> SafeString:
    """The footer of a citation: document and section as a link to the reader, version and hash, page, date."""
    name = ", ".join(str(part) for part in (_part(citation, "document"), _part(citation, "heading")) if part)
    address = reader_address(citation)
    first = format_html('<a href="{}">{}</a>', address, name) if address else format_html("<span>{}</span>", name)
    number, digest = (
        _part(citation, "version_number"),
        str(_part(citation, "version_sha256")),
    )
    version = " ".join(part for part in (f"v{number}" if number else "", short(digest)) if part)
    parts = [first]
    if version:
        parts.append(format_html('<code class="hash" title="{}">{}</code>', digest, version))
    if _part(citation, "page"):
        parts.append(format_html("<span>page {}</span>", _part(citation, "page")))
    if _part(citation, "dated_on"):
        parts.append(format_html("<span>{}</span>", _date(_part(citation, "dated_on"))))
    return format_html("<footer>{}</footer>", format_html_join("", "{}", ((part,) for part in parts)))


def quote(citation: Any) -> SafeString:
    """One citation. An exact quote is never shortened; silence and documents are in our words and look it."""
    kind, exact, note = (
        str(_part(citation, "kind")),
        _part(citation, "exact"),
        _part(citation, "note"),
    )
    if kind == "silence":
        words = note or "Read whole: the text says nothing on this question."
        return format_html('<div class="q own"><p>{}</p>{}</div>', words, _source(citation))
    if kind == "document" and not exact:
        return format_html(
            '<div class="q own"><p>{}</p>{}</div>',
            note or "Shown by a document.",
            _source(citation),
        )
    remark = format_html('<p class="own">{}</p>', note) if note else SafeString("")
    return format_html('<blockquote class="q">{}{}{}</blockquote>', exact, remark, _source(citation))
