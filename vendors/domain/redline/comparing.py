"""From two texts to what stayed, went and came: by blocks, inside what changed by sentences, inside that by words.

The common head and tail of the texts are taken off as characters, so that what did not change is never cut into units.
A short equal unit between two changed stretches ("* * *") is compared with them, or it would pin down what does not
belong together. Words are aligned with the space after them; what then differs is aligned again letter runs, signs and
spaces apart, so that "Output." and "Output" differ by their stop alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import groupby

from vendors.domain.redline.alignment import Region, common_head, common_tail, regions
from vendors.domain.redline.changes import DELETED, EQUAL, INSERTED, Part
from vendors.domain.redline.moves import Piece, Stretch, Unit, mark_moves, pieces, together

_BLOCKS = re.compile(r"[^\n]*\n+|[^\n]+")
_LINE_END = re.compile(r"\n+")
_WORDS = re.compile(r"\S+\s*|\s+")
_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
_WIDE = "\u0e00-\u0e7f\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""Scripts that put no space between words; there every character is a word of its own."""
_HAS_WIDE = re.compile(f"[{_WIDE}]")
_WIDE_TOKENS = re.compile(rf"\s+|[^\W{_WIDE}]+|.", re.DOTALL)
_ISLAND = 0.5
"""An equal stretch shorter than this share of the changed ones on either side is compared with them."""
_AT_ONCE = 4_000_000
"""Characters of one side times characters of the other, up to which a stretch is aligned by its smallest parts."""
_ALL_WORK = 60_000_000
"""Units of one side times units of the other, spent on one redline: some fifteen milliseconds and 8 MB."""


def compared(old: str, new: str) -> list[Part]:
    """The parts of the redline in order, each as small as it gets; `placed` joins them."""
    head, tail = _common_lines(old, new)
    found = _Comparison()
    found.parts.append(Part(EQUAL, old[:head]))
    found.by_block(old[head : len(old) - tail], new[head : len(new) - tail])
    found.parts.append(Part(EQUAL, old[len(old) - tail :]))
    return found.parts


def _common_lines(old: str, new: str) -> tuple[int, int]:
    """How many characters of whole lines both begin and end with."""
    if old == new:
        return len(old), 0
    head = old.rfind("\n", 0, common_head(old, new)) + 1
    tail = common_tail(old, new, min(len(old), len(new)) - head)
    line = _LINE_END.search(old, len(old) - tail)
    return head, (len(old) - line.end() if line else 0)


class _Comparison:
    """One redline in the making: the parts found so far, and the work that may still be spent on it."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._work = _ALL_WORK

    def by_block(self, old: str, new: str) -> None:
        """Compare by blocks, what differs then by sentences, and what differs of these by words."""
        before, after = [("", block) for block in _BLOCKS.findall(old)], [("", block) for block in _BLOCKS.findall(new)]
        found: list[Stretch] = []
        for stretch in _stretches(before, after):
            found += [stretch] if stretch.equal else self._by_sentence(stretch)
        mark_moves([stretch for stretch in found if not stretch.equal])
        for stretch in found:
            if stretch.moved:
                self._around_moves(stretch)
            elif stretch.equal and not stretch.come:
                self._equal(together(stretch.gone))
            elif stretch.equal:
                for one, other in zip(stretch.gone, stretch.come, strict=True):
                    self._by_word("".join(one), "".join(other))
            else:
                self._by_word(together(stretch.gone), together(stretch.come))

    def _affords(self, old: Sequence[Hashable], new: Sequence[Hashable]) -> bool:
        """Whether the work of aligning these can be spent; it is then taken off."""
        work = len(old) * len(new)
        if work > self._work:
            return False
        self._work -= work
        return True

    def _by_sentence(self, stretch: Stretch) -> list[Stretch]:
        before, after = pieces(together(stretch.gone)), pieces(together(stretch.come))
        if not before or not after or not self._affords(before, after):
            return [Stretch(False, before, after)]
        return _stretches(before, after)

    def _by_word(self, old: str, new: str) -> None:
        if old == new:
            self._equal(old)
        elif len(old) * len(new) <= _AT_ONCE:
            self._by_token(old, new)
        else:
            self._aligned(_WORDS.findall(old), _WORDS.findall(new), self._by_token)

    def _by_token(self, old: str, new: str) -> None:
        if not old or not new:
            self._replaced(old, new)
        else:
            tokens = _WIDE_TOKENS if _HAS_WIDE.search(old) else _TOKENS
            self._aligned(tokens.findall(old), tokens.findall(new), self._replaced)

    def _aligned(self, before: Sequence[str], after: Sequence[str], differing: Callable[[str, str], None]) -> None:
        """What both sides have in common stays; what lies between is given to `differing`."""
        if not self._affords(before, after):
            self._replaced("".join(before), "".join(after))
            return
        for equal, i, j, k, m in regions(before, after):
            if equal:
                self._equal("".join(before[i:j]))
            else:
                differing("".join(before[i:j]), "".join(after[k:m]))

    def _equal(self, text: str) -> None:
        self.parts.append(Part(EQUAL, text))

    def _replaced(self, old: str, new: str) -> None:
        self.parts += Part(DELETED, old), Part(INSERTED, new)

    def _around_moves(self, stretch: Stretch) -> None:
        """A stretch that something moved out of or into: what moved stands whole, the rest is compared by words."""
        before, after = _with_moves(stretch.before), _with_moves(stretch.after)
        for equal, i, j, k, m in self._regions(before, after):
            gone, come = before[i:j], after[k:m]
            if equal:
                self._equal("".join(map(str, gone)))
            elif any(isinstance(word, _Moved) for word in (*gone, *come)):
                self._between_moves(_in_tokens(gone), _in_tokens(come))
            else:
                self._by_token("".join(map(str, gone)), "".join(map(str, come)))

    def _between_moves(self, before: Sequence[Hashable], after: Sequence[Hashable]) -> None:
        for equal, i, j, k, m in self._regions(before, after):
            if equal:
                self._equal("".join(map(str, before[i:j])))
                continue
            self.parts += [Part(DELETED, str(word), _move_of(word)) for word in before[i:j]]
            self.parts += [Part(INSERTED, str(word), _move_of(word)) for word in after[k:m]]

    def _regions(self, before: Sequence[Hashable], after: Sequence[Hashable]) -> Iterable[Region]:
        """As `regions`; all of it as one that differs where the work is not to be had."""
        return regions(before, after) if self._affords(before, after) else [(False, 0, len(before), 0, len(after))]


def _stretches(before: Sequence[Piece], after: Sequence[Piece]) -> list[Stretch]:
    """Equal and changed stretches in turn, islands among the changed ones. Marks do not count, as a clause that got
    another number is the same clause, nor does the space after a sentence, which at the end of a paragraph is another;
    then both sides of an equal stretch are kept."""
    found: list[Stretch] = []
    for equal, i, j, k, m in regions([words.rstrip() for _, words in before], [words.rstrip() for _, words in after]):
        gone, come = list(before[i:j]), list(after[k:m])
        if equal and found and gone[0] != come[0]:
            _give_marks(found[-1], gone, come)
        here = Stretch(equal, gone, [] if equal and gone == come else come)
        while not equal and len(found) > 1 and _is_island(found[-2], found[-1], here):
            earlier, island = found[-2:]
            here.gone[:0] = earlier.gone + island.gone
            here.come[:0] = earlier.come + (island.come or island.gone)
            del found[-2:]
        found.append(here)
    return found


def _give_marks(earlier: Stretch, gone: list[Piece], come: list[Piece]) -> None:
    """Compare the first marks of an equal stretch with what changed before it: a mark may have been words there."""
    for side, found in ((earlier.gone, gone), (earlier.come, come)):
        mark, words = found[0]
        side.append((mark, ""))
        found[0] = ("", words)


def _is_island(earlier: Stretch, island: Stretch, later: Stretch) -> bool:
    crossing = (earlier.gone and later.come) or (earlier.come and later.gone)
    return bool(crossing) and island.size < _ISLAND * min(earlier.size, later.size)


class _Moved:
    """A passage that moved, among the words of its stretch: equal to nothing but itself."""

    def __init__(self, text: str, move: int) -> None:
        self.text, self.move = text, move

    def __str__(self) -> str:
        return self.text


def _in_tokens(words: Iterable[Hashable]) -> list[Hashable]:
    """The words in their smallest parts; what moved stays whole."""
    tokens: list[Hashable] = []
    for word in words:
        text = "" if isinstance(word, _Moved) else str(word)
        tokens += (_WIDE_TOKENS if _HAS_WIDE.search(text) else _TOKENS).findall(text) if text else [word]
    return tokens


def _with_moves(units: Sequence[Unit]) -> list[Hashable]:
    words: list[Hashable] = []
    for move, run in groupby(units, key=lambda unit: unit.move):
        first, *rest = run
        text = first.words + "".join(unit.mark + unit.words for unit in rest)
        if move:
            bare = text.rstrip()
            words += [*_WORDS.findall(first.mark), _Moved(bare, move), *_WORDS.findall(text[len(bare) :])]
        else:
            words += _WORDS.findall(first.mark + text)
    return words


def _move_of(word: Hashable) -> int:
    return word.move if isinstance(word, _Moved) else 0
