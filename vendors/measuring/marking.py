"""Where a span of raw Markdown stands in the canonical text made of it.

A character that no text uses is set into the raw file at the position and looked up in the canonical text of the
marked file. It counts only where the canonical text is otherwise the same: a mark that breaks the markup it stands in
(before the bullet of an item, inside a link's target) is tried again at the next word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice

from vendors.domain.following.index import TextIndex
from vendors.domain.text import TextRefused, canonicalise

_FIRST = 0xF0000
"""The first of 65,534 private characters, which the canonicaliser hands through."""
_MARKS = re.compile("[\U000f0000-\U000ffffd]")
_TRIES = 12
_MARKDOWN = "text/markdown"


def canonical(raw: str) -> str:
    """The canonical text of a Markdown file, empty for one that is refused."""
    try:
        return canonicalise(raw.encode("utf-8"), _MARKDOWN).text
    except TextRefused:
        return ""


def places(raw: str, text: str, spans: Iterable[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int] | None]:
    """For each span of `raw` its span in `text`, the canonical text of it; None where it can't be told."""
    wanted = sorted(set(spans))
    edges = sorted({edge for span in wanted for edge in span})
    marked = _marked(raw, text, edges)
    return {span: _span(raw, text, span, marked) for span in wanted}


def _span(raw: str, text: str, span: tuple[int, int], marked: Mapping[int, int | None]) -> tuple[int, int] | None:
    start, end = (marked[edge] for edge in span)
    if start is None:
        start = _first(raw, text, (m.start() for m in re.compile(r"\b\w").finditer(raw, *span)))
    if end is None:
        ends = [m.end() for m in re.compile(r"\w\b").finditer(raw, *span)]
        end = _first(raw, text, reversed(ends))
    if start is None or end is None or start >= end:
        return _only_place(raw[slice(*span)], text)
    return start, end


def _first(raw: str, text: str, edges: Iterable[int]) -> int | None:
    for edge in islice(edges, _TRIES):
        found = _marked(raw, text, [edge])[edge]
        if found is not None:
            return found
    return None


def _marked(raw: str, text: str, edges: list[int]) -> dict[int, int | None]:
    """The place in `text` of each edge of `raw`. Marks that spoil the text together are tried in halves."""
    if not edges:
        return {}
    pieces = [raw[begin:end] for begin, end in zip([0, *edges], [*edges, len(raw)], strict=True)]
    marked = canonical(pieces[0] + "".join(chr(_FIRST + n) + piece for n, piece in enumerate(pieces[1:])))
    found = [(match.group(), match.start() - number) for number, match in enumerate(_MARKS.finditer(marked))]
    order = [chr(_FIRST + number) for number in range(len(edges))]
    if _MARKS.sub("", marked) == text and [mark for mark, _ in found] == order:
        return dict(zip(edges, (place for _, place in found), strict=True))
    if len(edges) == 1:
        return {edges[0]: None}
    half = len(edges) // 2
    return _marked(raw, text, edges[:half]) | _marked(raw, text, edges[half:])


def _only_place(piece: str, text: str) -> tuple[int, int] | None:
    """The one place where the rendered words of a raw span stand."""
    quote, index = TextIndex(canonical(piece)).folded, TextIndex(text)
    found = list(islice(index.occurrences(quote), 2))
    return index.source(found[0], found[0] + len(quote)) if len(found) == 1 else None
