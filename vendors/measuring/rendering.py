"""The words a reader sees of a Markdown file: what tells which versions differ in markup or link targets only.

Made without the product's own canonical text and normal form, so that these are measured and do not measure themselves:
a plain CommonMark reading, its text and nothing else, invisible characters dropped and every kind of space made one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAG = re.compile(r"<!--.*?-->|<[^<>]*>", re.DOTALL)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def rendered(raw: str) -> str:
    """The words of a Markdown file on one line, as a browser would show them; not the marks of lists and headings."""
    return " ".join(_INVISIBLE.sub("", " ".join(_pieces(raw))).split())


def _pieces(raw: str) -> Iterator[str]:
    for token in _parser().parse(raw):
        if token.type == "inline":
            yield "".join(_inline(token.children or ()))
        elif token.type == "html_block":
            yield html.unescape(_TAG.sub(" ", token.content))
        elif token.type in {"code_block", "fence"}:
            yield token.content


def _inline(children: Sequence[Token]) -> Iterator[str]:
    for child in children:
        if child.type in {"text", "code_inline"}:
            yield child.content
        elif child.type in {"softbreak", "hardbreak"} or child.content.lower().startswith("<br"):
            yield " "


def _parser() -> MarkdownIt:
    parser: Any = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.validateLink = lambda _target: True
    return cast(MarkdownIt, parser)
