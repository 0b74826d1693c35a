"""A redline as DOCX with tracked changes: accepting all of them gives the new text, rejecting all the old one, block by
block, in Word and in LibreOffice alike.

Word's rules that this rests on (ECMA-376 part 1, 17.13.5): text taken out stands in `w:del` as `w:delText`, text put in
in `w:ins`; a paragraph's mark is a character of its own, whose deletion or insertion stands in the paragraph's `w:rPr`
and joins the paragraph to the next one when it is accepted or rejected; `w:moveFrom` and `w:moveTo` are a deletion and
an insertion that name each other; `w:pPrChange` remembers the style a paragraph had.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, groupby

from docx import Document
from docx.document import Document as Written
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml.etree import _Element

from vendors.domain.redline import Change, ChangeKind, accepted, rejected
from vendors.domain.text.lines import heading_level, is_item

AUTHOR = "Countersign"
"""Whom Word names for the changes: they are what we found between two texts, not a person's edits."""

_HEADING = re.compile(r"^#{1,6} (?=\S)", re.MULTILINE)
_BREAKS = re.compile(r"(\n+)")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EQUAL, _DELETED, _INSERTED = ChangeKind.EQUAL, ChangeKind.DELETED, ChangeKind.INSERTED


@dataclass(frozen=True, slots=True)
class Heading:
    """What the page header says: which text this is, and the two versions by number and hash."""

    title: str
    old: str
    new: str
    made_at: dt.datetime
    """Word's date of every change: when the new text was captured (UTC)."""


@dataclass(frozen=True, slots=True)
class _Run:
    kind: ChangeKind
    text: str
    move: int = 0


@dataclass(slots=True)
class _Paragraph:
    """A paragraph of the file; `mark` says whether its end stayed, went or came. Styles are those of the lines of the
    old and the new text that end here."""

    runs: list[_Run] = field(default_factory=list)
    mark: ChangeKind = _EQUAL
    old_style: str = ""
    new_style: str = ""


def tracked_docx(changes: Iterable[Change], heading: Heading) -> bytes:
    """The file. Characters that XML has no place for (a canonical text holds none) become U+FFFD."""
    document = Document()
    _furnish(document, heading)
    body = document.element.body
    writer = _Writer(_Reader(list(changes)).paragraphs(), heading.made_at)
    for element in writer.elements():
        body.insert(len(body) - 1, element)  # the last child is the page set-up
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _furnish(document: Written, heading: Heading) -> None:
    """Properties and page header: the body holds the text and nothing else."""
    properties = document.core_properties
    properties.title = _clean(f"{heading.title}: {heading.old} to {heading.new}")[:255]
    properties.author = properties.last_modified_by = AUTHOR
    properties.created = properties.modified = heading.made_at.astimezone(dt.UTC).replace(tzinfo=None)
    properties.comments = "Accept every change for the new text, reject every change for the old one."
    line = document.sections[0].header.paragraphs[0]
    line.text = _clean(f"{heading.title}\nFrom {heading.old}\nto {heading.new}")
    for run in line.runs:
        run.font.size = Pt(8)


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


class _Side:
    """One of the two texts, and how far the reader has come in it."""

    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0
        self.signs = {place for match in _HEADING.finditer(text) for place in range(*match.span())}

    def signs_ahead(self) -> int:
        """How many characters from here on are the hashes of a heading: in Word that is a style."""
        ahead = 0
        while self.place + ahead in self.signs:
            ahead += 1
        return ahead

    def style(self) -> str:
        """Word's style for the line that ends here."""
        line = self.text[self.text.rfind("\n", 0, self.place) + 1 : self.place]
        level = heading_level(line)
        return f"Heading{level}" if level else "ListParagraph" if is_item(line) else ""


class _Reader:
    """Reads a redline as paragraphs. A run of line ends is one paragraph mark, which stayed if both texts have one."""

    def __init__(self, changes: list[Change]) -> None:
        self.changes = changes
        self.old, self.new = _Side(rejected(changes)), _Side(accepted(changes))
        self.here = _Paragraph()
        self.found = [self.here]
        self.breaks: set[ChangeKind] = set()

    def paragraphs(self) -> list[_Paragraph]:
        for change in self.changes:
            for piece in filter(None, _BREAKS.split(change.text)):
                if piece[0] == "\n":
                    self._break(change.kind)
                else:
                    self._text(change.kind, piece, change.move)
                self._advance(change.kind, len(piece))
        if not self.breaks:
            self.here.old_style, self.here.new_style = self.old.style(), self.new.style()
        return self.found

    def _break(self, kind: ChangeKind) -> None:
        if not self.breaks:
            self.here.old_style, self.here.new_style = self.old.style(), self.new.style()
        self.breaks.add(kind)

    def _text(self, kind: ChangeKind, text: str, move: int) -> None:
        if self.breaks:
            self.here.mark = self.breaks.pop() if len(self.breaks) == 1 else _EQUAL
            self.breaks = set()
            self.here = _Paragraph()
            self.found.append(self.here)
        gone = self.old.signs_ahead() if kind is not _INSERTED else 0
        come = self.new.signs_ahead() if kind is not _DELETED else 0
        if kind is _EQUAL and gone != come:
            odd = _INSERTED if gone > come else _DELETED
            self.here.runs.append(_Run(odd, text[min(gone, come) : max(gone, come)]))
        self.here.runs.append(_Run(kind, text[max(gone, come) :], move))

    def _advance(self, kind: ChangeKind, count: int) -> None:
        self.old.place += count if kind is not _INSERTED else 0
        self.new.place += count if kind is not _DELETED else 0


class _Writer:
    """Writes paragraphs as WordprocessingML, every change with a number, author and date.

    LibreOffice (7.4) makes one of two insertions of one author and minute that only a kept paragraph mark parts, and
    loses the mark when it rejects them. Of two such insertions the second therefore has no date.
    """

    def __init__(self, paragraphs: list[_Paragraph], at: dt.datetime) -> None:
        self.paragraphs = paragraphs
        self.date = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.open = False
        """Whether the paragraph before ends with a dated insertion while its mark stayed."""
        self.numbers = count(1)
        runs = Counter((run.move, run.kind) for paragraph in paragraphs for run in paragraph.runs if run.move)
        self.paired = {move for move, _ in runs if runs[move, _DELETED] == runs[move, _INSERTED] == 1}

    def elements(self) -> Iterator[_Element]:
        for paragraph in self.paragraphs:
            yield self._paragraph(paragraph)

    def _paragraph(self, paragraph: _Paragraph) -> _Element:
        element = OxmlElement("w:p")
        self._properties(element, paragraph)
        runs = list(_in_order(paragraph.runs))
        for place, run in enumerate(runs):
            dated = not (self.open and place == 0 and run.kind is _INSERTED)
            self._run(element, run, self.date if dated else "")
            self.open = dated and run.kind is _INSERTED
        self.open = self.open and bool(runs) and paragraph.mark is _EQUAL
        return element

    def _properties(self, element: _Element, paragraph: _Paragraph) -> None:
        style = paragraph.old_style if paragraph.mark is _DELETED else paragraph.new_style
        restyled = paragraph.mark is _EQUAL and paragraph.old_style != paragraph.new_style
        if not style and not restyled and paragraph.mark is _EQUAL:
            return
        properties = _child(element, "w:pPr")
        _styled(properties, style)
        if paragraph.mark is not _EQUAL:
            mark = "w:del" if paragraph.mark is _DELETED else "w:ins"
            self._change(_child(properties, "w:rPr"), mark, self.date)
        if restyled:
            _styled(_child(self._change(properties, "w:pPrChange", self.date), "w:pPr"), paragraph.old_style)

    def _run(self, paragraph: _Element, run: _Run, date: str) -> None:
        if run.kind is _EQUAL:
            _words(paragraph, run.text)
        elif run.move not in self.paired:
            gone = run.kind is _DELETED
            change = self._change(paragraph, "w:del" if gone else "w:ins", date)
            _words(change, run.text, "w:delText" if gone else "w:t")
        else:
            name = "w:moveFrom" if run.kind is _DELETED else "w:moveTo"
            start = self._change(paragraph, f"{name}RangeStart", date)
            start.set(qn("w:name"), f"move{run.move}")
            _words(self._change(paragraph, name, date), run.text)
            _child(paragraph, f"{name}RangeEnd").set(qn("w:id"), str(start.get(qn("w:id"))))

    def _change(self, parent: _Element, name: str, date: str) -> _Element:
        element = _child(parent, name)
        stamp = {"w:id": str(next(self.numbers)), "w:author": AUTHOR, **({"w:date": date} if date else {})}
        for key, value in stamp.items():
            element.set(qn(key), value)
        return element


def _in_order(runs: Iterable[_Run]) -> Iterator[_Run]:
    """The runs of a paragraph, neighbours of one kind as one. What went stands before what came: a heading's sign can
    come before both, and LibreOffice loses the paragraph's beginning when the first run of it is an insertion."""
    for equal, neighbours in groupby((run for run in runs if run.text), key=lambda run: run.kind is _EQUAL):
        together = list(neighbours)
        ordered = together if equal else sorted(together, key=lambda run: run.kind is _INSERTED)
        for (kind, move), same in groupby(ordered, key=lambda run: (run.kind, run.move)):
            yield _Run(kind, "".join(run.text for run in same), move)


def _child(parent: _Element, name: str) -> _Element:
    element: _Element = OxmlElement(name)
    parent.append(element)
    return element


def _styled(properties: _Element, style: str) -> None:
    if style:
        _child(properties, "w:pStyle").set(qn("w:val"), style)


def _words(parent: _Element, text: str, name: str = "w:t") -> None:
    element = _child(_child(parent, "w:r"), name)
    element.text = _clean(text)
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
