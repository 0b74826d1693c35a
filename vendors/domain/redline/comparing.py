"""From two texts to what stayed, went and came: by blocks, inside what changed by sentences, inside that by words.

The common head and tail of the texts are taken off as characters, so that what did not change is never cut into units.
A short equal unit between two changed stretches ("* * *") is compared with them, or it would pin down what does not
belong together. Words are aligned with the space after them; what then differs is aligned again letter runs, signs and
spaces apart, so that "Output." and "Output" differ by their stop alone.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from vendors.domain.redline.alignment import common_head, common_tail, regions
from vendors.domain.redline.changes import DELETED, EQUAL, INSERTED, Part
from vendors.domain.redline.moves import Piece, Stretch, Unit, mark_moves, pieces, together

_BLOCKS = re.compile(r"[^\n]*\n+|[^\n]+")
_LINE_END = re.compile(r"\n+")
_WORDS = re.compile(r"\S+\s*|\s+")
_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
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


@dataclass(slots=True)
class _Purse:
    """The work that may still be spent on this redline."""

    left: int = _ALL_WORK

    def pays(self, old: Sequence[Hashable], new: Sequence[Hashable]) -> bool:
        """Whether the work of aligning these is affordable; it is then taken off."""
        work = len(old) * len(new)
        if work > self.left:
            return False
        self.left -= work
        return True


def compared(old: str, new: str) -> Iterator[Part]:
    """The parts of the redline in order, each as small as it gets; `placed` joins them."""
    head, tail = _common_lines(old, new)
    yield Part(EQUAL, old[:head])
    yield from _by_block(old[head : len(old) - tail], new[head : len(new) - tail])
    yield Part(EQUAL, old[len(old) - tail :])


def _common_lines(old: str, new: str) -> tuple[int, int]:
    """How many characters of whole lines both begin and end with."""
    if old == new:
        return len(old), 0
    head = old.rfind("\n", 0, common_head(old, new)) + 1
    tail = common_tail(old, new, min(len(old), len(new)) - head)
    line = _LINE_END.search(old, len(old) - tail)
    return head, (len(old) - line.end() if line else 0)


def _by_block(old: str, new: str) -> Iterator[Part]:
    purse = _Purse()
    before, after = [("", block) for block in _BLOCKS.findall(old)], [("", block) for block in _BLOCKS.findall(new)]
    found: list[Stretch] = []
    for stretch in _stretches(before, after):
        found += [stretch] if stretch.equal else _by_sentence(stretch, purse)
    mark_moves([stretch for stretch in found if not stretch.equal])
    for stretch in found:
        if stretch.moved:
            yield from _around_moves(stretch, purse)
        elif stretch.equal and not stretch.come:
            yield Part(EQUAL, together(stretch.gone))
        elif stretch.equal:
            for one, other in zip(stretch.gone, stretch.come, strict=True):
                yield from _by_word("".join(one), "".join(other), purse)
        else:
            yield from _by_word(together(stretch.gone), together(stretch.come), purse)


def _by_sentence(stretch: Stretch, purse: _Purse) -> list[Stretch]:
    before, after = pieces(together(stretch.gone)), pieces(together(stretch.come))
    if not before or not after or not purse.pays(before, after):
        return [Stretch(False, before, after)]
    return _stretches(before, after)


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


def _by_word(old: str, new: str, purse: _Purse) -> Iterator[Part]:
    if old == new:
        yield Part(EQUAL, old)
        return
    if not old or not new or len(old) * len(new) <= _AT_ONCE:
        yield from _by_token(old, new, purse)
        return
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if not purse.pays(before, after):
        yield from _replaced(old, new)
        return
    for equal, i, j, k, m in regions(before, after):
        if equal:
            yield Part(EQUAL, "".join(before[i:j]))
        else:
            yield from _by_token("".join(before[i:j]), "".join(after[k:m]), purse)


def _by_token(old: str, new: str, purse: _Purse) -> Iterator[Part]:
    if not old or not new:
        yield from _replaced(old, new)
        return
    tokens = _WIDE_TOKENS if _HAS_WIDE.search(old) else _TOKENS
    before, after = tokens.findall(old), tokens.findall(new)
    if not purse.pays(before, after):
        yield from _replaced(old, new)
        return
    for equal, i, j, k, m in regions(before, after):
        if equal:
            yield Part(EQUAL, "".join(before[i:j]))
        else:
            yield from _replaced("".join(before[i:j]), "".join(after[k:m]))


def _replaced(old: str, new: str) -> Iterator[Part]:
    yield Part(DELETED, old)
    yield Part(INSERTED, new)


class _Moved:
    """A passage that moved, among the words of its stretch: equal to nothing but itself."""

    def __init__(self, text: str, move: int) -> None:
        self.text, self.move = text, move

    def __str__(self) -> str:
        return self.text


def _around_moves(stretch: Stretch, purse: _Purse) -> Iterator[Part]:
    """A stretch that something moved out of or into: what moved stands whole, the rest is compared word by word."""
    before, after = _with_moves(stretch.before), _with_moves(stretch.after)
    whole = iter([(False, 0, len(before), 0, len(after))])
    for equal, i, j, k, m in regions(before, after) if purse.pays(before, after) else whole:
        if equal:
            yield Part(EQUAL, "".join(map(str, before[i:j])))
            continue
        gone, come = before[i:j], after[k:m]
        if any(isinstance(word, _Moved) for word in (*gone, *come)):
            yield from _between_moves(_in_tokens(gone), _in_tokens(come), purse)
        else:
            yield from _by_token("".join(map(str, gone)), "".join(map(str, come)), purse)


def _between_moves(before: Sequence[Hashable], after: Sequence[Hashable], purse: _Purse) -> Iterator[Part]:
    whole = iter([(False, 0, len(before), 0, len(after))])
    for equal, i, j, k, m in regions(before, after) if purse.pays(before, after) else whole:
        if equal:
            yield Part(EQUAL, "".join(map(str, before[i:j])))
            continue
        yield from (Part(DELETED, str(word), _move_of(word)) for word in before[i:j])
        yield from (Part(INSERTED, str(word), _move_of(word)) for word in after[k:m])


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
