"""Which passages went from one place to another: taken out here and put in there in the same words.

Looked for among the sentences of changed stretches only, each without the number or bullet it begins with, since those
change with the place. The same words in the same order are no move but simply stayed. Same is what has one normal form.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from vendors.domain.redline.alignment import regions
from vendors.domain.text import normal_form

LEAST = 40
"""Letters and digits of a passage that can be told to have moved. Shorter ones recur by chance."""
_OPENING = 16

Piece = tuple[str, str]
"""A sentence with the white space after it, and before that what its block is marked with ("4.1 ", "- ", or "")."""

_NUMBER = r"(?:\(?(?:\d{1,3}|[A-Za-z]|[ivxlIVXL]{1,5})\\?[.)]|\d{1,3}(?:\.\d{1,3}){1,4}[.)]?)[^\S\n]+"
_MARK = rf"(?<![^\n])[^\S\n]*(?:(?:#{{1,6}}|[-*+•])[^\S\n]+(?:{_NUMBER})?|{_NUMBER})"
_PIECES = re.compile(
    rf"({_MARK}|)"
    r"([^.!?;。！？；\n]*(?:[.!?;]+[^\s.!?;。！？；]*\s*|[。！？；]+\s*|\n\s*)|[^.!?;。！？；\n]+)"
)
_WORD = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class Unit:
    """A sentence of a changed stretch. `move` is the number of its move, 0 for none; its mark stays where it is."""

    mark: str
    words: str
    key: str
    move: int = 0
    stayed: bool = False

    @property
    def free(self) -> bool:
        """Whether it can still be told to have moved."""
        return not (self.stayed or self.move)


@dataclass(slots=True)
class Stretch:
    """What stood between two stretches of the other kind, on either side, in pieces; what is equal is in `gone`."""

    equal: bool
    gone: list[Piece]
    come: list[Piece]
    before: list[Unit] = field(default_factory=list)
    after: list[Unit] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Characters on both sides."""
        return sum(map(len, chain.from_iterable(chain(self.gone, self.come))))

    @property
    def moved(self) -> bool:
        """Whether something moved out of it or into it."""
        return any(unit.move for unit in self.before) or any(unit.move for unit in self.after)


def pieces(text: str) -> list[Piece]:
    """The sentences of a text; all of them together are the text."""
    return _PIECES.findall(text)


def together(found: Iterable[Piece]) -> str:
    """The text that pieces were cut from."""
    return "".join(chain.from_iterable(found))


def mark_moves(stretches: Sequence[Stretch]) -> None:
    """Number what moved from one place to another, in `before` and `after` of the stretches it touched."""
    opened = [(_openings(stretch.gone), _openings(stretch.come)) for stretch in stretches]
    shared = set().union(*(gone for gone, _ in opened)).intersection(*[set().union(*(come for _, come in opened))])
    gone: dict[str, deque[_Place]] = {}
    come: list[_Place] = []
    for stretch, sides in zip(stretches, opened, strict=True):
        if shared.isdisjoint(chain(*sides)):
            continue
        stretch.before, stretch.after = _units(stretch.gone, shared), _units(stretch.come, shared)
        _mark_stayed(stretch)
        for place in _candidates(stretch.before):
            gone.setdefault(place[0][place[1]].key, deque()).append(place)
        come += _candidates(stretch.after)
    move = 0
    for after, there in come:
        waiting = gone.get(after[there].key)
        while waiting and after[there].free:
            before, here = waiting.popleft()
            if before[here].free and _same(before[here], after[there]):
                move += 1
                _number(before, here, after, there, move)


def _openings(found: Iterable[Piece]) -> set[str]:
    """How long pieces begin: a quick look before the exact one, since most that went never came again."""
    return {_opening(words) for _, words in found if len(words) >= LEAST}


def _opening(words: str) -> str:
    return _key(words[:LEAST])[:_OPENING]


def _key(words: str) -> str:
    return "".join(_WORD.findall(words))


_Place = tuple[list[Unit], int]


def _units(found: list[Piece], shared: set[str]) -> list[Unit]:
    """The pieces, each with its letters and digits as key. A long one that begins as none on the other side does has no
    equal there, whatever its key: its own words do."""
    return [
        Unit(mark, words, _key(words) if len(words) < LEAST or _opening(words) in shared else words)
        for mark, words in found
    ]


def _mark_stayed(stretch: Stretch) -> None:
    for equal, i, j, k, m in regions([unit.key for unit in stretch.before], [unit.key for unit in stretch.after]):
        if equal:
            for unit in (*stretch.before[i:j], *stretch.after[k:m]):
                unit.stayed = True


def _candidates(units: list[Unit]) -> list[_Place]:
    return [(units, place) for place, unit in enumerate(units) if not unit.stayed and len(unit.key) >= LEAST]


def _number(before: list[Unit], here: int, after: list[Unit], there: int, move: int) -> None:
    """Give the pair its number, and its neighbours in the paragraph that went along with it: they are one move."""
    first, last = 0, 0
    while _together(before, here + first - 1, after, there + first - 1):
        first -= 1
    while _together(before, here + last + 1, after, there + last + 1):
        last += 1
    for step in range(first, last + 1):
        before[here + step].move = after[there + step].move = move


def _together(before: list[Unit], i: int, after: list[Unit], j: int) -> bool:
    if not (0 <= i < len(before) and 0 <= j < len(after)):
        return False
    one, other = before[i], after[j]
    return bool(one.key) and one.free and other.free and _same(one, other)


def _same(one: Unit, other: Unit) -> bool:
    return one.key == other.key and (one.words == other.words or normal_form(one.words) == normal_form(other.words))
