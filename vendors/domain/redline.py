"""The difference between two canonical texts: sentence by sentence, then word by word inside what changed.

Rejecting every change gives the old text back and accepting every change the new one, character by character. What a
change means for a reading is not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from vendors.domain.text import blocks, sentences

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_CLOSE = 0.4
"""Below this likeness a passage is shown as taken out and put in whole: woven word by word nobody could read it."""
_MOST_WORK = 4_000_000
"""Words of one side times words of the other, beyond which a passage is not compared word by word."""


class ChangeKind(StrEnum):
    EQUAL = "equal"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Change:
    """A run of text that stayed, went or came. The starts say where it stands, or would stand, in either text."""

    kind: ChangeKind
    text: str
    old_start: int
    new_start: int


def redline(old: str, new: str) -> list[Change]:
    """The changes from `old` to `new` in order; runs of one kind are never split. Deletions stand before insertions."""
    return list(_placed(_joined(_by_sentence(_sentences(old), _sentences(new)))))


def accepted(changes: Iterable[Change]) -> str:
    """The text with every change accepted."""
    return "".join(change.text for change in changes if change.kind is not ChangeKind.DELETED)


def rejected(changes: Iterable[Change]) -> str:
    """The text with every change rejected."""
    return "".join(change.text for change in changes if change.kind is not ChangeKind.INSERTED)


def _sentences(text: str) -> list[str]:
    """The text cut before each sentence, so that the pieces together are the text."""
    starts = [sentence.start for block in blocks(text) for sentence in sentences(block)]
    cuts = sorted({0, *starts})
    return [text[begin:end] for begin, end in zip(cuts, [*cuts[1:], len(text)], strict=True) if begin < end]


def _by_sentence(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[ChangeKind, str]]:
    for equal, gone, come in _regions(old, new):
        if equal:
            yield ChangeKind.EQUAL, "".join(gone)
        else:
            yield from _by_word("".join(gone), "".join(come))


def _by_word(old: str, new: str) -> Iterator[tuple[ChangeKind, str]]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) * len(after) > _MOST_WORK or _likeness(before, after) < _CLOSE:
        yield ChangeKind.DELETED, old
        yield ChangeKind.INSERTED, new
        return
    for equal, gone, come in _regions(before, after):
        if equal:
            yield ChangeKind.EQUAL, "".join(gone)
        else:
            yield ChangeKind.DELETED, "".join(gone)
            yield ChangeKind.INSERTED, "".join(come)


def _likeness(before: Sequence[str], after: Sequence[str]) -> float:
    """How many of the words on either side are on both; white space is on both anyway and does not count."""
    old, new = ([word for word in side if not word.isspace()] for side in (before, after))
    return SequenceMatcher(None, old, new, autojunk=False).quick_ratio() if old and new else 0.0


def _regions(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """Runs that are equal, and runs that differ, in order. What both begin and end with is taken off first."""
    head = 0
    while head < len(old) and head < len(new) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    if head:
        yield True, old[:head], new[:head]
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield tag == "equal", before[i:j], after[k:m]
    if tail:
        yield True, old[len(old) - tail :], new[len(new) - tail :]


def _joined(pieces: Iterable[tuple[ChangeKind, str]]) -> Iterator[tuple[ChangeKind, str]]:
    """Neighbouring runs of one kind as one; between two equal runs what went comes before what came."""
    equal, gone, come = "", "", ""
    for kind, text in pieces:
        if kind is ChangeKind.EQUAL and text:
            if gone or come:
                yield from ((ChangeKind.EQUAL, equal), (ChangeKind.DELETED, gone), (ChangeKind.INSERTED, come))
                equal, gone, come = "", "", ""
            equal += text
        elif kind is ChangeKind.DELETED:
            gone += text
        elif kind is ChangeKind.INSERTED:
            come += text
    yield from ((ChangeKind.EQUAL, equal), (ChangeKind.DELETED, gone), (ChangeKind.INSERTED, come))


def _placed(pieces: Iterable[tuple[ChangeKind, str]]) -> Iterator[Change]:
    old = new = 0
    for kind, text in pieces:
        if not text:
            continue
        yield Change(kind, text, old, new)
        old += len(text) if kind is not ChangeKind.INSERTED else 0
        new += len(text) if kind is not ChangeKind.DELETED else 0
