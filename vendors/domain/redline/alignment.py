"""Which units of two sequences belong together: a longest common subsequence, in C, over interned numbers.

The method is the usual one of fast diffs: take off what both begin and end with, number what is left, and align the
numbers (Hyyrö's bit-parallel LCS as rapidfuzz has it). Nothing here knows what a unit is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

from rapidfuzz.distance import Indel

Region = tuple[bool, int, int, int, int]
"""Whether equal, then begin and end in the old sequence, begin and end in the new one."""


def common_head(old: str, new: str) -> int:
    """How many characters both texts begin with; by halving, so that C compares."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_tail(old: str, new: str, most: int) -> int:
    """How many characters both texts end with, `most` at most."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def regions(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Region]:
    """Runs that are equal and runs that differ, in order, covering both sequences."""
    head = 0
    most = min(len(old), len(new))
    while head < most and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < most - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if head:
        yield True, 0, head, 0, head
    yield from _between(old, new, head, len(old) - tail, len(new) - tail)
    if tail:
        yield True, len(old) - tail, len(old), len(new) - tail, len(new)


def _between(
    old: Sequence[Hashable], new: Sequence[Hashable], begin: int, old_end: int, new_end: int
) -> Iterator[Region]:
    if begin == old_end and begin == new_end:
        return
    if begin in (old_end, new_end):
        yield False, begin, old_end, begin, new_end
        return
    numbers: defaultdict[Hashable, int] = defaultdict()
    numbers.default_factory = numbers.__len__  # a new unit gets the next number, without leaving C
    before = list(map(numbers.__getitem__, old[begin:old_end]))
    after = list(map(numbers.__getitem__, new[begin:new_end]))
    i = j = begin
    # One region that differs may come as several codes in a row ("delete", then "insert"): they are taken together.
    for code in Indel.opcodes(before, after):
        if code.tag != "equal":
            continue
        start, other = code.src_start + begin, code.dest_start + begin
        if start > i or other > j:
            yield False, i, start, j, other
        i, j = code.src_end + begin, code.dest_end + begin
        yield True, start, i, other, j
    if i < old_end or j < new_end:
        yield False, i, old_end, j, new_end
