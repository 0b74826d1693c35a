"""A redline laid out for reading: what changed in numbered passages, what stands folded under its headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from vendors.domain.redline import Change, ChangeKind, groups
from vendors.domain.text.blocks import BlockKind, blocks

BREAK = "¶"
"""Shown where nothing but the end of a paragraph went or came."""
_SIGN = re.compile(r"#{1,6} (?=\S)|[-*+] (?=\S)")
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one kind inside a paragraph. `move`: as in Change. `form`: the number of the formatting change that they
    belong to, 0 for none."""

    kind: ChangeKind
    text: str
    move: int = 0
    form: int = 0

    @property
    def content(self) -> bool:
        """Whether words changed here."""
        return self.kind is not ChangeKind.EQUAL and not self.form


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the texts without the signs of headings and lists. `level`: that of a heading, else 0; `number`: what
    it is numbered by; `forms`: the formatting changes in it; `old_start` and `old_end`: its place in the old text."""

    runs: tuple[Run, ...]
    kind: BlockKind
    level: int
    number: str
    forms: frozenset[int]
    old_start: int
    old_end: int

    @property
    def content(self) -> bool:
        """Whether words changed in it."""
        return any(run.content for run in self.runs)

    @property
    def words(self) -> str:
        """The paragraph as the newer text has it; one that went, as it was."""
        kept = [run.text for run in self.runs if run.kind is not ChangeKind.DELETED]
        return "".join(kept or [run.text for run in self.runs])

    @property
    def whole(self) -> tuple[ChangeKind, frozenset[int]] | None:
        """The kind and the moves of a paragraph that went or came as a whole."""
        kinds = {run.kind for run in self.runs}
        if len(kinds) > 1 or ChangeKind.EQUAL in kinds:
            return None
        return self.runs[0].kind, frozenset(run.move for run in self.runs) - {0}


class PassageKind(StrEnum):
    CHANGED = "changed"
    FOLDED = "folded"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Passage:
    """Paragraphs shown as one: a change with its number, what stands and is folded (`number` 0), or what stands and is
    shown, as it leads to the change below it."""

    kind: PassageKind
    paragraphs: tuple[Paragraph, ...]
    number: int = 0

    @property
    def changed(self) -> bool:
        return self.number > 0

    @property
    def forms(self) -> int:
        """How many formatting changes are in it."""
        return len(frozenset().union(*(paragraph.forms for paragraph in self.paragraphs)))

    @property
    def headings(self) -> tuple[str, ...]:
        """The words of the headings in it."""
        return tuple(paragraph.words for paragraph in self.paragraphs if paragraph.level)


def weave(changes: Iterable[Change], *, forms: bool = False) -> list[Passage]:
    """The passages of a redline in order. Each changed paragraph is one; those that went or came whole, one after the
    other, are one together. With `forms`, changes of form alone count as changes too."""
    passages: list[Passage] = []
    still: list[Paragraph] = []
    number = 0
    for paragraph in _Reader(changes).paragraphs():
        if not (paragraph.content or (forms and paragraph.forms)):
            still.append(paragraph)
            continue
        passages += _still(still, change_follows=True)
        last = passages[-1] if passages and not still else None
        still = []
        if last and last.changed and paragraph.whole and last.paragraphs[-1].whole == paragraph.whole:
            passages[-1] = Passage(PassageKind.CHANGED, (*last.paragraphs, paragraph), last.number)
        else:
            number += 1
            passages.append(Passage(PassageKind.CHANGED, (paragraph,), number))
    return [*passages, *_still(still, change_follows=False)]


def _still(found: Sequence[Paragraph], *, change_follows: bool) -> Iterator[Passage]:
    """What stands, folded, but for the heading that the change below stands under."""
    heading = max((place for place, paragraph in enumerate(found) if paragraph.level), default=-1)
    if not change_follows or heading < 0:
        yield from _folded(found)
        return
    yield from _folded(found[:heading])
    yield Passage(PassageKind.SHOWN, (found[heading],))
    yield from _folded(found[heading + 1 :])


def _folded(found: Sequence[Paragraph]) -> Iterator[Passage]:
    if found:
        yield Passage(PassageKind.FOLDED, tuple(found))


@dataclass(slots=True)
class _Line:
    runs: list[Run] = field(default_factory=list)
    old_start: int = 0
    old_end: int = 0


class _Reader:
    """Reads the runs of a redline line by line."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self.changes = changes
        self.line = _Line()
        self.forms = 0

    def paragraphs(self) -> Iterator[Paragraph]:
        for group in groups(self.changes):
            noise = group[0].noise
            self.forms += noise
            for change in group:
                if change.kind is ChangeKind.INSERTED and self._apart(group):
                    yield from self._end()
                yield from self._read(change, self.forms if noise else 0)
        yield from self._end()

    def _apart(self, group: Sequence[Change]) -> bool:
        """Whether whole paragraphs went and others came: then what came begins a line of its own."""
        gone = "".join(change.text for change in group if change.kind is ChangeKind.DELETED)
        begins = all(run.kind is ChangeKind.DELETED for run in self.line.runs)
        return begins and "\n" in gone and any("\n" in change.text for change in group if change.text not in gone)

    def _end(self) -> Iterator[Paragraph]:
        if self.line.runs:
            yield _paragraph(self.line)
        self.line = _Line()

    def _read(self, change: Change, form: int) -> Iterator[Paragraph]:
        place = change.old_start
        bare = change.kind is not ChangeKind.EQUAL and not change.text.strip() and "\n" in change.text
        if bare and any(run.kind is ChangeKind.EQUAL for run in self.line.runs):
            self.line.runs.append(Run(change.kind, BREAK, form=form))
        for part in re.split(r"(\n+)", change.text):
            if part.startswith("\n"):
                yield from self._end()
            elif part:
                if not self.line.runs:
                    self.line.old_start = place
                self.line.runs.append(Run(change.kind, part, change.move, form))
            place += 0 if change.kind is ChangeKind.INSERTED else len(part)
            self.line.old_end = place


def _paragraph(line: _Line) -> Paragraph:
    old = "".join(run.text for run in line.runs if run.kind is not ChangeKind.INSERTED)
    new = "".join(run.text for run in line.runs if run.kind is not ChangeKind.DELETED)
    block = next(iter(blocks(new) or blocks(old)))
    number = block.number if _NUMBER.match(block.number) else ""
    forms = frozenset(run.form for run in line.runs) - {0}
    bare = tuple(_without_signs(line.runs, old, new))
    hides = all(run.kind is ChangeKind.EQUAL for run in bare) and not block.level and bool(forms)
    runs = tuple(line.runs) if hides else bare  # nothing but the sign of a list changed: then it is shown
    return Paragraph(runs, block.kind, block.level, number, forms, line.old_start, line.old_end)


def _without_signs(runs: Iterable[Run], old: str, new: str) -> Iterator[Run]:
    """The runs without hashes and bullets, which the page shows as layout."""
    old_sign, new_sign = (len(match.group()) if (match := _SIGN.match(side)) else 0 for side in (old, new))
    for run in runs:
        gone = old_sign if run.kind is not ChangeKind.INSERTED else 0
        come = new_sign if run.kind is not ChangeKind.DELETED else 0
        text = run.text[max(gone, come) :]
        old_sign -= min(gone, len(run.text))
        new_sign -= min(come, len(run.text))
        if text:
            yield Run(run.kind, text, run.move, run.form)
