"""A laid-out text as HTML. Text only: everything of the captured text is escaped, none of its markup is left. No view
lives here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from vendors.domain.layout import Group, Laid, Line, Piece
from vendors.domain.text import BlockKind
from vendors.views.reader import Ref
from vendors.views.suggested import Suggested

Refs = Mapping[str, Sequence[Ref]]


class TermsText:
    """Writes groups of blocks. `cite_url` is empty for people who do not cite; `aim` travels along in cite links.
    Sentences of `suggested` passages get a line at their side, and the first of each the passage's anchor."""

    def __init__(self, refs: Refs, cite_url: str, aim: Mapping[str, str], suggested: Sequence[Suggested] = ()) -> None:
        self.refs = refs
        self.cite_url = cite_url
        self.aim = dict(aim)
        self.depth = 1
        self.suggested = suggested
        self._begun: set[str] = set()

    def html(self, groups: Iterable[Group]) -> SafeString:
        """The inside of the article."""
        return SafeString("\n".join(self._group(group) for group in groups))

    def _group(self, group: Group) -> str:
        if group.kind is BlockKind.ITEM:
            items = "\n".join(f'<li id="{block.anchor}">{self._lines(block)}</li>' for block in group.blocks)
            style = ' class="list-unstyled ps-4"' if all(block.numbered for block in group.blocks) else ""
            return f"<ul{style}>\n{items}\n</ul>"
        if group.kind is BlockKind.ROW:
            rows = "\n".join(f'<tr id="{block.anchor}">{self._cells(block)}</tr>' for block in group.blocks)
            table = f"<table>{rows}</table>"
            return f'<div class="pan" tabindex="0" role="region" aria-label="Table in the text">{table}</div>'
        return self._block(group.blocks[0])

    def _block(self, block: Laid) -> str:
        if block.kind is not BlockKind.HEADING:
            return f'<p id="{block.anchor}">{self._lines(block)}</p>'
        self.depth = min(max(2, block.level), self.depth + 1, 4)
        return f'<h{self.depth} id="{block.anchor}">{self._lines(block)}</h{self.depth}>'

    def _lines(self, block: Laid) -> str:
        return "".join(self._line(line) for line in block.lines)

    def _cells(self, block: Laid) -> str:
        return "".join(f"<td>{self._line(line)}</td>" for line in block.lines)

    def _line(self, line: Line) -> str:
        pieces = "".join(self._piece(piece) for piece in line.pieces)
        return f'<span data-start="{line.begin}"{self._suggestion(line)}>{pieces}</span>{self._cite(line)}'

    def _suggestion(self, line: Line) -> str:
        found = next((one for one in self.suggested if one.start < line.end and line.start < one.end), None)
        if found is None:
            return ""
        if found.anchor in self._begun:
            return ' class="sug"'
        self._begun.add(found.anchor)
        return f' class="sug" id="{found.anchor}"'

    def _piece(self, piece: Piece) -> str:
        words: str = escape(piece.text)
        if piece.kind == "sign":
            return f'<span class="visually-hidden" aria-hidden="true">{words}</span>'
        if piece.kind == "number":
            words = f'<span class="no">{words}</span>'
        if piece.inside:
            words = self._marked(piece, words)
        return words + "".join(self._ref(ref) for key in piece.closes for ref in self.refs.get(key, ()))

    def _marked(self, piece: Piece, words: str) -> str:
        if not piece.opens:
            return f"<mark>{words}</mark>"
        for key in reversed(piece.opens):
            words = f'<mark id="c-{escape(key)}">{words}</mark>'
        return words

    def _ref(self, ref: Ref) -> str:
        address = f"{reverse('vendors:assessment_detail', args=[ref.assessment])}#a-{ref.question}"
        title = escape(ref.title)
        return (
            f'<a class="ref" href="{escape(address)}" title="{title}" '
            f'aria-label="Citation {ref.label}: {title}">{ref.label}</a>'
        )

    def _cite(self, line: Line) -> str:
        if not self.cite_url or not line.cite:
            return ""
        query = escape(urlencode({"start": line.start, "end": line.end, **self.aim}))
        words = escape(_opening(line))
        return (
            f' <a class="cite" href="{self.cite_url}?{query}">cite'
            f'<span class="visually-hidden"> the sentence “{words}”</span></a> '
        )


def _opening(line: Line) -> str:
    words = "".join(piece.text for piece in line.pieces if piece.kind == "words").strip()
    return words if len(words) <= 60 else f"{words[:57].rstrip()}…"
