"""What a search finds, and how it is shown: hits by kind, with the words marked. Everything is escaped here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

CAP = 8
"""Hits shown of each kind."""
AROUND = 110
"""Characters of a text shown before and after what was found."""
_HEADING_SIGN = re.compile(r"(?<=\n)#{1,6}[ \t]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its name, its page, what it belongs to, and where in a text the words stand."""

    name: SafeString
    url: str
    beside: str = ""
    excerpt: SafeString | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind; `more` when there are others than those shown."""

    code: str
    title: str
    hits: tuple[Hit, ...]
    more: bool

    @property
    def said(self) -> bool:
        """Whether these are texts, shown with what was found in them."""
        return any(hit.excerpt for hit in self.hits)


def marked(text: str, words: str) -> SafeString:
    """`text`, escaped, with the first place where `words` stand marked."""
    match = re.search(re.escape(words), text, re.IGNORECASE)
    if match is None:
        return format_html("{}", text)
    before, found, after = text[: match.start()], match.group(), text[match.end() :]
    return format_html("{}<mark>{}</mark>{}", before, found, after)


def excerpt(text: str, words: str) -> SafeString:
    """The words where they first stand in `text`, with some text around, cut at spaces. Nothing where they do not."""
    match = re.search(re.escape(words), text, re.IGNORECASE)
    if match is None:
        return SafeString("")
    start, end = max(0, match.start() - AROUND), min(len(text), match.end() + AROUND)
    before, after = plain(text[start : match.start()]), plain(text[match.end() : end])
    if start:
        before = "… " + before.partition(" ")[2]
    if end < len(text):
        after = after.rpartition(" ")[0] + " …"
    left = " " if before and text[match.start() - 1].isspace() else ""
    right = " " if after and text[match.end() : match.end() + 1].isspace() else ""
    return format_html("{}{}<mark>{}</mark>{}{}", before, left, match.group(), right, after)


def plain(text: str) -> str:
    """Text on one line, without the signs by which the canonical text marks headings."""
    return " ".join(_HEADING_SIGN.sub("", text).split())
