"""Markdown, above all as Open Terms Archive's turndown writes it: made HTML by markdown-it and read as such.

What Markdown would silently swallow is kept: tags that HTML does not know ("<Customer name>"), unclosed comments, lines
that only look like link definitions, and nesting deeper than the parser goes.
"""

from __future__ import annotations

import re
from typing import Any, cast

from markdown_it import MarkdownIt

from vendors.domain.text.lines import visible

_ELEMENTS = """
a abbr acronym address article aside b bdi bdo big blockquote body br button caption center cite code col colgroup
dd del details dfn dialog dir div dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header
hgroup hr html i iframe img input ins kbd label legend li link main mark menu meta nav noscript ol optgroup option p
picture pre q s samp script section select small source span strike strong style sub summary sup svg table tbody td
textarea tfoot th thead time title tr tt u ul var wbr
"""
_KNOWN = frozenset(_ELEMENTS.split())
_SWALLOWING = frozenset({"script", "style", "title", "iframe", "textarea", "pre"})
"""Elements that, left open, take the rest of the text with them."""

_OPENING = re.compile(r"<(?:(?P<comment>!--)|[!?]|(?P<slash>/?)(?P<tag>[A-Za-z][A-Za-z0-9-]*)(?=[\s/>]))")
_DEFINITION = re.compile(r"^([ >]{0,9})\[(?=[^\]\n]{1,1000}\]:(?!\s*(?:[a-z]+:|[/#<.])\S))", re.MULTILINE)
_CONTAINERS = re.compile(r"^(?:[ \t>]|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))+", re.MULTILINE)
_DEEPEST = 50
_NESTING = 110
_MOST_BRACKETS = 20_000
"""Unclosed brackets cost the parser time by their square; no terms have a tenth as many links."""


def markdown_html(text: str) -> str:
    """The HTML of a Markdown text. Nothing in it is trusted: it is read by `markup`, never shown."""
    source = _guard_tags(visible(text))
    crowded = source.count("[") > _MOST_BRACKETS
    source = source.replace("[", "\\[") if crowded else _DEFINITION.sub(r"\1\\[", source)
    return str(_parser().render(_CONTAINERS.sub(_shallow, source)))


def _parser() -> MarkdownIt:
    parser: Any = MarkdownIt(
        "commonmark", {"html": True, "typographer": False, "linkify": False, "maxNesting": _NESTING}
    )
    # Terms hold no program text: indentation and fences are layout, and the words inside are read as the others are.
    parser.enable(["table", "strikethrough"]).disable(["code", "fence"])
    # A target the parser would refuse (file:, data:) would be left standing as text; every target is dropped later on.
    parser.validateLink = lambda _target: True
    return cast(MarkdownIt, parser)


def _guard_tags(text: str) -> str:
    """Escape every "<" that opens no element HTML knows, or one that would never be closed."""
    folded = text.lower()
    last_end = {name: folded.rfind(f"</{name}") for name in _SWALLOWING}
    last_end["!--"] = folded.rfind("-->")

    def guarded(match: re.Match[str]) -> str:
        name = (match["tag"] or match["comment"] or "").lower()
        known = name in _KNOWN or name == "!--"
        closed = match["slash"] or last_end.get(name, len(text)) > match.start()
        return match.group() if known and closed else f"\\{match.group()}"

    return _OPENING.sub(guarded, text)


def _shallow(match: re.Match[str]) -> str:
    """Markers of quotes and lists before a line, made text where they nest deeper than anybody writes."""
    run = match.group().expandtabs(4)
    if len(run) <= _DEEPEST:
        return match.group()
    words = " ".join(re.sub(r"(\d)([.)])", r"\1\\\2", run).replace(">", " ").split())
    return re.sub(r"[-*+]", "", words).strip() + " "
