"""The parts a redline is made of. Between them they hold both texts whole, character by character."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple


class ChangeKind(StrEnum):
    EQUAL = "equal"
    DELETED = "deleted"
    INSERTED = "inserted"


class Change(NamedTuple):
    """A run of text that stayed, went or came. The starts say where it stands, or would stand, in either text.

    `move`: the same number on a deleted and an inserted run says that the passage went from here to there; 0 elsewhere.
    `noise`: the change is one of form alone (typography, white space, what nobody sees, the marker of a list).
    A tuple, as rewritten texts make thousands of them.
    """

    kind: ChangeKind
    text: str
    old_start: int
    new_start: int
    move: int = 0
    noise: bool = False


class Part(NamedTuple):
    """A run that has no place yet."""

    kind: ChangeKind
    text: str
    move: int = 0


_MOVE = attrgetter("move")
EQUAL, DELETED, INSERTED = ChangeKind.EQUAL, ChangeKind.DELETED, ChangeKind.INSERTED


def accepted(changes: Iterable[Change]) -> str:
    """The text with every change accepted."""
    return "".join(change.text for change in changes if change.kind is not DELETED)


def rejected(changes: Iterable[Change]) -> str:
    """The text with every change rejected."""
    return "".join(change.text for change in changes if change.kind is not INSERTED)


class Writer:
    """Puts parts in their places: neighbours of one kind and move are one run, and between two equal runs all that went
    stands before all that came."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self._old = self._new = 0
        self._equal: list[str] = []
        self._gone: list[Part] = []
        self._come: list[Part] = []

    def write(self, parts: Iterable[Part]) -> list[Change]:
        """The changes that the parts come to."""
        for part in parts:
            kind, text, _ = part
            if not text:
                continue
            if kind is not EQUAL:
                if self._equal:
                    self._close_equal()
                (self._gone if kind is DELETED else self._come).append(part)
            else:
                if self._gone or self._come:
                    self._close_changed()
                self._equal.append(text)
        self._close_equal()
        self._close_changed()
        return self.changes

    def _close_equal(self) -> None:
        text = "".join(self._equal)
        if text:
            self.changes.append(Change(EQUAL, text, self._old, self._new))
        self._old += len(text)
        self._new += len(text)
        self._equal = []

    def _close_changed(self) -> None:
        for move, text in _runs(self._gone):
            self.changes.append(Change(DELETED, text, self._old, self._new, move))
            self._old += len(text)
        for move, text in _runs(self._come):
            self.changes.append(Change(INSERTED, text, self._old, self._new, move))
            self._new += len(text)
        self._gone, self._come = [], []


def placed(parts: Iterable[Part]) -> list[Change]:
    """The parts as changes, joined and in their places."""
    return Writer().write(parts)


def _runs(parts: list[Part]) -> Iterable[tuple[int, str]]:
    """What went, or came, as one run for each move and for what lies between moves."""
    if len(parts) == 1:
        return [(parts[0].move, parts[0].text)]
    if not any(map(_MOVE, parts)):
        return [(0, "".join([part.text for part in parts]))] if parts else []
    runs = groupby(parts, key=_MOVE)
    return [(move, "".join(part.text for part in run)) for move, run in runs]
